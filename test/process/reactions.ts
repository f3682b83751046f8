import type { DomainEvent, Envelope, Outside, Saga, SagaContext } from '@waybill/kernel';
import { whenProjected } from '@waybill/testing';
import { pasts, sandboxes } from './apps.js';
import { variations } from './variations.js';

/** What a saga does about an event. */
export interface Reaction {
  readonly event: string;
  readonly commands: readonly ReactionCommand[];
  /** The read models that the saga reads and the ports that it calls before it decides. */
  readonly needs: readonly string[];
}

export interface ReactionCommand {
  readonly name: string;
  /** What decides whether the command follows, as in "if `retryable`"; empty when it always follows. */
  readonly condition: string;
}

/** A saga's reactions to samples of the events in its rows. */
export async function reactionsOf(saga: Saga, samples: readonly DomainEvent[]): Promise<readonly Reaction[]> {
  const rows = new Set([...saga.ownEvents, ...saga.publishedEvents]);
  return Promise.all(samples.filter(({ type }) => rows.has(type)).map((sample) => reactionTo(saga, sample)));
}

async function reactionTo(saga: Saga, sample: DomainEvent): Promise<Reaction> {
  const needs = new Set<string>();
  const names = (fields: object, known = pasts) =>
    namesOf(saga, { ...sample, ...fields }, contextOf(sample, known, needs));
  const conditions = new Map((await names({})).map((name) => [name, '']));
  for (const [field, value] of Object.entries(sample)) {
    if (typeof value !== 'boolean') continue;
    const [yes, no] = await Promise.all([true, false].map((is) => names({ [field]: is })));
    for (const name of new Set([...(yes ?? []), ...(no ?? [])])) {
      if (!no?.includes(name)) conditions.set(name, `if \`${field}\``);
      if (!yes?.includes(name)) conditions.set(name, `unless \`${field}\``);
    }
  }
  for (const { condition, fields, isUnknown } of variations[sample.type] ?? []) {
    for (const name of await names(fields ?? {}, isUnknown ? new Map() : pasts))
      if (!conditions.has(name)) conditions.set(name, condition);
  }
  const commands = [...conditions].map(([name, condition]) => ({ name, condition }));
  return { event: sample.type, commands, needs: [...needs] };
}

async function namesOf(saga: Saga, event: DomainEvent, context: SagaContext): Promise<readonly string[]> {
  const commands = await saga.react(event, context);
  return [...new Set(commands.map((command) => command.constructor.name))];
}

/** Every third party is its sandbox. */
function contextOf(event: DomainEvent, known: typeof pasts, needs: Set<string>): SagaContext {
  return {
    envelope: envelopeOf(event),
    read(projection) {
      needs.add(`reads ${projection.name}`);
      const [document] = whenProjected(projection, ...(known.get(projection.name) ?? [])).documents.values();
      return Promise.resolve(document);
    },
    outside(port) {
      needs.add(`calls ${port.name}`);
      return sandboxOf(port);
    },
  };
}

function sandboxOf<T>(port: Outside<T>): T {
  for (const sandbox of sandboxes) if (sandbox instanceof port) return sandbox;
  throw new TypeError(`test/process/apps.ts has no sandbox for ${port.name}.`);
}

export function envelopeOf({ type }: DomainEvent): Envelope {
  const at = '2026-01-01T00:00:00.000Z';
  const ids = { commandId: type, correlationId: type, causationId: type };
  const meta = { ...ids, actor: { kind: 'system', id: 'process' }, occurredAt: at } as const;
  return { id: type, stream: type, revision: 0, position: '0', recordedAt: at, meta };
}
