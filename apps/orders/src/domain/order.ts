import { aggregate, ensure, ensureKnown, money, type Named } from '@waybill/kernel';
import { CancelOrder, HoldOrder, PlaceOrder, ReleaseHold } from './order.commands.js';
import {
  CancelMissingLines,
  ConfirmOrder,
  EscalateCancellation,
  ExpireOrder,
  HoldForPayment,
  RecordDelivered,
  RecordRelease,
  RecordShipmentCancelled,
  RecordShipmentKept,
  RecordShipped,
  RejectOrder,
} from './order.saga-commands.js';
import type { Hold, OrderEvent } from './order.events.js';
import { conclude, isOpen } from './order.ending.js';
import { count, evolve, initial, type OrderState, type Placed } from './order.state.js';
import { goodsOf, shipmentsOf, totalsOf, totalsWithout } from './order.totals.js';

export const Order = aggregate<OrderState, OrderEvent>()({
  name: 'order',
  initial,
  evolve,
  commands: {
    PlaceOrder,
    HoldOrder,
    HoldForPayment,
    ReleaseHold,
    CancelOrder,
    CancelMissingLines,
    ConfirmOrder,
    RejectOrder,
    ExpireOrder,
    EscalateCancellation,
    RecordRelease,
    RecordShipped,
    RecordDelivered,
    RecordShipmentCancelled,
    RecordShipmentKept,
  },
  idOf: ({ orderId }) => orderId,
  decide: {
    PlaceOrder(command, order, { id: orderId }) {
      const { currency, customerId, shippingAddress, paymentMethod, allowPartial = false } = command;
      const placed: Named<OrderEvent, 'OrderPlaced'> = {
        type: 'OrderPlaced',
        orderId,
        customerId,
        lines: command.lines.map(({ sku, quantity, unitPrice }) => ({
          sku,
          quantity,
          unitPrice: money(unitPrice, currency),
        })),
        totals: totalsOf(command),
        shippingAddress,
        billingAddress: command.billingAddress ?? shippingAddress,
        paymentMethod,
        allowPartial,
      };
      if (order.status === 'none') return [placed];
      ensure(isSame(order, placed), 'order-exists', 'Another order has this id.');
      return [];
    },

    CancelMissingLines({ shortages }, order, { id: orderId }) {
      if (order.status !== 'pending') return [];
      const lines = shortages.map(({ sku, missing }) => ({ sku, quantity: missing }));
      const next = count(order.lines, 'cancelled', lines);
      const kept = goodsOf(next, order.totals.goods.currency);
      if (next.every((line) => line.cancelled === line.quantity)) {
        return [{ type: 'OrderRejected', orderId, reason: 'out-of-stock', shortages }];
      }
      const totals = totalsWithout(order.totals, kept);
      return [{ type: 'OrderLinesCancelled', orderId, lines, reason: 'out-of-stock', totals }];
    },

    ConfirmOrder({ claims }, order, { id: orderId }) {
      if (order.status !== 'pending') return [];
      const { customerId, shippingAddress, holds, totals } = order;
      const shipments = shipmentsOf(claims, order.lines, totals.total);
      return [{ type: 'OrderConfirmed', orderId, customerId, shippingAddress, shipments, holds }];
    },

    RejectOrder({ reason, shortages }, order, { id: orderId }) {
      return order.status === 'pending' ? [{ type: 'OrderRejected', orderId, reason, shortages }] : [];
    },

    ExpireOrder(_, order, { id: orderId }) {
      return order.status === 'pending' ? [{ type: 'OrderExpired', orderId }] : [];
    },

    HoldOrder({ hold, note }, order, { id: orderId }) {
      ensureKnown(order.status !== 'none', 'order-unknown');
      ensure(isOpen(order), 'order-closed', 'The order has ended.');
      return openHold(order, orderId, hold, note);
    },

    HoldForPayment({ hold, note }, order, { id: orderId }) {
      return order.status !== 'none' && isOpen(order) ? openHold(order, orderId, hold, note) : [];
    },

    ReleaseHold({ hold }, order, { id: orderId }) {
      ensureKnown(order.status !== 'none', 'order-unknown');
      if (!order.holds.includes(hold)) return [];
      const holds = order.holds.filter((other) => other !== hold);
      return [{ type: 'OrderHoldReleased', orderId, hold, holds, locations: locationsOf(order) }];
    },

    CancelOrder({ reason }, order, { id: orderId }) {
      ensureKnown(order.status !== 'none', 'order-unknown');
      if (order.status === 'cancelled' || order.status === 'cancelling') return [];
      if (order.status === 'pending') return [{ type: 'OrderCancelled', orderId, reason }];
      ensure(
        order.status !== 'rejected' && order.status !== 'expired',
        'order-closed',
        'The order has ended without being confirmed.',
      );
      const locations = order.shipments.filter(isHere).map(({ location }) => location);
      ensure(locations.length > 0, 'order-shipped', 'A shipped order can be returned, not cancelled.');
      return [{ type: 'OrderCancellationRequested', orderId, reason, locations }];
    },

    EscalateCancellation(_, order, { id: orderId }) {
      if (order.status !== 'cancelling') return [];
      return [{ type: 'OrderCancellationOverdue', orderId, locations: order.awaiting }];
    },

    RecordRelease({ location, shipmentId }, order, { id: orderId }) {
      if (stageAt(order, location) !== 'planned') return [];
      return [{ type: 'OrderFulfilmentReleased', orderId, location, shipmentId }];
    },

    RecordShipped({ location, shipmentId, lines }, order, { id: orderId }) {
      const stage = stageAt(order, location);
      if (stage !== 'planned' && stage !== 'released' && stage !== 'kept') return [];
      return [{ type: 'OrderLinesShipped', orderId, location, shipmentId, lines }];
    },

    RecordDelivered({ location, shipmentId, lines }, order, { id: orderId }) {
      const stage = stageAt(order, location);
      if (stage === undefined || stage === 'delivered' || stage === 'cancelled') return [];
      const about = { orderId, location, shipmentId, lines };
      const shipped: OrderEvent[] = stage === 'shipped' ? [] : [{ type: 'OrderLinesShipped', ...about }];
      return conclude(order, orderId, [...shipped, { type: 'OrderLinesDelivered', ...about }]);
    },

    RecordShipmentCancelled({ location, shipmentId }, order, { id: orderId }) {
      const stage = stageAt(order, location);
      if (stage !== 'planned' && stage !== 'released') return [];
      return conclude(order, orderId, [{ type: 'OrderShipmentCancelled', orderId, location, shipmentId }]);
    },

    RecordShipmentKept({ location, shipmentId }, order, { id: orderId }) {
      if (order.status !== 'cancelling' || !order.awaiting.includes(location)) return [];
      return conclude(order, orderId, [{ type: 'OrderShipmentKept', orderId, location, shipmentId }]);
    },
  },
});

