import {
  Global,
  Inject,
  Logger,
  Module,
  type ModuleMetadata,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type Provider,
} from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { CommandHandler, CqrsModule } from '@nestjs/cqrs';
import { topology } from '@waybill/contracts';
import { EventStore, openEventStore } from '@waybill/event-store';
import type { Aggregate, Command, CommandClass, Context } from '@waybill/kernel';
import { KeyStore, openKeyStore } from '@waybill/key-store';
import { MessageBus, openMessageBus } from '@waybill/message-bus';
import { openReadStore, openStateStore, ReadStore, StateStore } from '@waybill/read-store';
import { Clock, SystemClock } from './clock.js';
import { metaOf } from './commands/command-meta.js';
import type { Receipt } from './commands/receipt.js';
import { Engine } from './engine.js';
import { engineSettings, storeUrls } from './engine-settings.js';
import { ReadModels } from './projections/read-models.js';

/** The engine, its stores and the bus, shared by all contexts of the process; {@link storeUrls} says where they are. */
@Global()
@Module({
  imports: [CqrsModule.forRoot()],
  providers: [
    { provide: Clock, useClass: SystemClock },
    { provide: EventStore, useFactory: () => openEventStore(storeUrls().events) },
    // One after the other: the event store's lock on the folder comes first.
    { provide: ReadStore, inject: [EventStore], useFactory: () => openReadStore(storeUrls().reads) },
    { provide: StateStore, inject: [EventStore], useFactory: () => openStateStore(storeUrls().state) },
    { provide: KeyStore, inject: [EventStore], useFactory: () => openKeyStore(storeUrls().keys) },
    { provide: MessageBus, inject: [EventStore], useFactory: () => openMessageBus(storeUrls().messages) },
    {
      provide: Engine,
      inject: [EventStore, ReadStore, StateStore, MessageBus, KeyStore, Clock],
      useFactory(
        store: EventStore,
        reads: ReadStore,
        state: StateStore,
        bus: MessageBus,
        keys: KeyStore,
        clock: Clock,
      ) {
        const logger = new Logger('Engine');
        const report = (failure: unknown, what: string) => logger.error(`${what}: ${String(failure)}`);
        return new Engine({ store, reads, state, bus, keys, clock, report, topology, ...engineSettings() });
      },
    },
    { provide: ReadModels, inject: [Engine], useFactory: ({ readModels }: Engine) => readModels },
  ],
  exports: [CqrsModule, Clock, EventStore, ReadStore, StateStore, MessageBus, KeyStore, Engine, ReadModels],
})
export class EngineModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(private readonly engine: Engine) {}

  onApplicationBootstrap(): Promise<void> {
    return this.engine.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.engine.stop();
  }
}

/** The metadata of a context's Nest module: the engine runs what the page declares, Nest the controllers. */
export function context(
  page: Context,
  { controllers = [], providers = [] }: Pick<ModuleMetadata, 'controllers' | 'providers'> = {},
): ModuleMetadata {
  class Hosted {}
  const host = (engine: Engine, modules: ModuleRef) => {
    engine.host(page, (port) => modules.get(port, { strict: false }));
    return new Hosted();
  };
  const handlers = page.aggregates.flatMap((aggregate) =>
    Object.values(aggregate.commands).map((command) => handlerOf(aggregate, command)),
  );
  return {
    imports: [EngineModule],
    controllers,
    providers: [
      ...providers,
      ...handlers,
      { provide: Hosted, inject: [Engine, ModuleRef], useFactory: host },
    ],
  };
}

/** The handler through which Nest's command bus has the engine decide a command. */
function handlerOf(aggregate: Aggregate, command: CommandClass): Provider {
  class Handler {
    constructor(private readonly engine: Engine) {}

    execute(given: Command): Promise<Receipt> {
      return this.engine.execute(aggregate, given, metaOf(given));
    }
  }
  Inject(Engine)(Handler, undefined, 0);
  CommandHandler(command)(Handler);
  return Handler;
}
