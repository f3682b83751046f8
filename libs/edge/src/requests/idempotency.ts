import { hash } from 'node:crypto';

import type { Clock, CommandMeta } from '@waybill/engine';
import { WrongExpectedRevision, type EventStore, type NewEvent } from '@waybill/event-store';
import { idFrom, type Actor, type DomainEvent, type Position } from '@waybill/kernel';

import { Problem } from '../problems/problem.js';
import { canonical } from './canonical.js';
import { headerOf, type EdgeRequest } from './request.js';

const KEY = /^(?:"([!#-[\]-~]{1,255})"|([!#-~]{1,255}))$/;
const methods: ReadonlySet<string> = new Set(['POST', 'PATCH']);

/** The `Idempotency-Key` of a request, quoted (RFC 9651 §3.3.3) or bare; ignored where the method is idempotent anyway. */
export function idempotencyKeyOf(request: EdgeRequest): string | undefined {
  const header = headerOf(request, 'idempotency-key');
  if (header === undefined || !methods.has(request.method)) return undefined;
  const [, quoted, bare] = KEY.exec(header) ?? [];
  const key = quoted ?? bare;
  if (key === undefined)
    throw new Problem(
      'idempotency-key-malformed',
      'Idempotency-Key must have 1 to 255 visible ASCII characters.',
    );
  return key;
}

/** The command id that derives from a key: the same sender and key always give the same id. */
export function keyedId(actor: Actor, key: string): string {
  return idFrom('idempotency', actor.id, key);
}

/** Equal for equal requests: method, route, parameters and body, in any order of the body's keys. */
export function fingerprintOf(request: EdgeRequest, body: unknown): string {
  const route = request.routeOptions.url ?? '';
  return hash('sha256', `${request.method} ${route} ${canonical(request.params)} ${canonical(body)}`, 'hex');
}

interface IdempotencyKeyClaimed extends DomainEvent {
  readonly type: 'IdempotencyKeyClaimed';
  readonly keyHash: string;
  readonly fingerprint: string;
  readonly request: string;
}

/**
 * Stores which request each key was first used for. The command itself is decided once because its id derives from the
 * key; the claim distinguishes a repeated request from a different one under the same key.
 */
export class IdempotencyKeys {
  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Claims a key for a request; a repeated request finds its own claim. Rejects with a Problem when another request has
   * claimed the key. Resolves with the claim's position in the log: no command of the key is before it.
   */
  async claim(request: EdgeRequest, key: string, fingerprint: string, meta: CommandMeta): Promise<Position> {
    const stream = `idempotency-${meta.commandId}`;
    const claim = this.claimed(request, key, fingerprint, meta);
    try {
      const { position } = await this.store.append(stream, [claim], 'new');
      return position;
    } catch (error) {
      if (!(error instanceof WrongExpectedRevision)) throw error;
      const [first] = await this.store.read(stream, { max: 1 });
      if (first && isClaim(first.data) && first.data.fingerprint === fingerprint) return first.position;
      throw new Problem('idempotency-key-reused', 'This key was first used for another request.');
    }
  }

  /** The same request and key give the same event, so that a repeated append is not a conflict. */
  private claimed(request: EdgeRequest, key: string, fingerprint: string, meta: CommandMeta): NewEvent {
    const { commandId, correlationId, causationId, actor, traceparent } = meta;
    const data: IdempotencyKeyClaimed = {
      type: 'IdempotencyKeyClaimed',
      keyHash: hash('sha256', key, 'hex'),
      fingerprint,
      request: `${request.method} ${request.routeOptions.url ?? ''}`,
    };
    const occurredAt = new Date(this.clock.now()).toISOString();
    const eventMeta = {
      commandId,
      correlationId,
      causationId,
      actor,
      occurredAt,
      ...(traceparent && { traceparent }),
    };
    return {
      id: idFrom('idempotency-claim', commandId, fingerprint),
      type: data.type,
      version: 1,
      data,
      meta: eventMeta,
    };
  }
}

function isClaim(event: DomainEvent): event is IdempotencyKeyClaimed {
  return event.type === 'IdempotencyKeyClaimed';
}