function openHold(order: Placed, orderId: string, hold: Hold, note?: string): readonly OrderEvent[] {
  if (order.holds.includes(hold)) return [];
  const noted = { ...(note !== undefined && { note }) };
  return [{ type: 'OrderHeld', orderId, hold, ...noted, locations: locationsOf(order) }];
}

function locationsOf(order: Placed): readonly string[] {
  return order.shipments.map(({ location }) => location);
}

function isHere({ stage }: { readonly stage: string }): boolean {
  return stage === 'planned' || stage === 'released';
}

function stageAt(order: OrderState, location: string) {
  if (order.status === 'none') return undefined;
  return order.shipments.find((shipment) => shipment.location === location)?.stage;
}

function isSame(order: Placed, placed: Named<OrderEvent, 'OrderPlaced'>): boolean {
  const again = evolve.OrderPlaced(initial, placed);
  return again.status !== 'none' && JSON.stringify(core(order)) === JSON.stringify(core(again));
}

function core({
  customerId,
  lines,
  totals,
  shippingAddress,
  billingAddress,
  paymentMethod,
  allowPartial,
}: Placed) {
  const ordered = lines.map(({ sku, quantity, unitPrice }) => [
    sku,
    quantity,
    unitPrice.amount,
    unitPrice.currency,
  ]);
  return [customerId, ordered, totals.shipping, shippingAddress, billingAddress, paymentMethod, allowPartial];
}
