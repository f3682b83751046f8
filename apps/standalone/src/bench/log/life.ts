import 'reflect-metadata';
import { idFrom, type DecisionContext, type Command, type DomainEvent, type Named } from '@waybill/kernel';
import { PlaceOrder } from '../../../../orders/src/domain/order.commands.js';
import {
  ConfirmOrder,
  RecordDelivered,
  RecordShipped,
} from '../../../../orders/src/domain/order.saga-commands.js';
import type { OrderEvent } from '../../../../orders/src/domain/order.events.js';
import { Order } from '../../../../orders/src/domain/order.js';
import { LOCATION, orderOf } from '../orders.js';

/** What the n-th order's whole life would leave in its stream: placed, confirmed, shipped, delivered, completed. */
export function lifeOf(index: number): readonly DomainEvent[] {
  const order = new PlaceOrder({ ...orderOf(index), number: String(1 + index) });
  const { orderId, lines } = order;
  const events: DomainEvent[] = [];
  let state = Order.initial;
  const take = (command: Command) => {
    for (const event of Order.decide(command, state, contextOf(orderId))) {
      state = Order.evolve(state, event);
      events.push(event);
    }
  };
  take(order);
  take(
    new ConfirmOrder({
      orderId,
      claims: lines.map(({ sku, quantity }) => ({ sku, quantity, location: LOCATION })),
    }),
  );
  const confirmed = events.find(isConfirmed);
  for (const { fulfilmentOrderId, units } of confirmed?.fulfilments ?? []) {
    const parcel = { orderId, fulfilmentOrderId, shipmentId: idFrom(fulfilmentOrderId), units };
    take(new RecordShipped(parcel));
    take(new RecordDelivered(parcel));
  }
  return events;
}

function isConfirmed(event: DomainEvent): event is Named<OrderEvent, 'OrderConfirmed'> {
  return event.type === 'OrderConfirmed';
}

function contextOf(id: string): DecisionContext {
  const now = new Date().toISOString();
  return { id, now, actor: { kind: 'user', id: 'bench' }, newId: () => idFrom(id, 'new') };
}
