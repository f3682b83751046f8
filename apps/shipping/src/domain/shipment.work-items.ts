import type { Units } from '@waybill/kernel';
import type { WorkItem } from './fulfilment-order.events.js';
import { givenUp, type CreatedOrder } from './fulfilment-order.state.js';
import type { WaitingFor } from './shipment.events.js';
import { hasFailedLabel } from './shipment.label.js';
import { isHere, priceOf, type Shipment } from './shipment.state.js';

const LATE: Partial<Record<WaitingFor, string>> = {
  payment: 'The parcel has waited for its payment for five days.',
  dispatch: 'The parcel has not been handed to the carrier for a day.',
  first_scan: 'The carrier has not scanned the parcel for two days after its dispatch.',
};

/** What units are worth, for a work item. */
export function amountAtStake(units: readonly Units[]): Pick<WorkItem, 'amount'> {
  const amount = priceOf(units);
  return amount === undefined ? {} : { amount };
}

/** What a person must decide about a shipment at present. */
export function problemsOfShipment(order: CreatedOrder, id: string, shipment: Shipment): readonly WorkItem[] {
  const about = {
    orderId: order.plan.orderId,
    about: { type: 'shipment', id },
    ...amountAtStake(shipment.units),
  };
  const request = (task: string) => `POST /v1/shipments/${id}/${task}`;
  const unpack = { request: request('cancel'), effect: 'unpacks the parcel' };
  const enter = { request: request('manual-tracking'), effect: 'sends it with another carrier' };
  const settle = { request: request('settle'), effect: 'records how it was settled' };
  const lose = { request: request('report-lost'), effect: 'confirms the loss' };
  const find = { request: request('found'), effect: 'says that the parcel is on its way' };
  const receive = { request: request('return-received'), effect: 'records that the parcel is back' };
  const { overdue, label } = shipment;
  const unwanted = givenUp(order, shipment);
  const problems: (WorkItem | false)[] = [
    (hasFailedLabel(shipment) || overdue === 'label') && {
      workItemId: `label/${id}`,
      kind: 'label_failed',
      ...about,
      reason: `The carrier has sold no label: ${label?.reason ?? 'outcome_unknown'}.`,
      resolutions: [{ request: request('label'), effect: 'asks the carrier again' }, enter, unpack],
    },
    shipment.hasOldAddress &&
      isHere(shipment) &&
      shipment.carriage !== undefined && {
        workItemId: `address/${id}`,
        kind: 'label_failed',
        ...about,
        reason: 'The address was changed when the label had been bought: it shows the old one.',
        resolutions: [unpack],
      },
    label?.status === 'void_failed' &&
      !shipment.isSettled && {
        workItemId: `label-void/${id}`,
        kind: 'label_failed',
        ...about,
        reason: 'The carrier has not voided a label that is not used. It may charge for it.',
        resolutions: [settle],
      },
    unwanted.length > 0 &&
      !shipment.isSettled && {
        workItemId: `given-up/${id}`,
        kind: 'stock_discrepancy',
        ...about,
        ...amountAtStake(unwanted),
        reason: 'The order has given up units that are in the parcel. They must not leave.',
        resolutions: [isHere(shipment) ? unpack : settle],
      },
    overdue !== undefined &&
      overdue !== 'label' && {
        workItemId: `overdue/${id}`,
        kind: 'shipment_overdue',
        ...about,
        reason: LATE[overdue] ?? 'The next step is overdue.',
        resolutions:
          overdue === 'first_scan'
            ? [{ request: request('refresh-tracking'), effect: 'asks the carrier again' }, lose]
            : [{ request: request('dispatch'), effect: 'records that it is handed over' }, unpack],
      },
    shipment.isPresumedLost && {
      workItemId: `lost/${id}`,
      kind: 'shipment_presumed_lost',
      ...about,
      reason: 'Nobody has seen the parcel for so long that it is presumed lost.',
      resolutions: [lose, find],
    },
    (shipment.status === 'returning' || shipment.status === 'returned') &&
      !shipment.isSettled && {
        workItemId: `returned/${id}`,
        kind: 'shipment_returned',
        ...about,
        reason: 'The parcel was not delivered and comes back.',
        resolutions: [receive, settle],
      },
    shipment.isScannedAfterCancellation &&
      !shipment.isSettled && {
        workItemId: `scanned/${id}`,
        kind: 'cancelled_shipment_scanned',
        ...about,
        reason: 'The carrier has scanned a parcel that was cancelled: the goods are on their way.',
        resolutions: [settle],
      },
  ];
  return problems.filter((problem) => problem !== false);
}
