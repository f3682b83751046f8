import {
  Global,
  Logger,
  Module,
  type ModuleMetadata,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js';
import { CommandBus, CommandHandler, CqrsModule, type ICommand } from '@nestjs/cqrs';
import { EventStore, openEventStore } from '@waybill/event-store';
import type { Aggregate, Context } from '@waybill/kernel';
import { MessageBus, openMessageBus } from '@waybill/message-bus';
import { openReadStore, ReadStore } from '@waybill/read-store';
import { Clock, SystemClock } from './clock.js';
import { Engine } from './engine.js';
import { ReadModels } from './read-models.js';

/** Where everything is kept: `EVENT_STORE_URL`, `READ_STORE_URL` and `MESSAGE_BUS_URL`, each `embedded:./data` by default. */
export function storeUrls(env: NodeJS.ProcessEnv = process.env) {
  const kept = 'embedded:./data';
  return {
    events: env['EVENT_STORE_URL'] ?? kept,
    reads: env['READ_STORE_URL'] ?? kept,
    messages: env['MESSAGE_BUS_URL'] ?? kept,
  };
}

/** The engine and its three stores, shared by all contexts of the process; {@link storeUrls} says where they are. */
@Global()
@Module({
  imports: [CqrsModule.forRoot()],
  providers: [
    { provide: Clock, useClass: SystemClock },
    { provide: EventStore, useFactory: () => openEventStore(storeUrls().events) },
    {
      provide: ReadStore,
      // One after the other: the event store's lock on the folder comes first.
      inject: [EventStore],
      useFactory: () => openReadStore(storeUrls().reads),
    },
    { provide: MessageBus, inject: [EventStore], useFactory: () => openMessageBus(storeUrls().messages) },
    {
      provide: Engine,
      inject: [EventStore, ReadStore, MessageBus, Clock],
      useFactory: (store: EventStore, reads: ReadStore, bus: MessageBus, clock: Clock) => {
        const logger = new Logger('Engine');
        const report = (failure: unknown, what: string) => logger.error(`${what}: ${String(failure)}`);
        return new Engine({ store, reads, bus, clock, report });
      },
    },
    { provide: ReadModels, inject: [Engine], useFactory: ({ readModels }: Engine) => readModels },
  ],
  exports: [CqrsModule, Clock, EventStore, ReadStore, MessageBus, Engine, ReadModels],
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

/** The metadata of a context's Nest module: the engine runs what the context declares, Nest its controllers. */
export function context(page: Context & Pick<ModuleMetadata, 'controllers' | 'providers'>): ModuleMetadata {
  class Hosted {}
  const host = (engine: Engine, commands: CommandBus, modules: ModuleRef) => {
    engine.host(page, (port) => modules.get(port, { strict: false }));
    for (const aggregate of page.aggregates) register(commands, engine, aggregate);
    return new Hosted();
  };
  return {
    imports: [EngineModule],
    controllers: page.controllers,
    providers: [
      ...(page.providers ?? []),
      { provide: Hosted, inject: [Engine, CommandBus, ModuleRef], useFactory: host },
    ],
  };
}

/** Makes the engine the handler of every command that an aggregate decides. */
function register(commands: CommandBus, engine: Engine, aggregate: Aggregate): void {
  for (const command of Object.values(aggregate.commands)) {
    class Handler {
      execute(given: ICommand) {
        return engine.execute(aggregate, given);
      }
    }
    CommandHandler(command)(Handler);
    commands.register([
      new InstanceWrapper({ instance: new Handler(), metatype: Handler, isResolved: true }),
    ]);
  }
}
