import { describe, expect, it } from '@jest/globals';
import { idFrom } from '@waybill/kernel';
import { sentencesOf } from '@waybill/testing';
import { PlaceOrder } from './order.commands.js';
import type { OrderEvent } from './order.events.js';
import { Order } from './order.js';
import { placedBy } from './order.placing.js';
import {
  CancelLostStock,
  CancelMissingUnits,
  ConfirmOrder,
  ExpireOrder,
  MoveUnits,
  RejectOrder,
} from './order.saga-commands.js';
import {
  claims,
  confirmed,
  delivered,
  destination,
  eur,
  firstTea,
  main,
  nothing,
  ofOrder,
  orderId,
  placed,
  placeOrder,
  pot,
  potParcel,
  secondTea,
  shipped,
  south,
  tea,
  teaParcel,
  third,
  totals,
  captured,
} from './order-story.samples.js';

const given = sentencesOf(Order);
const rejected: OrderEvent = {
  type: 'OrderRejected',
  ...ofOrder,
  reason: 'out_of_stock',
  shortages: [],
  totals: nothing,
};
const expired: OrderEvent = { type: 'OrderExpired', ...ofOrder, totals: nothing };
const cancelled = (units: typeof tea, reason: 'customer' | 'inventory'): OrderEvent => ({
  type: 'OrderCancelled',
  ...ofOrder,
  units,
  reason,
  totals: nothing,
});
const missing = (sku: string, quantity: number) =>
  new CancelMissingUnits({ orderId, shortages: [{ sku, missing: quantity }] });

describe('When the stock is allocated', () => {
  it('H4: the order is confirmed, with one fulfilment order per location, in one append after that of placing', () => {
    given(placed).when(new ConfirmOrder({ orderId, claims })).then(confirmed);
    given(placed, confirmed).when(new ConfirmOrder({ orderId, claims })).thenNothing();
  });

  it('a line from two locations is divided in the order of its units', () => {
    const apart = [
      { sku: 'TEA', location: 'main', quantity: 1 },
      { sku: 'TEA', location: 'south', quantity: 1 },
      { sku: 'POT', location: 'south', quantity: 1 },
    ];
    given(placed)
      .when(new ConfirmOrder({ orderId, claims: apart }))
      .then({
        ...confirmed,
        fulfilments: [
          { fulfilmentOrderId: main, location: 'main', units: firstTea },
          { fulfilmentOrderId: south, location: 'south', units: [...secondTea, ...pot] },
        ],
      } as OrderEvent);
  });

  it('a parcel with a paid and a free unit of one SKU from two locations costs what its units cost', () => {
    const gift = placedBy(
      new PlaceOrder({
        ...placeOrder,
        lines: [
          { sku: 'TEA', quantity: 1, unitPrice: 9000 },
          { sku: 'TEA', quantity: 1, unitPrice: 0 },
          { sku: 'POT', quantity: 1, unitPrice: 1000 },
        ],
        shipping: { method: 'standard', price: 0 },
      }),
      orderId,
    );
    const [event] = given(gift).when(new ConfirmOrder({ orderId, claims })).decided();
    expect(event).toMatchObject({
      fulfilments: [
        { location: 'main', units: [{ unitAmount: eur(9000) }, { unitAmount: eur(0) }] },
        { location: 'south', units: [{ unitAmount: eur(1000) }] },
      ],
    });
  });

  it('units that it does not hold are cancelled', () => {
    given(placed)
      .when(new ConfirmOrder({ orderId, claims: claims.slice(0, 1) }))
      .then(
        {
          type: 'OrderLinesCancelled',
          ...ofOrder,
          units: pot,
          reason: 'out_of_stock',
          totals: totals(2000, 200),
          fulfilmentOrderIds: [],
        },
        {
          ...confirmed,
          fulfilments: [{ fulfilmentOrderId: main, location: 'main', units: tea }],
        } as OrderEvent,
      );
  });
});

