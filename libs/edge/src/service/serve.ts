import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { StoreRefused } from '@waybill/event-store';
import type { Logger } from 'pino';

import { logTo } from '../logs/log.js';
import { createEdge, type EdgeOptions } from './edge.js';
import { BadSetting, settingsFrom, type Settings } from './settings.js';

/**
 * All that a `main.ts` does: creates the app, listens on HOST and PORT, and drains on SIGTERM and SIGINT. What keeps it
 * from starting is said in one line on stderr, and the process exits with 1.
 */
export async function serve(
  module: Type | DynamicModule,
  options: Omit<EdgeOptions, 'log'> = {},
): Promise<NestFastifyApplication> {
  try {
    const settings = settingsFrom(process.env);
    const log = logTo(settings.logLevel);
    const app = await createEdge(module, { ...options, log });
    app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
    await listen(app, settings, log);
    return app;
  } catch (error) {
    process.stderr.write(`${reasonOf(error)}\n`);
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
  const access = isLoopback(host)
    ? 'this machine only; there is no access control yet, so think before you set HOST'
    : 'everyone who reaches this address; there is no access control yet';
  log.info({ url: await app.getUrl(), access, pid: process.pid }, 'listening');
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** One line where the cause is plain; the whole stack where it is not. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code: unknown = Reflect.get(error, 'code');
  if (code === 'EADDRINUSE') return 'Another process listens on that port; set PORT to a free one, or to 0.';
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL') return `Cannot listen there: ${error.message}.`;
  if (error instanceof BadSetting || error instanceof StoreRefused) return error.message;
  return error.stack ?? error.message;
}
