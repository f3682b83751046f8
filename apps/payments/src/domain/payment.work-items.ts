import type { DecisionContext } from '@waybill/kernel';
import type { PaymentEvent, WorkItem } from './payment.events.js';
import { isOpen, type Operation } from './payment.ledger.js';
import { idsOf } from './payment.operations.js';
import type { PaymentState } from './payment.state.js';

/** Opens a work item for what waits for a person, or closes one whose problem is gone; one event at a time. */
export function workItemChange(payment: PaymentState, context: DecisionContext): PaymentEvent | undefined {
  const ids = idsOf(payment, context);
  const needed = workItemsOf(payment, context);
  const missing = needed.find(({ workItemId }) => !payment.workItems.includes(workItemId));
  if (missing) return { type: 'WorkItemOpened', ...ids, ...missing };
  const gone = payment.workItems.find((id) => !needed.some(({ workItemId }) => workItemId === id));
  if (gone === undefined) return undefined;
  return { type: 'WorkItemClosed', ...ids, workItemId: gone, resolution: resolutionOf(payment, gone) };
}

function workItemsOf(payment: PaymentState, context: DecisionContext): readonly WorkItem[] {
  const items = payment.operations.filter(isOpen).flatMap((operation) => itemOf(payment, operation, context));
  if (payment.status !== 'unknown' || !payment.isUnresolved) return items;
  const { key, amount } = payment;
  const path = `/v1/payments/${context.id}`;
  return [
    ...items,
    {
      workItemId: `outcome/${key}`,
      kind: 'outcome_unresolved',
      about: { type: 'payment', id: context.id },
      amount,
      reason: 'Nobody knows whether the provider has authorised the payment. The provider is asked daily.',
      resolutions: [
        { request: `POST ${path}/reconcile`, effect: 'asks the provider now' },
        cancelling(payment, context),
      ],
    },
  ];
}

function itemOf(payment: PaymentState, operation: Operation, context: DecisionContext): readonly WorkItem[] {
  const { workItem: kind, key, amount } = operation;
  if (kind === undefined) return [];
  const path = `/v1/payments/${context.id}`;
  const item = {
    workItemId: workItemIdOf(operation),
    kind,
    about: { type: 'payment', id: context.id },
    amount,
  };
  const why = operation.reason === undefined ? '' : ` (${operation.reason})`;
  if (kind === 'outcome_unresolved') {
    const reason = `Nobody knows whether the ${operation.kind} has been made. The provider is asked daily.`;
    const resolutions = [{ request: `POST ${path}/reconcile`, effect: 'asks the provider now' }];
    return [{ ...item, reason, resolutions }];
  }
  switch (operation.kind) {
    case 'capture':
      return [
        {
          ...item,
          reason: `A parcel is ready, and its payment failed${why}.`,
          resolutions: [
            { request: `POST ${path}/captures/${key}/retry`, effect: 'tries the capture again' },
            {
              request: `POST /v1/orders/${payment.orderId ?? context.id}/pay`,
              effect: 'asks for another payment',
            },
            cancelling(payment, context),
          ],
        },
      ];
    case 'refund': {
      const refund = `POST ${path}/refunds/${operation.refundId}`;
      return [
        {
          ...item,
          reason: `A refund failed${why}. The customer waits for the money.`,
          resolutions: [
            { request: `${refund}/retry`, effect: 'tries the refund again' },
            { request: `${refund}/redirect`, effect: 'refunds another payment of the order' },
            { request: `${refund}/settle-manually`, effect: 'records that it was paid back another way' },
          ],
        },
      ];
    }
    case 'void':
      return [
        {
          ...item,
          reason: `A void failed${why}. The money stays blocked until the authorisation expires.`,
          resolutions: [{ request: `POST ${path}/void`, effect: 'tries the void again' }],
        },
      ];
    case 'renewal':
      return [];
  }
}

function cancelling({ orderId }: PaymentState, { id }: DecisionContext) {
  return { request: `POST /v1/orders/${orderId ?? id}/cancel`, effect: 'cancels the order' };
}

function workItemIdOf(operation: Operation): string {
  if (operation.workItem === 'outcome_unresolved') return `outcome/${operation.key}`;
  return `${operation.kind}/${operation.kind === 'refund' ? operation.refundId : operation.key}`;
}

function resolutionOf(payment: PaymentState, workItemId: string): string {
  const operation = payment.operations.find(
    (one) =>
      one.workItem !== undefined && (workItemIdOf(one) === workItemId || `outcome/${one.key}` === workItemId),
  );
  if (!operation) return 'The outcome is known, or does not matter any more.';
  if (isOpen(operation)) return 'The outcome is known.';
  if (operation.status === 'done') return `The ${operation.kind} is done.`;
  if (operation.status === 'redirected') return 'Another payment of the order pays it back.';
  return `The ${operation.kind} is not needed any more, or has ended.`;
}
