import type { INestApplication } from '@nestjs/common';
import type { Logger } from 'pino';

import { shutdownMsMax } from './settings.js';

/** Is told what happens, in sentences. */
export type Narrator = (sentence: string) => void;

/**
 * At SIGTERM or SIGINT the app drains, closes its stores, and the process exits with 0; with 1 if that fails or takes too
 * long. Further signals are ignored, since terminals and npm both send SIGINT.
 */
export function stopOnSignals(app: INestApplication, log: Logger, say: Narrator): void {
  let isStopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (isStopping) return;
    isStopping = true;
    void stopAndExit(app, log, say, signal);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

async function stopAndExit(
  app: INestApplication,
  log: Logger,
  say: Narrator,
  signal: NodeJS.Signals,
): Promise<never> {
  const startedMs = Date.now();
  log.info({ signal }, 'draining');
  say(
    `Stopping (${signal}): finishing requests, then closing the stores. This takes at most ${shutdownMsMax / 1_000} s.`,
  );
  setTimeout(() => {
    log.error({ limitMs: shutdownMsMax }, 'shutting down took too long');
    say('Stopping took too long. Nothing that was acknowledged is lost.');
    process.exit(1);
  }, shutdownMsMax);
  try {
    await app.close();
    const ms = Date.now() - startedMs;
    log.info({ ms }, 'stopped');
    say(`Stopped after ${ms} ms.`);
    process.exit(0);
  } catch (error) {
    log.error({ err: error }, 'shutting down failed');
    process.exit(1);
  }
}
