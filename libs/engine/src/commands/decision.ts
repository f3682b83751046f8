import type { NewEvent } from '@waybill/event-store';
import { idFrom, idsFrom, Refusal, type DecisionContext, type DomainEvent } from '@waybill/kernel';
import { RevisionMismatch } from '../errors.js';
import type { CommandMeta } from './command-meta.js';
import type { Entity, Waiting } from './entity.js';
import type { Cause } from './settled-causes.js';

/** What became of one command. `isRepeat`: it had been decided before, or its cause was answered before. */
export type Verdict =
  | { readonly revision: number; readonly isRepeat: boolean; readonly isNothing: boolean }
  | { readonly refused: unknown };

/** What an aggregate's waiting commands come to, once it is stored. */
export interface Decision {
  /** One per command, in order. */
  readonly verdicts: readonly Verdict[];
  readonly events: readonly NewEvent[];
  readonly state: unknown;
  /** Causes that were answered with "nothing to do". */
  readonly settled: readonly Cause[];
  /** Whether an answer relies on the state being the stream's latest although no append will check that. */
  readonly mustVerify: boolean;
}

/**
 * Decides every waiting command in turn, each seeing what the ones before it decided. `decidedBefore`: commands found
 * in the stream beyond what the entity remembers, with their revisions.
 */
export function decide(
  entity: Entity,
  batch: readonly Waiting[],
  now: string,
  decidedBefore: ReadonlyMap<string, number>,
): Decision {
  const { aggregate, decided } = entity;
  const verdicts: Verdict[] = [];
  const events: NewEvent[] = [];
  const settled: Cause[] = [];
  const decidedHere = new Map<string, number>();
  let toRecord = entity.settled.toRecord;
  let { state, revision } = entity;
  for (const { command, meta } of batch) {
    const before =
      decidedHere.get(meta.commandId) ?? decided.get(meta.commandId) ?? decidedBefore.get(meta.commandId);
    const cause = causeOf(meta);
    if (before !== undefined || (cause && entity.settled.has(cause))) {
      verdicts.push({ revision: before ?? revision, isRepeat: true, isNothing: false });
      continue;
    }
    try {
      ensureRevision(meta, revision);
      const made = aggregate.decide(command, state, contextOf(entity.id, now, meta));
      for (const event of made) state = aggregate.evolve(state, event);
      if (made.length > 0) {
        events.push(...toStore(entity, made, now, meta, toRecord));
        toRecord = undefined;
        revision += made.length;
        decidedHere.set(meta.commandId, revision);
      } else if (cause) {
        settled.push(cause);
        toRecord = { ...toRecord, [cause.source]: cause.revision };
      }
      verdicts.push({ revision, isRepeat: false, isNothing: made.length === 0 });
    } catch (refused) {
      verdicts.push({ refused: withState(refused, state, revision) });
    }
  }
  const mustVerify = events.length === 0 && verdicts.some((one) => 'refused' in one || one.isNothing);
  return { verdicts, events, state, settled, mustVerify };
}

/** A conflict says at which status and revision it met the aggregate, so that the sender sees what has come in between. */
function withState(refused: unknown, state: unknown, revision: number): unknown {
  if (!(refused instanceof Refusal) || refused.kind !== 'conflict' || revision < 0) return refused;
  const { kind, code, message, details } = refused;
  return new Refusal(kind, code, message, { ...statusOf(state), revision, ...details });
}

function statusOf(state: unknown): { readonly status?: string } {
  const status: unknown = typeof state === 'object' && state !== null && Reflect.get(state, 'status');
  return typeof status === 'string' ? { status } : {};
}

/** What a repeated command is recognised by when it left no event; undefined for a command that cannot be repeated. */
function causeOf({ cause, commandId, since }: CommandMeta): Cause | undefined {
  return cause ?? (since === undefined ? undefined : { source: commandId, revision: 0 });
}

function ensureRevision({ ifRevision }: CommandMeta, revision: number): void {
  if (ifRevision === undefined || ifRevision === revision) return;
  throw new RevisionMismatch(ifRevision, revision < 0 ? undefined : revision);
}

function contextOf(id: string, now: string, { actor, commandId }: CommandMeta): DecisionContext {
  let made = 0;
  return { id, now, actor, newId: () => idFrom(commandId, 'new', made++) };
}

function toStore(
  { stream, aggregate }: Entity,
  events: readonly DomainEvent[],
  occurredAt: string,
  { commandId, correlationId, causationId, actor, traceparent, tenant }: CommandMeta,
  settled: Readonly<Record<string, number>> | undefined,
): readonly NewEvent[] {
  const meta = {
    commandId,
    correlationId,
    causationId,
    actor,
    occurredAt,
    ...(traceparent !== undefined && { traceparent }),
    ...(tenant !== undefined && { tenant }),
  };
  const idOf = idsFrom(stream, commandId);
  return events.map((data, index) => ({
    id: idOf(index),
    type: data.type,
    version: aggregate.versionOf(data.type),
    data,
    meta: index === 0 && settled ? { ...meta, settled } : meta,
  }));
}
