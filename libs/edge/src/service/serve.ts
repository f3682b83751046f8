import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';

import { logTo } from '../logs/log.js';
import { createEdge, type EdgeOptions } from './edge.js';
import { settingsFrom, type Settings } from './settings.js';
import { startFailure } from './start-failure.js';
import { stopOnSignals } from './stop-on-signals.js';

/**
 * Everything that a `main.ts` does: creates the app, listens on HOST and PORT, and stops at SIGTERM and SIGINT. When the
 * service cannot start, it writes the reason to stderr and exits with 1.
 */
export async function serve(
  module: Type | DynamicModule,
  options: Omit<EdgeOptions, 'log'> = {},
): Promise<NestFastifyApplication> {
  try {
    const settings = settingsFrom(process.env);
    const log = logTo(settings.logLevel);
    const app = await createEdge(module, { ...options, log });
    stopOnSignals(app, log);
    await listen(app, settings, log);
    return app;
  } catch (error) {
    process.stderr.write(`${startFailure(error)}\n`);
    process.exit(1);
  }
}

async function listen(app: NestFastifyApplication, { host, port }: Settings, log: Logger): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    await app.close();
    throw error;
  }
  const reachableFrom = isLoopback(host) ? 'this machine only' : 'every machine that reaches this address';
  const access = `${reachableFrom}; Waybill has no access control yet, so set HOST only in a trusted network`;
  log.info({ url: await app.getUrl(), access, pid: process.pid }, 'listening');
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
