import { FulfilmentOrder, fulfilmentStatusOf, shipping } from './apps.js';
import {
  address,
  create,
  dispatch,
  fulfilmentOrderId,
  HERE,
  hold,
  holdId,
  ofOrder,
  ofShipment,
  pack,
  permit,
  pick,
  release,
  shipmentId,
  units,
  unpack,
  type State,
} from './fulfilment.words.js';
import { processOf } from './transitions.js';

const one = [{ sku: 'TEA', quantity: 1 }];
const cancel = new shipping.RequestCancellation({ ...ofOrder, reason: 'customer' });
const answers = [true, false].map((accept) => new shipping.AnswerCancellation({ fulfilmentOrderId, accept }));
const withdraw = new shipping.WithdrawUnits({ ...ofOrder, units: units(0, 1), reason: 'reallocated' });

const quantityOf = (all: readonly { readonly quantity: number }[]) =>
  all.reduce((sum, { quantity }) => sum + quantity, 0);

/** How many units are still to pick, are picked, are packed, and have left. */
function quantities({ unpicked, picked, shipments }: State) {
  const packed = Object.values(shipments).filter(({ status }) => HERE.includes(status));
  const left = Object.values(shipments).filter((shipment) => !packed.includes(shipment));
  const shipped = left.filter(({ status }) => status !== 'cancelled');
  return {
    unpicked: quantityOf(unpicked),
    picked: quantityOf(picked),
    packed: quantityOf(packed.flatMap((shipment) => shipment.units)),
    shipped: quantityOf(shipped.flatMap((shipment) => shipment.units)),
  };
}

/** A fulfilment order of two units that go into one parcel. */
export const fulfilmentProcess = processOf({
  title: 'Fulfilment order',
  aggregate: FulfilmentOrder,
  statusOf: (order) =>
    order.plan
      ? fulfilmentStatusOf({
          ...quantities(order),
          isReleased: order.isReleased,
          isHeld: order.holds.length > 0,
          isCancelling: order.cancellation?.status === 'requested',
        })
      : 'none',
  commandsFor: ({ dueAt, shipments }) => [
    create(2, []),
    create(2, [holdId]),
    hold,
    release,
    withdraw,
    cancel,
    ...answers,
    new shipping.ChangeAddress({ ...ofOrder, subjectId: 'ada', address: { ...address, city: 'Ockham' } }),
    pick,
    new shipping.PickItems({ fulfilmentOrderId, lines: one }),
    new shipping.ReportShortPick({ fulfilmentOrderId, lines: one }),
    ...(dueAt === undefined ? [] : [new shipping.EscalateFulfilment({ fulfilmentOrderId, dueAt })]),
    pack,
    ...(shipments[shipmentId]
      ? [
          new shipping.EnterTracking({ ...ofShipment, carrier: 'dhl', trackingNumber: 'JD01' }),
          permit,
          dispatch,
          unpack,
        ]
      : []),
  ],
  distinctBy: (order) => [
    order.plan !== undefined,
    order.isReleased,
    order.holds,
    order.releasedHolds,
    order.cancellation,
    quantities(order),
    order.short.length,
    order.cancelled,
    order.tooLate,
    Object.values(order.shipments).map(({ status, carriage, isPermitted }) => [
      status,
      carriage !== undefined,
      isPermitted,
    ]),
    order.workItems.length,
    order.overdue,
  ],
});
