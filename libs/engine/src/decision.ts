import type { EventStore, NewEvent } from '@waybill/event-store';
import { idFrom, type Circumstances, type Fact, type Position } from '@waybill/kernel';
import type { Entity, Waiting } from './entity.js';
import { RevisionMismatch } from './errors.js';
import type { Issue } from './issue.js';

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
  const issues = batch.map(({ issue }) => issue);
  const decidedBefore = await entity.searchBack(issues, store);
  let { state, revision } = entity;
  for (const { command, issue } of batch) {
    const here = decidedHere.get(issue.commandId);
    const replayed =
      here === undefined
        ? (entity.recall(issue.commandId) ?? decidedBefore.get(issue.commandId))
        : { revision: here };
    if (replayed) {
      verdicts.push({ ...replayed, replayed: true });
      continue;
    }
    try {
      ensureRevision(issue, revision);
      const facts = aggregate.decide(command, state, circumstances(entity.id, now, issue));
      state = facts.reduce((before, fact) => aggregate.evolve(before, fact), state);
      events.push(...facts.map((fact, index) => toStore(entity, fact, index, now, issue)));
      revision += facts.length;
      if (facts.length > 0) decidedHere.set(issue.commandId, revision);
      verdicts.push({ revision, replayed: false });
    } catch (refused) {
      verdicts.push({ refused });
    }
  }
  return { verdicts, events, state };
}

function ensureRevision({ ifRevision }: Issue, revision: number): void {
  if (ifRevision === undefined || ifRevision === revision) return;
  throw new RevisionMismatch(ifRevision, revision < 0 ? undefined : revision);
}

function circumstances(id: string, now: string, issue: Issue): Circumstances {
  let made = 0;
  return { id, now, actor: issue.actor, newId: () => idFrom(issue.commandId, 'new', made++) };
}

function toStore(entity: Entity, fact: Fact, index: number, now: string, issue: Issue): NewEvent {
  const { commandId, correlationId, causationId, actor, traceparent, tenant } = issue;
  return {
    id: idFrom(entity.stream, commandId, index),
    type: fact.type,
    version: entity.aggregate.versionOf(fact.type),
    data: fact,
    meta: { commandId, correlationId, causationId, actor, occurredAt: now, traceparent, tenant },
  };
}
