import type { EventStore, NewEvent } from '@waybill/event-store';
import { idFrom, type DecisionContext, type DomainEvent, type Position } from '@waybill/kernel';
import type { Entity, Waiting } from './entity.js';
import { RevisionMismatch } from './errors.js';
import type { CommandMeta } from './command-meta.js';

/** What became of one command. Without a position: where the append that it is part of will end. */
export type Verdict =
  | { readonly revision: number; readonly position?: Position; readonly replayed: boolean }
  | { readonly refused: unknown };

/** What an aggregate's waiting commands come to, once it is stored. */
export interface Decision {
  /** One per command, in order. */
  readonly verdicts: readonly Verdict[];
  readonly events: readonly NewEvent[];
  readonly state: unknown;
}

/** Decides every waiting command in turn, each seeing what the ones before it decided. */
export async function decide(
  entity: Entity,
  batch: readonly Waiting[],
  now: string,
  store: EventStore,
): Promise<Decision> {
  const { aggregate } = entity;
  const verdicts: Verdict[] = [];
  const events: NewEvent[] = [];
  const decidedHere = new Map<string, number>();
  const metas = batch.map(({ meta }) => meta);
  const decidedBefore = await entity.searchBack(metas, store);
  let { state, revision } = entity;
  for (const { command, meta } of batch) {
    const here = decidedHere.get(meta.commandId);
    const replayed =
      here === undefined
        ? (entity.recall(meta.commandId) ?? decidedBefore.get(meta.commandId))
        : { revision: here };
    if (replayed) {
      verdicts.push({ ...replayed, replayed: true });
      continue;
    }
    try {
      ensureRevision(meta, revision);
      const facts = aggregate.decide(command, state, context(entity.id, now, meta));
      state = facts.reduce((before, fact) => aggregate.evolve(before, fact), state);
      events.push(...facts.map((fact, index) => toStore(entity, fact, index, now, meta)));
      revision += facts.length;
      if (facts.length > 0) decidedHere.set(meta.commandId, revision);
      verdicts.push({ revision, replayed: false });
    } catch (refused) {
      verdicts.push({ refused });
    }
  }
  return { verdicts, events, state };
}

function ensureRevision({ ifRevision }: CommandMeta, revision: number): void {
  if (ifRevision === undefined || ifRevision === revision) return;
  throw new RevisionMismatch(ifRevision, revision < 0 ? undefined : revision);
}

function context(id: string, now: string, meta: CommandMeta): DecisionContext {
  let made = 0;
  return { id, now, actor: meta.actor, newId: () => idFrom(meta.commandId, 'new', made++) };
}

function toStore(entity: Entity, fact: DomainEvent, index: number, now: string, meta: CommandMeta): NewEvent {
  const { commandId, correlationId, causationId, actor, traceparent, tenant } = meta;
  return {
    id: idFrom(entity.stream, commandId, index),
    type: fact.type,
    version: entity.aggregate.versionOf(fact.type),
    data: fact,
    meta: { commandId, correlationId, causationId, actor, occurredAt: now, traceparent, tenant },
  };
}
