import { describe, expect, it } from '@jest/globals';
import { quantityOfUnits, unitsWithin, type DomainEvent, type Units } from '@waybill/kernel';
import fc from 'fast-check';
import {
  RedirectRefund,
  RequestRefund,
  RetryCapture,
  RetryRefund,
  SettleRefundManually,
} from './payment.commands.js';
import {
  amountOf,
  capturesOf,
  doneOf,
  isCounted,
  isInFlight,
  refundableOf,
  refundsOf,
} from './payment.ledger.js';
import { paymentSamples } from './payment.samples.js';
import { Payment } from './payment.js';
import { isGranted } from './payment.state.js';
import {
  askedToPay,
  held,
  order,
  orderCancelled,
  orderCompleted,
  paidWith,
  parcel,
  paymentId,
  PaymentsWorld,
  refundDue,
  secondId,
  unitsOf,
} from '../payments-world.contract.js';
import { SANDBOX_TOKENS } from '../outside/sandbox-tokens.js';

describe('A stored event of a payment', () => {
  const samples = Object.values(paymentSamples);

  it('has a sample for every type', () => {
    expect(Object.keys(paymentSamples).toSorted()).toEqual(Payment.events.toSorted());
  });
  it.each(samples)('$type is the same after it was written and read as JSON', (sample) => {
    expect(JSON.parse(JSON.stringify(sample))).toStrictEqual(sample);
    expect(Payment.upcast(sample.type, Payment.versionOf(sample.type), sample)).toEqual(sample);
  });
  it.each(samples)('$type can be applied in every state', (sample) => {
    const { PaymentCreated, AuthorisationRequested, PaymentAuthorised, PaymentCancelled } = paymentSamples;
    const pasts = [
      [],
      [PaymentCreated],
      [PaymentCreated, AuthorisationRequested],
      [PaymentAuthorised],
      [PaymentCancelled],
    ];
    for (const past of pasts) expect(() => fold([...past, sample])).not.toThrow();
  });
  it('leads to a state that is the same after it was written and read as JSON', () => {
    const state = fold(samples);
    expect(JSON.parse(JSON.stringify(state))).toStrictEqual(state);
  });
});

describe('For any parcels, failures, refunds, further payments and answers, in any order and repeatedly,', () => {
  it('refunded + pending ≤ captured ≤ granted, no parcel is paid twice, and no unit is paid back more often than it was paid', async () => {
    await fc.assert(
      fc.asyncProperty(
        token,
        token,
        fc.array(fc.record({ what: fc.nat(), when: fc.constantFrom(...waits) }), { maxLength: 30 }),
        fc.infiniteStream(fc.nat(1_000)),
        async (first, second, steps, choices) => {
          const world = new PaymentsWorld((count) => (count === 0 ? 0 : (choices.next().value ?? 0) % count));
          await world.does(paidWith(first));
          await world.receives(order, held);
          for (const { what, when } of steps) {
            await happen(world, what, second);
            holds(world);
            await world.after(when);
            holds(world);
          }
          const taken = world.provider.ledger.filter(({ kind }) => kind === 'capture');
          const isOurs = first !== captures && second !== captures;
          expect(isOurs ? amountOf(taken) : 0).toBeLessThanOrEqual(amountOf(known(world)));
        },
      ),
      { numRuns: 600 },
    );
  }, 60_000);

  it('everything that is cancelled comes back in the end, or waits for a person', async () => {
    await fc.assert(
      fc.asyncProperty(
        token,
        fc.array(fc.nat(), { maxLength: 15 }),
        fc.infiniteStream(fc.nat(1_000)),
        async (method, steps, choices) => {
          const world = new PaymentsWorld((count) => (count === 0 ? 0 : (choices.next().value ?? 0) % count));
          await world.does(paidWith(method));
          await world.receives(order, held);
          for (const what of steps) await happen(world, what, 'tok_approve');
          await world.receives(orderCancelled);
          await world.after(4 * DAY);
          if (world.workItems.length > 0) return;
          const all = [paymentId, secondId].flatMap((id) => world.payment(id).operations);
          expect(doneOf(all, 'refund')).toBe(doneOf(all, 'capture'));
        },
      ),
      { numRuns: 600 },
    );
  }, 60_000);
});

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const waits = [0, 0, MINUTE, 30 * MINUTE, DAY, 3 * DAY];
/** In this one case the sandbox itself captures what is to be voided. */
const captures = 'tok_void_captured';
const tokens = Object.keys(SANDBOX_TOKENS);
const token = fc.oneof(fc.constant('tok_approve'), fc.constantFrom(...tokens));

