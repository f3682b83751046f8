import { setTimeout as sleep } from 'node:timers/promises';

import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Receipt } from '@waybill/engine';

import { Outcome, readIfAvailable } from '../answers/outcome.js';
import { describeOutcome } from '../docs/describe-route.js';
import { DRAIN, type Drain } from '../service/drain.js';
import type { Freshness } from './freshness.js';
import { preferredWait } from './prefer-wait.js';
import { requestOf } from './request.js';

/** Most outcomes are known within 50 ms, and some never: the pauses between reads double from the first to the last. */
const PAUSE_MS_MIN = 10;
const PAUSE_MS_MAX = 200;

/** Lets the answer to a command contain what came of it, for senders who prefer to wait. */
export class OutcomeWait {
  constructor(
    private readonly seconds: number | undefined,
    private readonly drain: Pick<Drain, 'isDraining'>,
  ) {}

  /**
   * Without `Prefer: wait` returns the receipt at once. With it, reads the document until it is decided, the time is over
   * or the service drains. What came after the command has no position that is known in advance, hence the repeated reads.
   */
  async outcome<D extends object>(
    receipt: Receipt,
    read: (freshness: Freshness) => Promise<D | undefined>,
    isDecided: (document: D) => boolean,
  ): Promise<Receipt | Outcome<D>> {
    if (this.seconds === undefined) return receipt;
    const end = performance.now() + this.seconds * 1_000;
    for (let pauseMs = PAUSE_MS_MIN; ; pauseMs = Math.min(pauseMs * 2, PAUSE_MS_MAX)) {
      const leftMs = Math.max(0, Math.ceil(end - performance.now()));
      const document = await readIfAvailable(() => read({ isLatest: true, waitMs: leftMs }));
      const isKnown = document !== undefined && isDecided(document);
      if (isKnown || performance.now() >= end || this.drain.isDraining) {
        return new Outcome(receipt, isKnown, document, this.seconds);
      }
      await sleep(Math.min(pauseMs, end - performance.now()));
    }
  }
}

/** How long the sender of a command prefers to wait for its outcome: `place(…, @PreferWait() wait: OutcomeWait)`. */
export function PreferWait(): ParameterDecorator {
  return (target, method, index) => {
    if (method === undefined) return;
    describeOutcome(target, method);
    createParamDecorator((_: unknown, context: ExecutionContext) => waitFor(context))()(
      target,
      method,
      index,
    );
  };
}

function waitFor(context: ExecutionContext): OutcomeWait {
  const request = requestOf(context);
  return new OutcomeWait(preferredWait(request), request.server.getDecorator<Drain>(DRAIN));
}
