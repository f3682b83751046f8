import { hash } from 'node:crypto';

import type { Clock } from '@waybill/engine';
import {
  WrongExpectedRevision,
  type EventStore,
  type NewEvent,
  type StoredEvent,
} from '@waybill/event-store';
import { newId, type DomainEvent, type Position } from '@waybill/kernel';
import type { FastifyReply } from 'fastify';

import { Problem } from '../problems/problem.js';
import type { KeyedRequest } from './idempotency.js';
import type { EdgeRequest } from './request.js';
import { isKeepable, StoredAnswer, type AnswerContent } from './stored-answer.js';

const DAY_MS = 24 * 60 * 60 * 1_000;
/** How long an answer without events is repeated. An accepted command is recognised for ever, by its events. */
const ANSWER_DAYS = 7;

interface IdempotencyKeyClaimed extends DomainEvent {
  readonly type: 'IdempotencyKeyClaimed';
  readonly keyHash: string;
  readonly fingerprint: string;
  readonly request: string;
}

interface IdempotencyKeyAnswered extends DomainEvent, AnswerContent {
  readonly type: 'IdempotencyKeyAnswered';
}

type KeyEvent = IdempotencyKeyClaimed | IdempotencyKeyAnswered;

/** A key that is being used: by whom, and what its stream has so far. */
interface Attempt {
  readonly request: KeyedRequest;
  readonly revision: number;
}

/**
 * Stores which request each key was first used for, and the answers that leave no events: refusals, and "nothing to do".
 * An accepted command is decided once because its id derives from the key.
 */
export class IdempotencyKeys {
  private readonly attempts = new WeakMap<FastifyReply, Attempt>();
  /** By command id: resolves when this process has answered the request. */
  private readonly inFlight = new Map<string, Promise<void>>();

  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Claims a key for a request; a repeated request finds its own claim. Rejects with a Problem when another request has
   * claimed the key, and with a {@link StoredAnswer} when there is one. Resolves with the claim's position in the log: no
   * command of the key is before it.
   */
  async claim(
    { method, routeOptions }: EdgeRequest,
    reply: FastifyReply,
    request: KeyedRequest,
  ): Promise<Position> {
    await this.turn(request.meta.commandId, reply);
    const claim: IdempotencyKeyClaimed = {
      type: 'IdempotencyKeyClaimed',
      keyHash: hash('sha256', request.key, 'hex'),
      fingerprint: request.fingerprint,
      request: `${method} ${routeOptions.url ?? ''}`,
    };
    try {
      const { position, revision } = await this.append(request, claim, 'new');
      this.attempts.set(reply, { request, revision });
      return position;
    } catch (error) {
      if (!(error instanceof WrongExpectedRevision)) throw error;
      return this.claimAgain(reply, request);
    }
  }

  /**
   * Stores an answer before it is sent, when it is one that leaves no events. A process that dies in between has answered
   * nobody, and the repeated request is decided afresh.
   */
  async keep(reply: FastifyReply, body: unknown): Promise<void> {
    const attempt = this.attempts.get(reply);
    if (!attempt || !isKeepable(reply) || typeof body !== 'string') return;
    this.attempts.delete(reply);
    const answer: IdempotencyKeyAnswered = { type: 'IdempotencyKeyAnswered', ...contentOf(reply), body };
    try {
      await this.append(attempt.request, answer, attempt.revision);
    } catch (error) {
      // Another process has answered the same request at the same time; its answer stays.
      if (!(error instanceof WrongExpectedRevision)) throw error;
    }
  }

  private async claimAgain(reply: FastifyReply, request: KeyedRequest): Promise<Position> {
    const events = await this.store.read(streamOf(request));
    const first = events[0];
    const last = events.at(-1);
    if (!first || !last || !isKeyEvent(first.data) || first.data.type !== 'IdempotencyKeyClaimed') {
      throw new TypeError(`${streamOf(request)} does not begin with a claim.`);
    }
    if (first.data.fingerprint !== request.fingerprint) {
      throw new Problem('idempotency-key-reused', 'This key was first used for another request.');
    }
    if (this.isFresh(last) && isKeyEvent(last.data) && last.data.type === 'IdempotencyKeyAnswered') {
      throw new StoredAnswer(last.data);
    }
    this.attempts.set(reply, { request, revision: last.revision });
    return first.position;
  }

  private isFresh({ meta }: StoredEvent): boolean {
    return this.clock.now() - Date.parse(meta.occurredAt) < ANSWER_DAYS * DAY_MS;
  }

  /**
   * Waits until earlier requests with the key are answered. Otherwise one could be refused and the other one accepted. Two
   * processes that get the same key at the same moment do not wait for each other.
   */
  private async turn(commandId: string, reply: FastifyReply): Promise<void> {
    for (let other = this.inFlight.get(commandId); other; other = this.inFlight.get(commandId)) await other;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.inFlight.set(commandId, promise);
    const end = () => {
      this.inFlight.delete(commandId);
      resolve();
    };
    // A client that went away while it waited has closed already, and 'close' comes only once.
    if (reply.raw.destroyed) end();
    else reply.raw.once('close', end);
  }

  private append(request: KeyedRequest, data: KeyEvent, expected: number | 'new') {
    const { commandId, correlationId, causationId, actor, traceparent } = request.meta;
    const occurredAt = new Date(this.clock.now()).toISOString();
    const meta = {
      commandId,
      correlationId,
      causationId,
      actor,
      occurredAt,
      ...(traceparent && { traceparent }),
    };
    // A new id: a repeated claim must be a conflict, because then the stream has to be read.
    const event: NewEvent = { id: newId(), type: data.type, version: 1, data, meta };
    return this.store.append(streamOf(request), [event], expected);
  }
}

function streamOf({ meta }: KeyedRequest): string {
  return `idempotency-${meta.commandId}`;
}

function isKeyEvent(event: DomainEvent): event is KeyEvent {
  return event.type === 'IdempotencyKeyClaimed' || event.type === 'IdempotencyKeyAnswered';
}

/** The headers of an answer that belong to its meaning. */
const KEPT_HEADERS = ['content-type', 'etag', 'location', 'consistency-token'];

function contentOf(reply: FastifyReply): Omit<AnswerContent, 'body'> {
  const headers = KEPT_HEADERS.flatMap((name): (readonly [string, string])[] => {
    const value = reply.getHeader(name);
    return typeof value === 'string' ? [[name, value]] : [];
  });
  return { status: reply.statusCode, headers: Object.fromEntries(headers) };
}
