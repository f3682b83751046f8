import type { Money } from '@waybill/kernel';
import {
  PaymentProvider,
  type AuthorisationAnswer,
  type AuthorisationRequest,
  type Granted,
  type OperationAnswer,
  type OperationRequest,
  type RenewalAnswer,
  type RenewalRequest,
  type VoidAnswer,
} from './payment-provider.js';
import { SANDBOX_TOKENS, type Behaviour } from './sandbox-tokens.js';

/** A movement of money at the sandbox. */
export interface Entry {
  readonly kind: 'authorisation' | 'capture' | 'void' | 'refund';
  readonly key: string;
  readonly amount: Money;
}

const HOUR_MS = 3_600_000;
const VALID_HOURS = 7 * 24;

const unknown = { result: 'unknown' } as const;
const behaviours: ReadonlyMap<string, Behaviour> = new Map(Object.entries(SANDBOX_TOKENS));
const approve: Behaviour = { shows: 'everything succeeds' };

/**
 * A payment provider for tests and trials; the token of the payment method chooses the answers, see {@link SANDBOX_TOKENS}.
 * Answers depend on the request alone: a reference names the behaviour, never the token. The ledger is in memory: after a
 * restart an action that was completed is required again.
 */
export class SandboxProvider extends PaymentProvider {
  private readonly entries = new Map<string, Entry>();

  /** Every movement of money, oldest first; at most one per key. */
  get ledger(): readonly Entry[] {
    return [...this.entries.values()];
  }

  override authorise(request: AuthorisationRequest): Promise<readonly AuthorisationAnswer[]> {
    const lost = behaviours.get(request.method)?.answer;
    const answer = this.judge(request);
    if (lost !== undefined && lost !== 'twice') return Promise.resolve([unknown]);
    return Promise.resolve(lost === 'twice' ? [answer, answer] : [answer]);
  }

  override confirm(request: AuthorisationRequest): Promise<AuthorisationAnswer> {
    return Promise.resolve(request.method === 'tok_action' ? this.grant(request) : this.judge(request));
  }

  override lookup(request: AuthorisationRequest): Promise<AuthorisationAnswer> {
    const isGranted = this.entries.has(request.key);
    return Promise.resolve(isGranted ? this.grant(request) : this.judge(request));
  }

  override renew(request: RenewalRequest): Promise<RenewalAnswer> {
    const behaviour = behaviours.get(request.method) ?? approve;
    const answer = nth(behaviour.renew, request.attempt);
    if (answer !== 'ok') return Promise.resolve(failureOf(answer) ?? unknown);
    return Promise.resolve(this.grant(request));
  }

  override capture(request: OperationRequest): Promise<OperationAnswer> {
    return this.move('capture', request);
  }

  override void(request: OperationRequest): Promise<VoidAnswer> {
    const isCaptured = nth(behaviourOf(request).void, request.attempt) === 'captured';
    if (!isCaptured) return this.move('void', request);
    this.enter('capture', { ...request, key: request.authorisation.concat('/captured') });
    return Promise.resolve({ result: 'captured', reference: referenceTo(request) });
  }

  override refund(request: OperationRequest): Promise<OperationAnswer> {
    return this.move('refund', request);
  }

  private move(kind: 'capture' | 'void' | 'refund', request: OperationRequest): Promise<OperationAnswer> {
    const answer = nth(behaviourOf(request)[kind], request.attempt);
    const failure = failureOf(answer);
    if (failure) return Promise.resolve(failure);
    this.enter(kind, request);
    return Promise.resolve(
      answer === 'lost' ? unknown : { result: 'done', reference: `sb_${kind}_${request.key.slice(0, 8)}` },
    );
  }

  private judge(request: AuthorisationRequest): AuthorisationAnswer {
    const behaviour = behaviours.get(request.method);
    if (!behaviour) return decline('invalid_token', false);
    if (behaviour.answer === 'never') return unknown;
    if (behaviour.answer === 'not_received') return decline('not_received', true);
    switch (nth(behaviour.authorise, request.attempt)) {
      case 'ok':
        return this.grant(request);
      case 'declined':
        return decline('card_declined', false);
      case 'try_again':
        return decline('try_again', true);
      case 'insufficient_funds':
        return decline('insufficient_funds', true);
      case 'action':
        return { result: 'action_required', url: `/v1/payments/${request.paymentId}/complete-action` };
    }
  }

  private grant(request: AuthorisationRequest | RenewalRequest): Granted {
    this.enter('authorisation', request);
    const { validHours = VALID_HOURS, capabilities } = behaviours.get(request.method) ?? approve;
    return {
      result: 'authorised',
      provider: 'sandbox',
      reference: `sb_${request.method.slice('tok_'.length)}_${request.key.slice(0, 8)}`,
      expiresAt: new Date(Date.parse(request.answerBy) + validHours * HOUR_MS).toISOString(),
      card: { brand: 'visa', last4: '4242' },
      capabilities: {
        captures: 'many',
        partialCaptures: true,
        voidAfterCapture: true,
        renewal: true,
        ...capabilities,
      },
    };
  }

  private enter(
    kind: Entry['kind'],
    { key, amount }: { readonly key: string; readonly amount: Money },
  ): void {
    if (!this.entries.has(key)) this.entries.set(key, { kind, key, amount });
  }
}

function decline(reason: string, retryable: boolean) {
  return { result: 'declined', reason, retryable } as const;
}

/** The answer to this attempt. */
function nth<T extends string>(answers: readonly T[] | undefined, attempt: number): T | 'ok' {
  return answers?.[Math.min(attempt, answers.length) - 1] ?? 'ok';
}

function failureOf(answer: string) {
  if (answer === 'busy') return { result: 'failed', reason: 'provider_busy', retryable: true } as const;
  if (answer === 'refused') return { result: 'failed', reason: 'refused', retryable: false } as const;
  return undefined;
}

/** How the method of the authorisation behaves. An authorisation whose answer was lost has no reference. */
function behaviourOf({ reference = '' }: OperationRequest): Behaviour {
  const [, name = ''] = /^sb_(.+)_[^_]+$/.exec(reference) ?? [];
  return behaviours.get(`tok_${name}`) ?? approve;
}

function referenceTo({ authorisation }: OperationRequest): string {
  return `sb_capture_${authorisation.slice(0, 8)}`;
}
