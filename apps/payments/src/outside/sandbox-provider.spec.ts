import { beforeEach, describe, expect, it } from '@jest/globals';
import type { AuthorisationRequest, OperationRequest, RenewalRequest } from './payment-provider.js';
import { SandboxProvider } from './sandbox-provider.js';
import { SANDBOX_TOKENS } from './sandbox-tokens.js';

const amount = { amount: 3070, currency: 'EUR' };
const answerBy = '2026-11-22T10:00:30.000Z';
const asked = (method: string, attempt = 1): AuthorisationRequest => ({
  key: `key-${attempt}`,
  paymentId: 'payment',
  orderId: 'order',
  amount,
  method,
  attempt,
  answerBy,
});
const operation = (method: string, attempt = 1): OperationRequest => ({
  key: 'operation',
  authorisation: 'key-1',
  reference: `sb_${method.slice(4)}_key-1`,
  amount,
  attempt,
});
const renewal = (method: string, attempt = 1): RenewalRequest => ({
  ...operation(method, attempt),
  method,
  answerBy,
});
const charge = { kind: 'authorisation', key: 'key-1', amount };
const yes = expect.objectContaining({ result: 'authorised', provider: 'sandbox' });
const done = expect.objectContaining({ result: 'done' });
const busy = { result: 'failed', reason: 'provider_busy', retryable: true };
const refused = { result: 'failed', reason: 'refused', retryable: false };

let sandbox: SandboxProvider;
beforeEach(() => {
  sandbox = new SandboxProvider();
});

describe('The sandbox', () => {
  it.each([
    ['tok_approve', [yes]],
    ['tok_double', [yes, yes]],
    ['tok_decline', [{ result: 'declined', reason: 'card_declined', retryable: false }]],
    ['tok_insufficient', [{ result: 'declined', reason: 'insufficient_funds', retryable: true }]],
    ['tok_decline_once', [{ result: 'declined', reason: 'try_again', retryable: true }]],
    ['tok_action', [{ result: 'action_required', url: '/v1/payments/payment/complete-action' }]],
    ['tok_timeout', [{ result: 'unknown' }]],
    ['tok_timeout_lost', [{ result: 'unknown' }]],
    ['tok_unknown', [{ result: 'unknown' }]],
    ['tok_nonsense', [{ result: 'declined', reason: 'invalid_token', retryable: false }]],
    ['constructor', [{ result: 'declined', reason: 'invalid_token', retryable: false }]],
  ])('answers %s', async (method, answers) => {
    expect(await sandbox.authorise(asked(method))).toEqual(answers);
  });
  it('says what a card is, how long its authorisation lasts and what can be done with it', async () => {
    expect(await sandbox.authorise(asked('tok_approve'))).toEqual([
      {
        result: 'authorised',
        provider: 'sandbox',
        reference: 'sb_approve_key-1',
        expiresAt: '2026-11-29T10:00:30.000Z',
        card: { brand: 'visa', last4: '4242' },
        capabilities: { captures: 'many', partialCaptures: true, voidAfterCapture: true, renewal: true },
      },
    ]);
    expect(await sandbox.authorise(asked('tok_expires_soon'))).toMatchObject([
      { expiresAt: '2026-11-22T12:00:30.000Z' },
    ]);
    expect(await sandbox.authorise(asked('tok_one_capture_only'))).toMatchObject([
      { capabilities: { captures: 'one', renewal: false } },
    ]);
  });
  it.each(Object.keys(SANDBOX_TOKENS))('never gives %s away', async (method) => {
    const answers = [...(await sandbox.authorise(asked(method))), await sandbox.renew(renewal(method))];
    expect(JSON.stringify(answers)).not.toContain(method);
  });

  it.each(['tok_approve', 'tok_double', 'tok_timeout'])('charges a key once: %s', async (method) => {
    await sandbox.authorise(asked(method));
    await sandbox.authorise(asked(method));
    expect(sandbox.ledger).toEqual([charge]);
  });
  it.each([
    'tok_decline',
    'tok_insufficient',
    'tok_action',
    'tok_timeout_lost',
    'tok_unknown',
    'tok_nonsense',
  ])('charges nothing: %s', async (method) => {
    await sandbox.authorise(asked(method));
    await sandbox.lookup(asked(method));
    expect(sandbox.ledger).toEqual([]);
  });

  it('approves another attempt of tok_decline_once', async () => {
    expect(await sandbox.authorise(asked('tok_decline_once', 2))).toEqual([yes]);
  });
  it('approves tok_action after the customer has completed the action', async () => {
    expect(await sandbox.confirm(asked('tok_action'))).toEqual(yes);
    expect(await sandbox.lookup(asked('tok_action'))).toEqual(yes);
    expect(sandbox.ledger).toEqual([charge]);
  });
  it.each([
    ['tok_timeout', yes],
    ['tok_timeout_lost', { result: 'declined', reason: 'not_received', retryable: true }],
    ['tok_unknown', { result: 'unknown' }],
  ])('reports the outcome of %s, before and after a restart', async (method, answer) => {
    await sandbox.authorise(asked(method));
    expect(await sandbox.lookup(asked(method))).toEqual(answer);
    expect(await new SandboxProvider().lookup(asked(method))).toEqual(answer);
  });

  it('captures, voids and refunds once for each key', async () => {
    const move = (['capture', 'void', 'refund'] as const).map((kind) => ({
      kind,
      request: { ...operation('tok_approve'), key: kind },
    }));
    for (const { kind, request } of [...move, ...move]) expect(await sandbox[kind](request)).toEqual(done);
    expect(sandbox.ledger).toEqual(move.map(({ kind }) => ({ kind, key: kind, amount })));
  });
  it.each([
    ['capture', 'tok_capture_fail', [busy, busy, done, done]],
    ['capture', 'tok_capture_outage', [...Array<unknown>(6).fill(busy), done]],
    ['capture', 'tok_capture_declined', [refused, refused]],
    ['capture', 'tok_capture_declined_once', [refused, done]],
    ['capture', 'tok_capture_timeout', [{ result: 'unknown' }, done]],
    ['capture', 'tok_capture_unknown', [{ result: 'unknown' }, { result: 'unknown' }]],
    ['void', 'tok_void_fail_once', [busy, done]],
    ['void', 'tok_void_fail', [...Array<unknown>(6).fill(busy), done]],
    ['void', 'tok_void_captured', [expect.objectContaining({ result: 'captured' })]],
    ['refund', 'tok_refund_fail', [...Array<unknown>(6).fill(busy), done]],
    ['refund', 'tok_refund_declined', [refused, refused]],
    ['refund', 'tok_refund_timeout', [{ result: 'unknown' }, done]],
  ] as const)('answers each attempt to %s %s', async (kind, method, answers) => {
    for (const [index, answer] of answers.entries()) {
      expect(await sandbox[kind](operation(method, index + 1))).toEqual(answer);
    }
    expect(sandbox.ledger.length).toBeLessThanOrEqual(1);
  });
  it('renews an authorisation under a key of its own, or does not', async () => {
    expect(await sandbox.renew(renewal('tok_approve'))).toEqual(yes);
    expect(sandbox.ledger).toEqual([{ kind: 'authorisation', key: 'operation', amount }]);
    expect(await sandbox.renew(renewal('tok_renewal_declined'))).toEqual(refused);
    expect(await sandbox.renew(renewal('tok_renewal_fail_once'))).toEqual(busy);
    expect(await sandbox.renew(renewal('tok_renewal_fail_once', 2))).toEqual(yes);
  });
});
