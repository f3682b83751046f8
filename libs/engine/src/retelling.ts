import type { EventStore, Filter, Slice } from '@waybill/event-store';
import type { Message } from '@waybill/message-bus';
import type { Hearer } from './hearer.js';
import type { Publisher } from './publisher.js';
import { backOff } from './waiting.js';

/** Facts that are told at a time. */
const AT_ONCE = 2_000;

/**
 * Tells read models that are new what the contexts of this process told the others before: the log from its beginning,
 * in the words of their publications. What is told meanwhile comes over the bus; what comes twice does no harm.
 */
export class Retelling {
  private readonly filter: Filter;

  constructor(
    private readonly store: EventStore,
    private readonly publishers: readonly Publisher[],
    private readonly report: (failure: unknown, what: string) => void,
  ) {
    const told = publishers.map(({ told }) => told);
    this.filter = {
      types: told.flatMap(({ types = [] }) => types),
      streams: told.flatMap(({ streams = [] }) => streams),
    };
  }

  /** Resolves when all of them have heard everything, or the signal has aborted; after a failure it begins again. */
  async tell(hearers: readonly Hearer<object>[], signal: AbortSignal): Promise<void> {
    for (let attempt = 5; !signal.aborted; attempt += 1) {
      try {
        const newcomers = await newAmong(hearers);
        if (newcomers.length > 0) await this.tellAll(newcomers, signal);
        return;
      } catch (failure) {
        this.report(failure, 'what read models have to hear again');
        await backOff(attempt, signal);
      }
    }
  }

  private async tellAll(newcomers: readonly Hearer<object>[], signal: AbortSignal): Promise<void> {
    const head = await this.store.head();
    let telling: Promise<unknown> = Promise.resolve();
    for await (const slice of this.store.readAll({ filter: this.filter, max: AT_ONCE })) {
      const messages = this.messagesIn(slice);
      // The next ones wait already when these have been written: nobody lingers for more.
      const next = Promise.all(newcomers.map((hearer) => this.tellOne(hearer, messages, signal)));
      await telling;
      telling = next;
      if (signal.aborted) break;
    }
    await telling;
    if (signal.aborted) return;
    for (const hearer of newcomers) await hearer.noteHeard(head);
  }

  private async tellOne(
    hearer: Hearer<object>,
    messages: readonly Message[],
    signal: AbortSignal,
  ): Promise<void> {
    const failures = await hearer.hearAgain(messages, signal);
    if (!signal.aborted) for (const failure of failures) this.report(failure, `${hearer.name} hears again`);
  }

  private messagesIn({ events }: Slice): readonly Message[] {
    return events.flatMap((event) =>
      this.publishers.flatMap((publisher) => publisher.messageOf(event) ?? []),
    );
  }
}

async function newAmong(hearers: readonly Hearer<object>[]): Promise<readonly Hearer<object>[]> {
  const areNew = await Promise.all(hearers.map((hearer) => hearer.isNew()));
  return hearers.filter((_, index) => areNew[index]);
}
