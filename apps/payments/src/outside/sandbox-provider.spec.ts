import { beforeEach, describe, expect, it } from '@jest/globals';
import type { AuthorisationRequest, OperationRequest } from './payment-provider.js';
import { SandboxProvider } from './sandbox-provider.js';

const amount = { amount: 3070, currency: 'EUR' };
const asked = (method: string, attempt = 1): AuthorisationRequest => ({
  key: `key-${attempt}`,
  orderId: 'order',
  amount,
  method,
  attempt,
});
const operation = (method: string, attempt = 1): OperationRequest => ({
  key: 'operation',
  authorisation: 'key-1',
  amount,
  method,
  attempt,
});
const charge = { kind: 'authorisation', key: 'key-1', amount };

let sandbox: SandboxProvider;
beforeEach(() => {
  sandbox = new SandboxProvider();
});

describe('The sandbox', () => {
  it.each([
    ['tok_approve', [{ result: 'authorised' }]],
    ['tok_double', [{ result: 'authorised' }, { result: 'authorised' }]],
    ['tok_decline', [{ result: 'declined', reason: 'card-declined', retryable: false }]],
    ['tok_insufficient', [{ result: 'declined', reason: 'insufficient-funds', retryable: true }]],
    ['tok_decline_once', [{ result: 'declined', reason: 'try-again', retryable: true }]],
    ['tok_action', [{ result: 'action-required', url: '/v1/payments/order/complete-action' }]],
    ['tok_timeout', [{ result: 'unknown' }]],
    ['tok_timeout_lost', [{ result: 'unknown' }]],
    ['tok_unknown', [{ result: 'unknown' }]],
    ['tok_nonsense', [{ result: 'declined', reason: 'invalid-token', retryable: false }]],
    ['constructor', [{ result: 'declined', reason: 'invalid-token', retryable: false }]],
  ])('answers %s', async (method, answers) => {
    expect(await sandbox.authorise(asked(method))).toEqual(answers);
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
    expect(await sandbox.authorise(asked('tok_decline_once', 2))).toEqual([{ result: 'authorised' }]);
  });
  it('approves tok_action after the customer has completed the action', async () => {
    expect(await sandbox.confirm(asked('tok_action'))).toEqual({ result: 'authorised' });
    expect(await sandbox.lookup(asked('tok_action'))).toEqual({ result: 'authorised' });
    expect(sandbox.ledger).toEqual([charge]);
  });

  it.each([
    ['tok_timeout', { result: 'authorised' }],
    ['tok_timeout_lost', { result: 'declined', reason: 'not-received', retryable: true }],
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
    for (const { kind, request } of [...move, ...move]) {
      expect(await sandbox[kind](request)).toEqual({ result: 'done' });
    }
    expect(sandbox.ledger).toEqual(move.map(({ kind }) => ({ kind, key: kind, amount })));
  });
  it('fails to capture tok_capture_fail twice', async () => {
    const answers = [1, 2, 3].map((attempt) => sandbox.capture(operation('tok_capture_fail', attempt)));
    const failed = { result: 'failed', reason: 'provider-busy', retryable: true };
    expect(await Promise.all(answers)).toEqual([failed, failed, { result: 'done' }]);
  });
  it('never captures tok_capture_declined', async () => {
    const declined = { result: 'failed', reason: 'capture-declined', retryable: false };
    expect(await sandbox.capture(operation('tok_capture_declined'))).toEqual(declined);
    expect(sandbox.ledger).toEqual([]);
  });
  it('captures tok_capture_timeout once, and reports it when asked again', async () => {
    expect(await sandbox.capture(operation('tok_capture_timeout'))).toEqual({ result: 'unknown' });
    expect(await sandbox.capture(operation('tok_capture_timeout', 2))).toEqual({ result: 'done' });
    expect(sandbox.ledger).toHaveLength(1);
  });
  it('fails to void tok_void_fail_once once', async () => {
    expect(await sandbox.void(operation('tok_void_fail_once'))).toMatchObject({ retryable: true });
    expect(await sandbox.void(operation('tok_void_fail_once', 2))).toEqual({ result: 'done' });
  });
  it('never refunds tok_refund_fail', async () => {
    expect(await sandbox.refund(operation('tok_refund_fail', 4))).toMatchObject({ result: 'failed' });
    expect(sandbox.ledger).toEqual([]);
  });
});
