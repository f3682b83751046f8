import type { OrdersPublishedEvent } from '@waybill/contracts';
import { publications } from '@waybill/kernel';
import { erasedAddress, erasedContact } from './domain/order-contents.events.js';
import type { OrderEvent } from './domain/order.events.js';

const subject = ({ subjectId }: { readonly subjectId: string }) => subjectId;
const destination = { contact: erasedContact, shippingAddress: erasedAddress };

export const OrdersPublications = publications<OrderEvent, OrdersPublishedEvent>()(
  {
    OrderPlaced: ({ notes: _notes, tags: _tags, metadata: _metadata, ...event }) => ({
      ...event,
      type: 'orders.OrderPlaced',
    }),
    OrderLinesCancelled: (event) => ({ ...event, type: 'orders.OrderLinesCancelled' }),
    OrderConfirmed: (event) => ({ ...event, type: 'orders.OrderConfirmed' }),
    FulfilmentPlanned: ({ reservationId: _reservationId, ...event }) => ({
      ...event,
      type: 'orders.FulfilmentPlanned',
    }),
    OrderRejected: (event) => ({ ...event, type: 'orders.OrderRejected' }),
    OrderExpired: (event) => ({ ...event, type: 'orders.OrderExpired' }),
    OrderAddressChanged: (event) => ({ ...event, type: 'orders.OrderAddressChanged' }),
    OrderPaymentRequested: (event) => ({ ...event, type: 'orders.OrderPaymentRequested' }),
    OrderHeld: ({ cause: _cause, since: _since, ...event }) => ({ ...event, type: 'orders.OrderHeld' }),
    OrderHoldReleased: (event) => ({ ...event, type: 'orders.OrderHoldReleased' }),
    OrderCancellationRequested: (event) => ({ ...event, type: 'orders.OrderCancellationRequested' }),
    OrderCancellationRejected: (event) => ({ ...event, type: 'orders.OrderCancellationRejected' }),
    OrderCancelled: (event) => ({ ...event, type: 'orders.OrderCancelled' }),
    OrderLinesShipped: (event) => ({ ...event, type: 'orders.OrderLinesShipped' }),
    OrderLinesDelivered: (event) => ({ ...event, type: 'orders.OrderLinesDelivered' }),
    OrderLinesLost: (event) => ({ ...event, type: 'orders.OrderLinesLost' }),
    ReshipmentRequested: (event) => ({ ...event, type: 'orders.ReshipmentRequested' }),
    OrderRefundDue: (event) => ({ ...event, type: 'orders.OrderRefundDue' }),
    OrderCompleted: (event) => ({ ...event, type: 'orders.OrderCompleted' }),
    WorkItemOpened: (event) => ({ ...event, type: 'orders.WorkItemOpened' }),
    WorkItemClosed: (event) => ({ ...event, type: 'orders.WorkItemClosed' }),
  },
  {
    'orders.OrderPlaced': { subject, erased: { ...destination, billingAddress: erasedAddress } },
    'orders.OrderConfirmed': { subject, erased: destination },
    'orders.FulfilmentPlanned': { subject, erased: destination },
    'orders.OrderAddressChanged': { subject, erased: { shippingAddress: erasedAddress } },
  },
);
