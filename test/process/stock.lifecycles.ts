import { claimOf, Reservation, reservations, stock, StockItem, Transfer, transfers } from './apps.js';
import { processOf } from './transitions.js';

const reservationId = 'abc';
const transferId = 't-1';
const shipmentId = 's-1';
const at = { sku: 'TEA', location: 'main' };
const claimed = { ...at, reservationId };

const stockCommands = [
  new stock.AdjustStock({ ...at, delta: -1, reason: 'damaged' }),
  new stock.CountStock({ ...at, counted: 3 }),
  new stock.SetReorderPoint({ ...at, reorderPoint: 1 }),
  new stock.HoldStock({ ...claimed, quantity: 2, attempt: 1 }),
  new stock.HoldStock({ ...claimed, quantity: 9, attempt: 2 }),
  new stock.AllocateStock(claimed),
  new stock.PickStock(claimed),
  new stock.ShipStock({ ...claimed, shipmentId }),
  new stock.ReleaseStock({ ...claimed, attempt: 2, reason: 'order-cancelled' }),
  new stock.TransferOut({ ...at, transferId, to: 'south', quantity: 2 }),
  new stock.TransferIn({ ...at, transferId: 't-2', from: 'south', quantity: 1 }),
];

/** What a stock item keeps for one reservation; the item itself has levels and no status. */
export const claimProcess = processOf({
  title: 'Claim of a reservation on a stock item',
  isOfPart: true,
  aggregate: StockItem,
  statusOf: ({ claims }) => claimOf(claims, reservationId)?.stage ?? 'none',
  commandsFor: ({ onHand }) => [
    ...stockCommands,
    ...(onHand === 0 ? [new stock.ReceiveStock({ ...at, quantity: 3 })] : []),
  ],
});

export const transferProcess = processOf({
  title: 'Transfer',
  aggregate: Transfer,
  statusOf: ({ status }) => status,
  commandsFor: ({ status }) =>
    status === 'none'
      ? [new transfers.RequestTransfer({ transferId, sku: 'TEA', from: 'main', to: 'south', quantity: 2 })]
      : [
          new transfers.RecordTransferOut({ transferId }),
          new transfers.RecordTransferRefusal({ transferId, available: 1 }),
          new transfers.RecordTransferIn({ transferId }),
        ],
});

const lines = [{ sku: 'TEA', quantity: 4 }];
const stockAt = (main: number, south: number) => [
  { sku: 'TEA', location: 'main', available: main },
  { sku: 'TEA', location: 'south', available: south },
];
const sourced = { reservationId, orderId: reservationId, lines, policy: 'partial' } as const;

const asked = [
  new reservations.RequestReservation({ reservationId, lines, policy: 'partial' }),
  new reservations.SourceReservation({ ...sourced, stock: stockAt(2, 2) }),
  new reservations.SourceReservation({ ...sourced, stock: stockAt(2, 0) }),
  new reservations.SourceReservation({ ...sourced, stock: [] }),
  new reservations.ReleaseReservation({ reservationId, orderId: reservationId, reason: 'order-cancelled' }),
];

const settled = [
  new reservations.ExtendReservation({ reservationId, orderId: reservationId }),
  new reservations.CommitReservation({ reservationId, orderId: reservationId }),
  new reservations.ReleaseReservation({ reservationId, orderId: reservationId, reason: 'order-cancelled' }),
  ...['main', 'south'].flatMap((location) => [
    new reservations.ReleaseShipment({ reservationId, location, reason: 'order-cancelled' }),
    new reservations.RecordConsumed({ reservationId, location, shipmentId }),
  ]),
];

/** The stock items' answers to each claim: yes, no but another location has it, and no. */
const answers = ['main', 'south'].flatMap((location) =>
  [1, 2, 3].flatMap((attempt) => {
    const about = { reservationId, sku: 'TEA', location, attempt };
    const alternatives = [{ location: 'south', available: 2 }];
    return [
      new reservations.RecordHold({ ...about, quantity: 2 }),
      new reservations.RecordHoldRefusal({ ...about, available: 0, alternatives }),
      new reservations.RecordHoldRefusal({ ...about, available: 0, alternatives: [] }),
    ];
  }),
);

export const reservationProcess = processOf({
  title: 'Reservation',
  aggregate: Reservation,
  statusOf: ({ status }) => status,
  commandsFor: (reservation) => [
    ...asked,
    ...settled,
    ...answers,
    ...('expiresAt' in reservation
      ? [new reservations.ExpireReservation({ reservationId, expiresAt: reservation.expiresAt })]
      : []),
  ],
});
