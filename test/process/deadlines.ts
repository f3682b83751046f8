import type { Deadline, DomainEvent } from '@waybill/kernel';
import { contexts } from './apps.js';
import { envelopeOf } from './reactions.js';
import { tableOf } from './table.js';
import { undone } from './undone.js';
import { variations } from './variations.js';

interface Effects {
  readonly deadline: Deadline;
  /** The names of the events that set the deadline, and of those that clear it; some do either. */
  readonly sets: readonly string[];
  readonly clears: readonly string[];
}

/** What sets and clears each deadline, the command that follows when it passes, and what undoes that. */
export function deadlineTable(): string {
  const rows = contexts.flatMap((context) =>
    deadlineEffects(context).map(({ deadline, sets, clears }) => {
      const { name: command } = deadline.fire({ id: 'a/b', at: '2026-01-01T00:00:00.000Z' }).constructor;
      const list = (events: readonly string[]) => events.map((event) => `\`${event}\``).join(', ');
      return [
        `${context.name} ${deadline.name}`,
        list(sets),
        list(clears),
        `\`${command}\``,
        undone[context.name]?.[command] ?? '',
      ];
    }),
  );
  return tableOf(['deadline', 'set by', 'cleared by', 'command', 'undone by'], rows).join('\n');
}

export function deadlineEffects({ deadlines, samples }: (typeof contexts)[number]): readonly Effects[] {
  return deadlines.map((deadline) => {
    const effects = samples.flatMap((sample) =>
      shapesOf(sample).map((event) => ({ event, effect: deadline.after(event, envelopeOf(event)) ?? {} })),
    );
    const names = (field: 'at' | 'cleared') => [
      ...new Set(effects.filter(({ effect }) => field in effect).map(({ event }) => event.type)),
    ];
    return { deadline, sets: names('at'), clears: names('cleared') };
  });
}

/** Fields that an event has only when something is still to come. */
const DUE = ['dueAt', 'retryAt', 'endsAt', 'keptUntil', 'expiresAt'];

/** The sample, its variations, and the sample without a time: some events set a deadline only if something is due. */
function shapesOf(sample: DomainEvent): readonly DomainEvent[] {
  const without = Object.fromEntries(Object.entries(sample).filter(([field]) => !DUE.includes(field)));
  const varied = (variations[sample.type] ?? []).map(({ fields }) => ({ ...sample, ...fields }));
  return [sample, ...varied, { ...without, type: sample.type }];
}
