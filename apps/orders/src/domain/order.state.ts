import type { Evolve } from '@waybill/kernel';
import type {
  Address,
  CancellationReason,
  Hold,
  OrderEvent,
  OrderLine,
  PlannedShipment,
  RejectionReason,
  SkuQuantity,
  Totals,
} from './order.events.js';

/** A line and how much of it was cancelled, shipped and delivered. */
export interface LineLedger extends OrderLine {
  readonly cancelled: number;
  readonly shipped: number;
  readonly delivered: number;
}

export interface OrderShipment extends PlannedShipment {
  readonly shipmentId?: string;
  /** `kept`: a cancellation came too late to stop it, and it has not been dispatched yet. */
  readonly stage: 'planned' | 'released' | 'kept' | 'shipped' | 'delivered' | 'cancelled';
}

/** What every placed order has. */
export interface PlacedOrder {
  readonly customerId: string;
  readonly lines: readonly LineLedger[];
  readonly totals: Totals;
  readonly shippingAddress: Address;
  readonly billingAddress: Address;
  readonly paymentMethod: string;
  readonly allowPartial: boolean;
  readonly holds: readonly Hold[];
  /** Empty until the order is confirmed. */
  readonly shipments: readonly OrderShipment[];
}

export type OrderState =
  | { readonly status: 'none' }
  | (PlacedOrder & { readonly status: 'pending' | 'confirmed' | 'expired' | 'completed' })
  | (PlacedOrder & {
      readonly status: 'cancelling';
      readonly reason: CancellationReason;
      /** The locations that have not answered the cancellation yet. */
      readonly awaiting: readonly string[];
    })
  | (PlacedOrder & { readonly status: 'cancelled'; readonly reason: CancellationReason })
  | (PlacedOrder & { readonly status: 'rejected'; readonly reason: RejectionReason });

export const initial: OrderState = { status: 'none' };

export const evolve: Evolve<OrderState, OrderEvent> = {
  OrderPlaced: (_, { type: _type, orderId: _orderId, lines, ...placed }) => ({
    ...placed,
    status: 'pending',
    lines: lines.map((line) => ({ ...line, cancelled: 0, shipped: 0, delivered: 0 })),
    holds: [],
    shipments: [],
  }),
  OrderLinesCancelled: (order, { lines, totals }) =>
    whenPlaced(order, (known) => ({ ...known, totals, lines: count(known.lines, 'cancelled', lines) })),
  OrderConfirmed: (order, { shipments }) =>
    whenPlaced(order, (known) => ({
      ...known,
      status: 'confirmed',
      shipments: shipments.map((shipment) => ({ ...shipment, stage: 'planned' })),
    })),
  OrderRejected: (order, { reason }) =>
    whenPlaced(order, (known) => ({ ...known, status: 'rejected', reason })),
  OrderExpired: (order) => whenPlaced(order, (known) => ({ ...known, status: 'expired' })),
  OrderHeld: (order, { hold }) => whenPlaced(order, (known) => ({ ...known, holds: [...known.holds, hold] })),
  OrderHoldReleased: (order, { holds }) => whenPlaced(order, (known) => ({ ...known, holds })),
  OrderCancellationRequested: (order, { reason, locations }) =>
    whenPlaced(order, (known) => ({ ...known, status: 'cancelling', reason, awaiting: locations })),
  OrderCancellationOverdue: (order) => order,
  OrderCancellationRejected: (order) => whenPlaced(order, (known) => ({ ...known, status: 'confirmed' })),
  OrderCancelled: (order, { reason }) =>
    whenPlaced(order, (known) => ({ ...known, status: 'cancelled', reason })),
  OrderFulfilmentReleased: (order, about) => setStage(order, about, 'released'),
  OrderShipmentKept: (order, about) => stopAwaiting(setStage(order, about, 'kept'), about.location),
  OrderShipmentCancelled: (order, about) => stopAwaiting(setStage(order, about, 'cancelled'), about.location),
  OrderLinesShipped: (order, about) =>
    whenPlaced(setStage(order, about, 'shipped'), (known) => ({
      ...known,
      lines: count(known.lines, 'shipped', about.lines),
    })),
  OrderLinesDelivered: (order, about) =>
    whenPlaced(setStage(order, about, 'delivered'), (known) => ({
      ...known,
      lines: count(known.lines, 'delivered', about.lines),
    })),
  OrderCompleted: (order) => whenPlaced(order, (known) => ({ ...known, status: 'completed' })),
};

export type Placed = Exclude<OrderState, { readonly status: 'none' }>;

function whenPlaced(order: OrderState, next: (known: Placed) => OrderState): OrderState {
  return order.status === 'none' ? order : next(order);
}

function setStage(
  order: OrderState,
  { location, shipmentId }: { readonly location: string; readonly shipmentId: string },
  stage: OrderShipment['stage'],
): OrderState {
  return whenPlaced(order, (known) => ({
    ...known,
    shipments: known.shipments.map((shipment) =>
      shipment.location === location ? { ...shipment, shipmentId, stage } : shipment,
    ),
  }));
}

function stopAwaiting(order: OrderState, location: string): OrderState {
  if (order.status !== 'cancelling') return order;
  return { ...order, awaiting: order.awaiting.filter((other) => other !== location) };
}

/** Adds quantities to the lines. Of several lines with the same SKU the first one is filled first. */
export function count(
  ledger: readonly LineLedger[],
  field: 'cancelled' | 'shipped' | 'delivered',
  quantities: readonly SkuQuantity[],
): readonly LineLedger[] {
  const left = new Map<string, number>();
  for (const { sku, quantity } of quantities) left.set(sku, (left.get(sku) ?? 0) + quantity);
  return ledger.map((line) => {
    const most =
      field === 'cancelled' ? line.quantity - line.cancelled : line.quantity - line.cancelled - line[field];
    const taken = Math.min(left.get(line.sku) ?? 0, most);
    if (taken <= 0) return line;
    left.set(line.sku, (left.get(line.sku) ?? 0) - taken);
    return { ...line, [field]: line[field] + taken };
  });
}
