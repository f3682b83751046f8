import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';

import { ActorsFile } from '../callers/actors-file.js';
import { LocalCallers, type Callers } from '../callers/callers.js';
import { logTo } from '../logs/log.js';
import { createEdge, type EdgeOptions } from './edge.js';
import { isLoopback, KnownHosts } from './known-hosts.js';
import { settingsFrom, type Settings } from './settings.js';
import { startFailure } from './start-failure.js';
import { stopOnSignals, type Narrator } from './stop-on-signals.js';

export interface ServeOptions extends Omit<EdgeOptions, 'log' | 'callers' | 'hosts'> {
  /** Is told in sentences what happens while the service starts and stops. Default: nobody; the log has it too. */
  readonly say?: Narrator;
}

/**
 * Everything that a `main.ts` does: creates the app, listens on HOST and PORT, and stops at SIGTERM and SIGINT. When the
 * service cannot start, it writes the reason to stderr and exits with 1.
 */
export async function serve(
  module: Type | DynamicModule,
  { say = () => undefined, ...options }: ServeOptions = {},
): Promise<NestFastifyApplication> {
  try {
    const settings = settingsFrom(process.env);
    const log = logTo(settings.logLevel);
    const callers = callersFrom(settings, log);
    log.info({ pid: process.pid }, 'starting');
    say('Opening the stores, and reading what has changed since the last time.');
    const app = await createEdge(module, { ...options, log, callers, hosts: new KnownHosts(settings) });
    stopOnSignals(app, log, say);
    await listen(app, settings, log);
    return app;
  } catch (error) {
    process.stderr.write(`${startFailure(error)}\n`);
    process.exit(1);
  }
}

function callersFrom({ actorsFile }: Settings, log: Logger): Callers {
  if (actorsFile === undefined) return new LocalCallers();
  return new ActorsFile(actorsFile, ({ message }) =>
    log.error(
      { reason: message },
      'the changed file of actors cannot be used; the former one stays in force',
    ),
  );
}

async function listen(
  app: NestFastifyApplication,
  { host, port, actorsFile }: Settings,
  log: Logger,
): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    await app.close();
    throw error;
  }
  const reachableFrom = isLoopback(host) ? 'this machine only' : 'every machine that reaches this address';
  const callers = actorsFile === undefined ? 'every program on this machine' : `the actors in ${actorsFile}`;
  log.info(
    { url: await app.getUrl(), access: `${reachableFrom}; serves ${callers}`, pid: process.pid },
    'listening',
  );
}
