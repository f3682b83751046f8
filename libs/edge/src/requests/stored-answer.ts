import type { FastifyReply } from 'fastify';

/** An answer as it was sent. It has no personal data: refusals and receipts must not quote what they refuse. */
export interface AnswerContent {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Thrown where a request turns out to be answered already: it ends the request with that answer. */
export class StoredAnswer extends Error {
  override readonly name = 'StoredAnswer';

  constructor(readonly content: AnswerContent) {
    super('The request has been answered before.');
  }
}

/** Sends a stored answer again. */
export function answerAgain(reply: FastifyReply, { status, headers, body }: AnswerContent): void {
  reply.code(status).headers(headers).header('idempotent-replayed', 'true').send(body);
}

const keepable = new WeakSet<FastifyReply>();

/** Says that the answer left no events: a request with an Idempotency-Key has to store it. */
export function leavesNoEvents(reply: FastifyReply): void {
  keepable.add(reply);
}

export function isKeepable(reply: FastifyReply): boolean {
  return keepable.has(reply);
}
