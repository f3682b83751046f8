import { Shipment, shipments } from './apps.js';
import { processOf } from './transitions.js';

const shipmentId = 's-1';
const about = { shipmentId, orderId: 'o-1', location: 'main' };
const address = {
  name: 'Ada',
  street: '12 St James Square',
  city: 'London',
  postalCode: 'SW1Y',
  country: 'GB',
};
const created = {
  ...about,
  address,
  lines: [{ sku: 'TEA', quantity: 1 }],
  amount: { amount: 1000, currency: 'EUR' },
};
const seenAt = '2026-01-01T00:00:00.000Z';
const scans = (['in_transit', 'out_for_delivery', 'failure', 'delivered'] as const).map(
  (status) => new shipments.RecordCarrierEvents({ shipmentId, events: [{ id: status, status, at: seenAt }] }),
);
const labels = [
  { outcome: 'purchased', carrier: 'sandbox', trackingNumber: 'SB1' },
  { outcome: 'failed', reason: 'carrier-unavailable', retryable: true },
  { outcome: 'failed', reason: 'address-refused', retryable: false },
  { outcome: 'unknown' },
] as const;
const commands = [
  new shipments.CreateShipment({ ...created, holds: [] }),
  new shipments.CreateShipment({ ...created, holds: ['manual'] }),
  new shipments.HoldShipment({ shipmentId, hold: 'manual' }),
  new shipments.LiftHold({ shipmentId, hold: 'manual', holds: [] }),
  new shipments.PickShipment({ shipmentId }),
  new shipments.PackShipment({ shipmentId }),
  new shipments.PermitDispatch({ shipmentId }),
  new shipments.DispatchShipment({ shipmentId }),
  new shipments.RequestTracking({ shipmentId }),
  new shipments.RecordTracking({ shipmentId, status: 'in_transit', at: seenAt }),
  new shipments.CancelShipment({ ...about, reason: 'customer' }),
  ...scans,
];

export const shipmentProcess = processOf({
  title: 'Shipment',
  aggregate: Shipment,
  statusOf: ({ status }) => status,
  distinctBy: (shipment) =>
    shipment.status === 'none' ? shipment : { ...shipment, tracking: shipment.tracking.length },
  commandsFor: (shipment) => {
    if (shipment.status === 'none') return commands;
    const { label, dueAt } = shipment;
    return [
      ...commands,
      // A person may ask for a label for ever; here once more than the engine does.
      ...((label?.attempt ?? 0) < 4 ? [new shipments.RequestLabel({ shipmentId })] : []),
      ...(label
        ? labels.map((answer) => new shipments.RecordLabel({ shipmentId, key: label.key, answer }))
        : []),
      ...(label ? [new shipments.RecordLabelVoided({ shipmentId, key: label.key })] : []),
      ...(dueAt === undefined ? [] : [new shipments.EscalateShipment({ shipmentId, dueAt })]),
    ];
  },
});
