import type { DynamicModule, NestApplicationOptions, Type } from '@nestjs/common';
import { ModuleRef, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Clock, SystemClock } from '@waybill/engine';
import { EventStore } from '@waybill/event-store';

import { authenticate } from '../callers/authenticate.js';
import { LocalCallers, type Callers } from '../callers/callers.js';
import { publishDocs } from '../docs/docs.js';
import { logTo, type Log } from '../logs/log.js';
import { NestLog } from '../logs/nest-log.js';
import { logRequests } from '../logs/request-lines.js';
import { ProblemFilter } from '../problems/problem.filter.js';
import { IDEMPOTENCY_KEYS } from '../requests/command.js';
import { IdempotencyKeys } from '../requests/idempotency-keys.js';
import { keepAnswers } from '../requests/keep-answers.js';
import { lowerPathIds } from '../requests/lower-path-ids.js';
import { EdgeAdapter } from './edge-adapter.js';
import { EdgeModule } from './edge.module.js';
import { setCommonHeaders } from './common-headers.js';
import { findProvider } from './find-provider.js';
import { guardOrigins } from './guard-origins.js';
import { KnownHosts } from './known-hosts.js';
import { drainMsDefault } from './settings.js';

export interface EdgeOptions {
  /** Default: silent. */
  readonly log?: Log;
  /** Makes the app from the module, the adapter and Nest's options; tests replace providers here. */
  readonly make?: (
    root: DynamicModule,
    adapter: EdgeAdapter,
    options: NestApplicationOptions,
  ) => Promise<NestFastifyApplication>;
  /** How long requests in flight may take when the app closes, in milliseconds; default 10,000. */
  readonly drainMs?: number;
  /** Who may call; default: one local actor with all roles, which only a service on the loopback may allow. */
  readonly callers?: Callers;
  /** The hosts and origins that belong to the service; default: this machine. */
  readonly hosts?: KnownHosts;
  /** The title of the documentation. */
  readonly title?: string;
}

/** An app of a module of contexts, ready to answer but not listening. The module must provide an EventStore. */
export async function createEdge(
  module: Type | DynamicModule,
  options: EdgeOptions = {},
): Promise<NestFastifyApplication> {
  const log = options.log ?? logTo('silent');
  const adapter = new EdgeAdapter(log, options.drainMs ?? drainMsDefault);
  const make = options.make ?? NestFactory.create.bind(NestFactory)<NestFastifyApplication>;
  const app = await make(EdgeModule.around(module), adapter, {
    logger: new NestLog(log),
    abortOnError: false,
    bodyParser: false,
    routeConflictPolicy: { duplicate: 'error', shadow: 'warn' },
  });
  const instance = adapter.getInstance();
  setCommonHeaders(instance, adapter.drain);
  logRequests(instance, log);
  guardOrigins(instance, options.hosts ?? new KnownHosts({ host: 'localhost' }));
  const callers = options.callers ?? new LocalCallers();
  authenticate(instance, callers);
  instance.addHook('onClose', async () => callers.close());
  lowerPathIds(instance);
  const clock = findProvider(app.get(ModuleRef), Clock) ?? new SystemClock();
  const keys = new IdempotencyKeys(app.get(EventStore, { strict: false }), clock);
  instance.decorate(IDEMPOTENCY_KEYS, keys);
  keepAnswers(instance, keys);
  app.useGlobalFilters(new ProblemFilter(log));
  app.setGlobalPrefix('v1', { exclude: ['', 'livez', 'readyz', 'problems', 'problems/:code'] });
  publishDocs(app, options.title ?? 'Waybill');
  await app.init();
  await instance.ready();
  return app;
}
