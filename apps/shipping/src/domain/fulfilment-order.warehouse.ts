import { ensure, quantityOfUnits, takeUnits, type Decide, type Units } from '@waybill/kernel';
import { ensureCreated, ensureNotCancelled, ensureUnblocked, idsOf } from './fulfilment-order.checks.js';
import { PackItems, PickItems, ReportShortPick } from './fulfilment-order.commands.js';
import type { FulfilmentOrderEvent } from './fulfilment-order.events.js';
import type { CreatedOrder, FulfilmentOrderState } from './fulfilment-order.state.js';
import type { SkuQuantity } from './shipment.events.js';

export const warehouseCommands = { PickItems, ReportShortPick, PackItems };

/** What people in the warehouse do before there is a parcel. */
export const warehouse: Decide<FulfilmentOrderState, FulfilmentOrderEvent, typeof warehouseCommands> = {
  PickItems({ lines }, order, { id }) {
    ensureCreated(order);
    if (!lines && order.unpicked.length === 0 && !isGivenUp(order)) return [];
    ensureNotGivenUp(order);
    ensureUnblocked(order);
    const units = take(order.unpicked, lines, 'to pick');
    return [{ type: 'ItemsPicked', ...idsOf(id, order), units }];
  },

  ReportShortPick({ lines }, order, { id }) {
    ensureCreated(order);
    ensureNotGivenUp(order);
    const units = take(order.unpicked, lines, 'to pick');
    return [{ type: 'ShortPickReported', ...idsOf(id, order), units }];
  },

  PackItems({ shipmentId, lines, packages = [] }, order, { id, now }) {
    ensureCreated(order);
    const known = order.shipments[shipmentId];
    if (known) {
      ensureNotCancelled(known);
      return [];
    }
    ensureNotGivenUp(order);
    ensureUnblocked(order);
    ensure(order.picked.length > 0, 'nothing-picked', 'Items must be picked before they are packed.');
    const units = take(order.picked, lines, 'picked');
    return [{ type: 'ItemsPacked', ...idsOf(id, order), shipmentId, units, packages, packedAt: now }];
  },
};

/** The units of these quantities, or all of them. */
function take(
  units: readonly Units[],
  lines: readonly SkuQuantity[] | undefined,
  where: string,
): readonly Units[] {
  if (!lines) return units;
  const taken: Units[] = [];
  let left = units;
  for (const { sku, quantity } of lines) {
    const available = quantityOfUnits(left, sku);
    ensure(quantity <= available, 'units-missing', `Only ${available} of ${sku} are ${where}.`, {
      sku,
      available,
    });
    const cut = takeUnits(left, { sku, quantity });
    taken.push(...cut.taken);
    left = cut.left;
  }
  return taken;
}

/** Whether its units were cancelled, given up or not found, so that nothing was ever sent. */
function isGivenUp({ unpicked, picked, shipments }: CreatedOrder): boolean {
  const isEmpty = unpicked.length + picked.length === 0;
  return isEmpty && Object.values(shipments).every(({ status }) => status === 'cancelled');
}

function ensureNotGivenUp(order: CreatedOrder): void {
  ensure(!isGivenUp(order), 'fulfilment-cancelled', 'The fulfilment order has been cancelled.');
}