describe('When stock is missing before the order is confirmed', () => {
  it('S1: the order is rejected, and says what was missing', () => {
    const shortages = [{ sku: 'TEA', missing: 1 }];
    given(placed)
      .when(new RejectOrder({ orderId, reason: 'out_of_stock', shortages }))
      .then({ ...rejected, shortages });
  });

  it('S2: the last units are cancelled, and the rest costs what its units cost', () => {
    given(placed)
      .when(missing('TEA', 1))
      .then({
        type: 'OrderLinesCancelled',
        ...ofOrder,
        units: secondTea,
        reason: 'out_of_stock',
        totals: totals(4000, 400),
        fulfilmentOrderIds: [],
      });
  });

  it('S2: with several tax rates the rest has its own tax only', () => {
    const mixed = placedBy(
      new PlaceOrder({
        ...placeOrder,
        lines: [
          { sku: 'TEA', quantity: 1, unitPrice: 10_000, policy: 'partial' },
          {
            sku: 'POT',
            quantity: 1,
            unitPrice: 10_000,
            policy: 'partial',
            taxes: [{ name: 'VAT', rate: 2_000 }],
          },
        ],
        shipping: { method: 'standard', price: 0 },
      }),
      orderId,
    );
    expect(given(mixed).when(missing('POT', 1)).decided()).toMatchObject([
      { totals: { goods: eur(10_000), tax: eur(0), total: eur(10_000) } },
    ]);
  });

  it('S2: a line that is sent whole gives up its units last', () => {
    const whole = placedBy(
      new PlaceOrder({
        ...placeOrder,
        lines: [
          { sku: 'TEA', quantity: 1, unitPrice: 1000, policy: 'partial' },
          { sku: 'TEA', quantity: 1, unitPrice: 1000, policy: 'all_or_nothing' },
        ],
      }),
      orderId,
    );
    expect(given(whole).when(missing('TEA', 1)).decided()).toMatchObject([{ units: [{ lineId: '1' }] }]);
  });

  it('S2: the order is rejected when nothing would be left', () => {
    const shortages = [
      { sku: 'POT', missing: 1 },
      { sku: 'TEA', missing: 2 },
    ];
    given(placed)
      .when(new CancelMissingUnits({ orderId, shortages }))
      .then({ ...rejected, shortages });
  });

  it('S7: the order expires, and only while it is not confirmed', () => {
    given(placed).when(new ExpireOrder({ orderId })).then(expired);
    given(placed, confirmed).when(new ExpireOrder({ orderId })).thenNothing();
  });

  it.each([
    ['cancelled', cancelled(tea, 'customer')],
    ['rejected', rejected],
    ['expired', expired],
  ])('an answer comes too late for an order that is %s', (_, end) => {
    given(placed, end).when(new ConfirmOrder({ orderId, claims })).thenNothing();
    given(placed, end)
      .when(new RejectOrder({ orderId, reason: 'out_of_stock', shortages: [] }))
      .thenNothing();
    given(placed, end).when(new ExpireOrder({ orderId })).thenNothing();
    given(placed, end).when(missing('TEA', 1)).thenNothing();
  });
});

