import { describe, it } from '@jest/globals';
import { ordersSamples, paymentsSamples, shippingSamples, type PublishedEvent } from '@waybill/contracts';
import type { SagaContext } from '@waybill/kernel';
import { when, whenProjected } from '@waybill/testing';
import { CommitReservation, ExtendReservation, ReleaseReservation } from '../domain/reservation.commands.js';
import type { ReservationEvent } from '../domain/reservation.events.js';
import { reservationSamples } from '../domain/reservation.samples.js';
import {
  AllocateStock,
  PickStock,
  ReleaseUnits,
  ReportShortPick,
  ShipStock,
  UnpickStock,
} from '../domain/stock-item.saga-commands.js';
import { OrderSaga } from './order.saga.js';

const { orderId } = ordersSamples['orders.OrderPlaced'];
const ofOrder = { reservationId: orderId, orderId };
const sku = 'TEA-EARL-100';
const at = { sku, location: 'main', claimant: orderId };
const { ReservationSourced: sourced, ReservationHeld: held } = reservationSamples;

const showing = (...events: readonly ReservationEvent[]): { read: SagaContext['read'] } => ({
  read: (projection, id) => Promise.resolve(whenProjected(projection, ...events).documents.get(id)),
});

describe('When the payment of an order', () => {
  const authorised = paymentsSamples['payments.PaymentAuthorised'];
  const commit = new CommitReservation(ofOrder);

  it('H3: is authorised, the stock that is held for it is allocated', () => {
    const claims = [...held.claims, { sku: 'POT', location: 'north', quantity: 1, attempt: 1 }];
    return when(authorised, showing(sourced, { ...held, claims }))
      .in(OrderSaga)
      .thenCommands(
        new AllocateStock({
          sku,
          location: 'main',
          claimant: orderId,
          reservationId: orderId,
          before: [],
          after: [{ sku: 'POT', location: 'north' }],
        }),
      );
  });

  it('H3, S8: is authorised and the read model does not show it as held, the reservation decides', async () => {
    await when(authorised).in(OrderSaga).thenCommands(commit);
    await when(authorised, showing(sourced)).in(OrderSaga).thenCommands(commit);
    await when(authorised, showing(sourced, held, reservationSamples.ReservationExpired))
      .in(OrderSaga)
      .thenCommands(commit);
  });

  it('H3: is authorised and there are very many claims, the reservation decides', () => {
    const claims = Array.from({ length: 17 }, (_, index) => ({
      sku: `SKU${index}`,
      location: 'main',
      quantity: 1,
      attempt: 1,
    }));
    return when(authorised, showing(sourced, { ...held, claims }))
      .in(OrderSaga)
      .thenCommands(commit);
  });

  it('P1: is declined, the reservation waits for another try, if there can be one', async () => {
    const declined = paymentsSamples['payments.PaymentDeclined'];
    await when(declined).in(OrderSaga).thenCommands(new ExtendReservation(ofOrder));
    await when({ ...declined, retryable: false })
      .in(OrderSaga)
      .thenCommands();
  });

  it('P3: needs the customer, the reservation waits as long', () => {
    const required = paymentsSamples['payments.PaymentActionRequired'];
    return when(required)
      .in(OrderSaga)
      .thenCommands(new ExtendReservation({ ...ofOrder, until: required.expiresAt }));
  });
});

describe('When an order', () => {
  it.each([
    ['orders.OrderCancelled', 'order_cancelled'],
    ['orders.OrderRejected', 'order_rejected'],
    ['orders.OrderExpired', 'order_expired'],
    ['orders.OrderCompleted', 'order_completed'],
  ] as const)('C1-C3: ends with %s, what is left of its stock is free again', (type, reason) =>
    when(ordersSamples[type])
      .in(OrderSaga)
      .thenCommands(new ReleaseReservation({ ...ofOrder, reason })),
  );
});

describe('When the warehouse', () => {
  const { shipmentId } = shippingSamples['shipping.ShipmentDispatched'];
  const cases: readonly (readonly [string, PublishedEvent, object])[] = [
    ['H7: picks', shippingSamples['shipping.ItemsPicked'], new PickStock({ ...at, quantity: 2 })],
    [
      'S11: misses units',
      shippingSamples['shipping.ShortPickReported'],
      new ReportShortPick({ ...at, quantity: 1 }),
    ],
    [
      'H11: sends',
      shippingSamples['shipping.ShipmentDispatched'],
      new ShipStock({ ...at, quantity: 2, shipmentId }),
    ],
    [
      'C5: unpacks a parcel',
      shippingSamples['shipping.ShipmentCancelled'],
      new UnpickStock({ ...at, quantity: 2 }),
    ],
    [
      'C3, C4: cancels units',
      shippingSamples['shipping.FulfilmentCancelled'],
      new ReleaseUnits({ ...at, quantity: 2, reason: 'order_cancelled' }),
    ],
  ];
  it.each(cases)('%s, the stock follows', (_, event, command) =>
    when(event).in(OrderSaga).thenCommands(command),
  );
});
