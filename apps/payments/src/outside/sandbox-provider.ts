import type { Money } from '@waybill/kernel';
import {
  PaymentProvider,
  type AuthorisationAnswer,
  type AuthorisationRequest,
  type OperationAnswer,
  type OperationRequest,
} from './payment-provider.js';

/** A movement of money at the sandbox. */
export interface Entry {
  readonly kind: 'authorisation' | 'capture' | 'void' | 'refund';
  readonly key: string;
  readonly amount: Money;
}

const authorised = { result: 'authorised' } as const;
const unknown = { result: 'unknown' } as const;
const done = { result: 'done' } as const;

function decline(reason: string, retryable: boolean) {
  return { result: 'declined', reason, retryable } as const;
}

function fail(reason: string, retryable: boolean) {
  return { result: 'failed', reason, retryable } as const;
}

type Verdict = (request: AuthorisationRequest) => AuthorisationAnswer;

/** What the card issuer decides, by token. The answer may still be lost. */
const verdicts: ReadonlyMap<string, Verdict> = new Map(
  Object.entries<Verdict>({
    tok_approve: () => authorised,
    tok_double: () => authorised,
    tok_timeout: () => authorised,
    tok_timeout_lost: () => decline('not-received', true),
    tok_unknown: () => unknown,
    tok_decline: () => decline('card-declined', false),
    tok_insufficient: () => decline('insufficient-funds', true),
    tok_decline_once: ({ attempt }) => (attempt > 1 ? authorised : decline('try-again', true)),
    tok_action: ({ orderId }) => ({
      result: 'action-required',
      url: `/v1/payments/${orderId}/complete-action`,
    }),
    tok_capture_fail: () => authorised,
    tok_capture_declined: () => authorised,
    tok_capture_timeout: () => authorised,
    tok_void_fail_once: () => authorised,
    tok_refund_fail: () => authorised,
  }),
);

const LATE = new Set(['tok_timeout', 'tok_timeout_lost', 'tok_unknown']);

/**
 * A payment provider for tests and trials; the token of the payment method chooses the answer. Answers depend on the
 * request alone. The ledger is in memory: after a restart an action that was completed is required again.
 */
export class SandboxProvider extends PaymentProvider {
  private readonly entries = new Map<string, Entry>();

  /** Every movement of money, oldest first; at most one per key. */
  get ledger(): readonly Entry[] {
    return [...this.entries.values()];
  }

  override authorise(request: AuthorisationRequest): Promise<readonly AuthorisationAnswer[]> {
    const answer = this.judge(request);
    if (LATE.has(request.method)) return Promise.resolve([unknown]);
    return Promise.resolve(request.method === 'tok_double' ? [answer, answer] : [answer]);
  }

  override confirm(request: AuthorisationRequest): Promise<AuthorisationAnswer> {
    return Promise.resolve(request.method === 'tok_action' ? this.grant(request) : this.judge(request));
  }

  override lookup(request: AuthorisationRequest): Promise<AuthorisationAnswer> {
    return Promise.resolve(this.entries.has(request.key) ? authorised : this.judge(request));
  }

  override capture(request: OperationRequest): Promise<OperationAnswer> {
    const { method, attempt } = request;
    if (method === 'tok_capture_declined') return Promise.resolve(fail('capture-declined', false));
    if (method === 'tok_capture_fail' && attempt <= 2) return Promise.resolve(fail('provider-busy', true));
    this.enter('capture', request);
    return Promise.resolve(method === 'tok_capture_timeout' && attempt === 1 ? unknown : done);
  }

  override void(request: OperationRequest): Promise<OperationAnswer> {
    const { method, attempt } = request;
    if (method === 'tok_void_fail_once' && attempt === 1) return Promise.resolve(fail('provider-busy', true));
    this.enter('void', request);
    return Promise.resolve(done);
  }

  override refund(request: OperationRequest): Promise<OperationAnswer> {
    if (request.method === 'tok_refund_fail') return Promise.resolve(fail('provider-busy', true));
    this.enter('refund', request);
    return Promise.resolve(done);
  }

  private judge(request: AuthorisationRequest): AuthorisationAnswer {
    const answer = verdicts.get(request.method)?.(request) ?? decline('invalid-token', false);
    return answer.result === 'authorised' ? this.grant(request) : answer;
  }

  private grant(request: AuthorisationRequest): AuthorisationAnswer {
    this.enter('authorisation', request);
    return authorised;
  }

  private enter(
    kind: Entry['kind'],
    { key, amount }: { readonly key: string; readonly amount: Money },
  ): void {
    if (!this.entries.has(key)) this.entries.set(key, { kind, key, amount });
  }
}
