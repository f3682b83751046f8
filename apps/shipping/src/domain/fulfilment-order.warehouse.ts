import {
  ensure,
  lastUnits,
  quantityOfUnits,
  takeUnits,
  unitsWithout,
  type Decide,
  type Units,
} from '@waybill/kernel';
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
    ensureThere(order.unpicked, lines, 'to pick');
    // Orders gives up the last ones, too: it learns only how many of a SKU are missing.
    const left = lines.reduce((rest, line) => unitsWithout(rest, lastUnits(rest, line)), order.unpicked);
    const units = unitsWithout(order.unpicked, left);
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

/** The first units of these quantities, or all of them. */
function take(
  units: readonly Units[],
  lines: readonly SkuQuantity[] | undefined,
  where: string,
): readonly Units[] {
  if (!lines) return units;
  ensureThere(units, lines, where);
  const left = lines.reduce((rest, line) => takeUnits(rest, line).left, units);
  return unitsWithout(units, left);
}

function ensureThere(units: readonly Units[], lines: readonly SkuQuantity[], where: string): void {
  for (const { sku } of lines) {
    const available = quantityOfUnits(units, sku);
    const wanted = lines.reduce((sum, line) => (line.sku === sku ? sum + line.quantity : sum), 0);
    ensure(wanted <= available, 'units-missing', `Only ${available} of ${sku} are ${where}.`, {
      sku,
      available,
    });
  }
}

/** Whether its units were cancelled, given up or not found, so that nothing was ever sent. */
function isGivenUp({ unpicked, picked, shipments }: CreatedOrder): boolean {
  const isEmpty = unpicked.length + picked.length === 0;
  return isEmpty && Object.values(shipments).every(({ status }) => status === 'cancelled');
}

function ensureNotGivenUp(order: CreatedOrder): void {
  ensure(!isGivenUp(order), 'fulfilment-cancelled', 'The fulfilment order has been cancelled.');
}