describe('When claimed stock is not there', () => {
  const from = { sku: 'TEA', location: 'main', quantity: 1 };
  const move = new MoveUnits({
    orderId,
    reservationId: orderId,
    from,
    claims: [{ ...from, location: 'north' }],
  });
  const planned: OrderEvent = {
    type: 'FulfilmentPlanned',
    ...ofOrder,
    ...destination,
    reason: 'reallocated',
    fulfilments: [{ fulfilmentOrderId: third, location: 'north', units: secondTea }],
    reservationId: orderId,
    holds: [],
    insteadOf: main,
  };
  const short = (quantity: number, sku = 'TEA', location = 'main') =>
    new CancelLostStock({ orderId, reservationId: orderId, lost: { sku, location, quantity } });
  const shortTea: OrderEvent = {
    type: 'OrderLinesCancelled',
    ...ofOrder,
    units: secondTea,
    reason: 'inventory',
    totals: totals(4000, 400),
    fulfilmentOrderIds: [main],
  };

  it('S10 S11: units whose stock is held elsewhere get a fulfilment order there', () => {
    given(placed, confirmed).when(move).then(planned);
  });

  it('S10 S11: units of several fulfilment orders at one place move or are cancelled together', () => {
    const back: OrderEvent = {
      type: 'FulfilmentPlanned',
      ...ofOrder,
      ...destination,
      reason: 'reallocated',
      fulfilments: [{ fulfilmentOrderId: third, location: 'main', units: secondTea }],
      reservationId: orderId,
      holds: [],
      insteadOf: main,
    };
    const two = { ...from, quantity: 2 };
    const fourth = idFrom('fulfilment', orderId, 3);
    const fifth = idFrom('fulfilment', orderId, 4);
    expect(
      given(placed, confirmed, back)
        .when(
          new MoveUnits({
            orderId,
            reservationId: orderId,
            from: two,
            claims: [{ ...two, location: 'north' }],
          }),
        )
        .decided(),
    ).toMatchObject([
      { insteadOf: third, fulfilments: [{ fulfilmentOrderId: fourth, location: 'north', units: secondTea }] },
      { insteadOf: main, fulfilments: [{ fulfilmentOrderId: fifth, location: 'north', units: firstTea }] },
    ]);
    expect(given(placed, confirmed, back).when(short(2)).decided()).toMatchObject([
      { type: 'OrderLinesCancelled', units: tea, fulfilmentOrderIds: [third, main] },
    ]);
  });

  it('S10: units that have left cannot be moved, and an order that is not confirmed has nothing to move', () => {
    given(placed, confirmed, shipped(teaParcel)).when(move).thenNothing();
    given(placed).when(move).thenNothing();
  });

  it('S10: while the order is being cancelled, the new fulfilment order is asked to stop, too', () => {
    const requested: OrderEvent = {
      type: 'OrderCancellationRequested',
      ...ofOrder,
      reason: 'customer',
      fulfilmentOrderIds: [main, south],
    };
    given(placed, confirmed, requested)
      .when(move)
      .then(planned, { ...requested, fulfilmentOrderIds: [third] });
  });

  it('S10 S11: units without any stock are cancelled, and the rest costs what its units cost', () => {
    given(placed, confirmed).when(short(1)).then(shortTea);
  });

  it('S10: the order is cancelled when nothing is left', () => {
    given(placed, confirmed, { ...shortTea, units: tea, totals: totals(3000, 300) })
      .when(short(1, 'POT', 'south'))
      .then(cancelled(pot, 'inventory'));
  });

  it('S10: the order is completed when everything else is delivered', () => {
    given(placed, confirmed, shipped(potParcel), delivered(potParcel))
      .when(short(2))
      .then(
        { ...shortTea, units: tea, totals: totals(3000, 300) },
        { type: 'OrderCompleted', ...ofOrder, totals: totals(3000, 300) },
      );
  });

  it('S10: what was captured for them is paid back, once', () => {
    const capture = { type: 'OrderCaptureRecorded', ...captured(teaParcel, 2200) } as const;
    const due: OrderEvent = {
      type: 'OrderRefundDue',
      ...ofOrder,
      refundId: idFrom('order-refund', orderId, 0),
      units: secondTea,
      amount: eur(1100),
      reason: 'inventory',
    };
    given(placed, confirmed, capture).when(short(1)).then(shortTea, due);
    expect(given(placed, confirmed, capture, shortTea, due).when(short(1)).decided()).toMatchObject([
      { type: 'OrderLinesCancelled', units: firstTea },
      { type: 'OrderRefundDue', units: firstTea, refundId: idFrom('order-refund', orderId, 1) },
    ]);
  });

  it('S10: before the order is confirmed they are cancelled, too', () => {
    given(placed)
      .when(short(1))
      .then({ ...shortTea, fulfilmentOrderIds: [] });
  });
});
