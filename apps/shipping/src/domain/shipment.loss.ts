import { ensure, type Decide } from '@waybill/kernel';
import { ensureCreated, idsOfShipment, shipmentOf } from './fulfilment-order.checks.js';
import type { FulfilmentOrderEvent } from './fulfilment-order.events.js';
import { givenUp, type FulfilmentOrderState } from './fulfilment-order.state.js';
import { inMs, isOnItsWay, DAY_MS } from './fulfilment-order.times.js';
import { ReceiveReturn, ReportFound, ReportLost, SettleShipment } from './shipment.commands.js';
import { hasLeft } from './shipment.state.js';

export const lossCommands = { ReportLost, ReportFound, ReceiveReturn, SettleShipment };

/** What a person says about a parcel that does not arrive. */
export const losing: Decide<FulfilmentOrderState, FulfilmentOrderEvent, typeof lossCommands> = {
  ReportLost({ shipmentId, reason = 'carrier_confirmed' }, order, { id }) {
    ensureCreated(order);
    const shipment = shipmentOf(order, shipmentId);
    if (shipment.status === 'lost') return [];
    ensure(isOnItsWay(shipment), 'shipment-not-on-its-way', 'Only a parcel on its way can be lost.');
    const about = idsOfShipment(id, order, shipmentId);
    return [{ type: 'ShipmentLost', ...about, units: shipment.units, reason }];
  },

  ReportFound({ shipmentId }, order, { id, now }) {
    ensureCreated(order);
    const shipment = shipmentOf(order, shipmentId);
    if (isOnItsWay(shipment) && !shipment.isPresumedLost) return [];
    const isMissing = shipment.status === 'lost' || shipment.isPresumedLost;
    ensure(isMissing, 'shipment-not-lost', 'The parcel is not lost.');
    const about = idsOfShipment(id, order, shipmentId);
    return [{ type: 'ShipmentFound', ...about, units: shipment.units, at: now, dueAt: inMs(now, DAY_MS) }];
  },

  ReceiveReturn({ shipmentId }, order, { id }) {
    ensureCreated(order);
    const shipment = shipmentOf(order, shipmentId);
    if (shipment.status === 'returned') return [];
    const canReturn = isOnItsWay(shipment) || shipment.status === 'lost';
    ensure(canReturn, 'shipment-not-on-its-way', 'Only a parcel on its way can come back.');
    const about = idsOfShipment(id, order, shipmentId);
    return [{ type: 'ReturnToSenderReceived', ...about, units: shipment.units }];
  },

  SettleShipment({ shipmentId, resolution }, order, { id }) {
    ensureCreated(order);
    const shipment = shipmentOf(order, shipmentId);
    if (shipment.isSettled) return [];
    const isOpen =
      shipment.status === 'returned' ||
      shipment.isScannedAfterCancellation ||
      (hasLeft(shipment) && givenUp(order, shipment).length > 0) ||
      shipment.label?.status === 'void_failed';
    ensure(isOpen, 'nothing-to-settle', 'The shipment leaves nothing open.');
    return [{ type: 'ShipmentSettled', ...idsOfShipment(id, order, shipmentId), resolution }];
  },
};
