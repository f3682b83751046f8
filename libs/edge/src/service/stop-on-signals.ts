import type { INestApplication } from '@nestjs/common';
import type { Logger } from 'pino';

import { shutdownMsMax } from './settings.js';

/**
 * At SIGTERM or SIGINT the app drains, closes its stores, and the process exits with 0; with 1 if that fails or takes too
 * long. Further signals are ignored, since terminals and npm both send SIGINT.
 */
export function stopOnSignals(app: INestApplication, log: Logger): void {
  let isStopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (isStopping) return;
    isStopping = true;
    void stopAndExit(app, log, signal);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

async function stopAndExit(app: INestApplication, log: Logger, signal: NodeJS.Signals): Promise<never> {
  const startedMs = Date.now();
  log.info({ signal }, 'draining');
  setTimeout(() => {
    log.error({ limitMs: shutdownMsMax }, 'shutting down took too long');
    process.exit(1);
  }, shutdownMsMax);
  try {
    await app.close();
    log.info({ ms: Date.now() - startedMs }, 'stopped');
    process.exit(0);
  } catch (error) {
    log.error({ err: error }, 'shutting down failed');
    process.exit(1);
  }
}
