import type { FulfilmentOrderEvent, WorkItem } from './fulfilment-order.events.js';
import { packedUnits, type CreatedOrder } from './fulfilment-order.state.js';
import { amountAtStake, problemsOfShipment } from './shipment.work-items.js';
import type { WaitingFor } from './shipment.events.js';

/** What is wrong at present is open; what is not wrong any more is closed, whatever made it go. */
export function changedWorkItems(
  order: CreatedOrder,
  { id: fulfilmentOrderId }: { readonly id: string },
): readonly FulfilmentOrderEvent[] {
  const problems = [
    ...problemsOf(fulfilmentOrderId, order),
    ...Object.entries(order.shipments).flatMap(([shipmentId, shipment]) =>
      problemsOfShipment(order, shipmentId, shipment),
    ),
  ];
  const solved = order.workItems.filter((open) => !problems.some(({ workItemId }) => workItemId === open));
  const added = problems.filter(({ workItemId }) => !order.workItems.includes(workItemId));
  return [
    ...solved.map((workItemId): FulfilmentOrderEvent => {
      const [problem = ''] = workItemId.split('/');
      const resolution = RESOLUTIONS[problem] ?? 'It is not needed any more.';
      return { type: 'WorkItemClosed', fulfilmentOrderId, workItemId, resolution };
    }),
    ...added.map((item): FulfilmentOrderEvent => ({ type: 'WorkItemOpened', fulfilmentOrderId, ...item })),
  ];
}

/** How a problem ends, by the first part of its work item's id. */
const RESOLUTIONS: Readonly<Record<string, string>> = {
  cancellation: 'The warehouse has answered, or everything has left.',
  overdue: 'The next step was taken, or is not needed any more.',
  label: 'The label was requested again, or is not needed any more.',
  address: 'The parcel was unpacked, or has left.',
  'label-void': 'A person has settled it.',
  'given-up': 'The parcel was unpacked, or a person has settled it.',
  lost: 'The parcel was found, has come back, or is lost.',
  returned: 'The parcel was delivered, or a person has settled it.',
  scanned: 'A person has settled it.',
};

const LATE: Partial<Record<WaitingFor, string>> = {
  release: 'The order has been on hold for seven days.',
  pick: 'Nobody has picked the items for a day.',
  pack: 'Nobody has packed the picked items for eight hours.',
};

function problemsOf(id: string, order: CreatedOrder): readonly WorkItem[] {
  const route = `POST /v1/fulfilment-orders/${id}`;
  const about = { type: 'fulfilment_order', id };
  const here = [...order.unpicked, ...order.picked, ...packedUnits(order)];
  const common = { orderId: order.plan.orderId, about, ...amountAtStake(here) };
  const problems: WorkItem[] = [];
  if (order.overdue === 'cancellation') {
    problems.push({
      workItemId: `cancellation/${id}`,
      kind: 'cancellation_overdue',
      ...common,
      reason: 'The warehouse has not said for four hours whether it can stop the cancelled order.',
      resolutions: [
        {
          request: `${route}/cancel-answer {"accept": true}`,
          effect: 'cancels everything that has not left',
        },
        { request: `${route}/cancel-answer {"accept": false}`, effect: 'lets the order go on' },
      ],
    });
  } else if (order.overdue !== undefined) {
    problems.push({
      workItemId: `overdue/${id}`,
      kind: 'fulfilment_overdue',
      ...common,
      reason: LATE[order.overdue] ?? 'The next step is overdue.',
      resolutions: [
        { request: `${route}/pick`, effect: 'records that the items are picked' },
        { request: `${route}/report-short`, effect: 'records that items are not on the shelf' },
        { request: `${route}/pack`, effect: 'makes a shipment of what is picked' },
      ],
    });
  }
  return problems;
}