/** The units of the first parcel may be packed again. */
const parcels = [parcel('one', unitsOf(0, 1)), parcel('two', unitsOf(1, 1)), parcel('again', unitsOf(0, 1))];

/** One of the things that can happen to a paid order. What a person may not do changes nothing. */
async function happen(world: PaymentsWorld, what: number, method: string): Promise<void> {
  const detail = Math.floor(what / 16);
  const { ready, cancelled, units } = parcels[detail % 3] ?? parcel();
  const { operations } = world.payment(paymentId);
  const refundId = refundsOf(operations).at(-1)?.refundId ?? paymentId;
  const captureId = capturesOf(operations).at(-1)?.key ?? paymentId;
  const goodwill = { paymentId, amount: 1 + (detail % 2000), currency: 'EUR', reason: 'goodwill' };
  const things = [
    () => world.receives(ready),
    () => world.receives(ready),
    () => world.receives(cancelled),
    () => world.receives(refundDue(units, `due ${detail % 4}`)),
    () => world.receives(askedToPay()),
    () => world.does(paidWith(method, secondId)),
    () => world.does(new RequestRefund(goodwill)),
    () => world.does(new RequestRefund({ ...goodwill, shipmentId: ready.shipmentId })),
    () =>
      world.does(
        new RequestRefund({
          ...goodwill,
          amount: 1535,
          units: [{ lineId: '1', first: detail % 2, quantity: 1 }],
        }),
      ),
    () => world.does(new RetryRefund({ paymentId, refundId })),
    () => world.does(new RedirectRefund({ paymentId, refundId, toPaymentId: secondId })),
    () => world.does(new SettleRefundManually({ paymentId, refundId, evidence: 'bank' })),
    () => world.does(new RetryCapture({ paymentId, captureId })),
    () => world.receives(detail % 3 === 0 ? orderCancelled : orderCompleted),
    () => Promise.resolve((world.isProviderUp = !world.isProviderUp)),
    () => world.recovers(),
  ];
  try {
    await things[what % 16]?.();
  } catch (refused) {
    if (!(refused instanceof Error) || refused.name !== 'Refusal') throw refused;
  }
}

function holds(world: PaymentsWorld): void {
  const payments = [paymentId, secondId].map((id) => world.payment(id));
  for (const payment of payments) {
    const { operations } = payment;
    const captured = doneOf(operations, 'capture');
    expect(refundableOf(operations)).toBeGreaterThanOrEqual(0);
    expect(captured).toBeLessThanOrEqual(isGranted(payment) ? payment.granted.amount : 0);
    expect(JSON.parse(JSON.stringify(payment))).toStrictEqual(payment);
  }
  const all = payments.flatMap(({ operations }) => operations);
  const paid = capturesOf(all).filter(({ status }) => status === 'done' || status === 'asked');
  const shipments = paid.flatMap(({ shipmentId }) => shipmentId ?? []);
  expect(shipments).toEqual([...new Set(shipments)]);
  const made = capturesOf(all).filter(({ status }) => status === 'done');
  const back = refundsOf(all).filter((refund) => isCounted(refund) && refund.status !== 'redirected');
  for (const unit of [unitsOf(0, 1), unitsOf(1, 1)]) {
    const times = (of: readonly { readonly units: readonly Units[] }[]) =>
      of.reduce((sum, { units }) => sum + quantityOfUnits(unitsWithin(units, unit)), 0);
    expect(times(back)).toBeLessThanOrEqual(times(made));
  }
}

/** The captures that we know to be made, or do not know the outcome of. */
function known(world: PaymentsWorld) {
  const all = [paymentId, secondId].flatMap((id) => world.payment(id).operations);
  return capturesOf(all).filter((capture) => capture.status === 'done' || isInFlight(capture));
}

function fold(events: readonly DomainEvent[]): unknown {
  return events.reduce((state, event) => Payment.evolve(state, event), Payment.initial);
}
