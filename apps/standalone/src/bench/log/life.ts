import 'reflect-metadata';
import { idFrom, type DecisionContext, type Command, type DomainEvent } from '@waybill/kernel';
import { PlaceOrder } from '../../../../orders/src/domain/order.commands.js';
import {
  ConfirmOrder,
  RecordDelivered,
  RecordShipped,
} from '../../../../orders/src/domain/order.saga-commands.js';
import { Order } from '../../../../orders/src/domain/order.js';
import { LOCATION, orderOf } from '../orders.js';

/** What the n-th order's whole life would leave in its stream: placed, confirmed, shipped, delivered, completed. */
export function lifeOf(index: number): readonly DomainEvent[] {
  const order = new PlaceOrder(orderOf(index));
  const { orderId } = order;
  const lines = order.lines.map(({ sku, quantity }) => ({ sku, quantity }));
  const shipment = { orderId, location: LOCATION, shipmentId: idFrom(orderId, LOCATION), lines };
  const steps: readonly Command[] = [
    order,
    new ConfirmOrder({ orderId, claims: lines.map((line) => ({ ...line, location: LOCATION })) }),
    new RecordShipped(shipment),
    new RecordDelivered(shipment),
  ];
  let state = Order.initial;
  return steps.flatMap((step) => {
    const events = Order.decide(step, state, contextOf(orderId));
    state = events.reduce((before, event) => Order.evolve(before, event), state);
    return events;
  });
}

function contextOf(id: string): DecisionContext {
  const now = new Date().toISOString();
  return { id, now, actor: { kind: 'user', id: 'bench' }, newId: () => idFrom(id, 'new') };
}
