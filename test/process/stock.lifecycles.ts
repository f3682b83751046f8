import {
  claimsOf,
  Location,
  locations,
  Reservation,
  reservations,
  stock,
  StockItem,
  Transfer,
  transfers,
} from './apps.js';
import { processOf } from './transitions.js';

const reservationId = 'abc';
const transferId = 't-1';
const shipmentId = 's-1';
const at = { sku: 'TEA', location: 'main' };
const claimant = reservationId;
const claimed = { ...at, claimant, reservationId };
const some = { ...at, claimant, quantity: 2 };
const alone = { before: [], after: [] };

const stockCommands = [
  new stock.ReceiveStock({ ...at, receiptId: 'r-1', quantity: 3 }),
  new stock.AdjustStock({ ...at, delta: -1, reason: 'damaged' }),
  new stock.ReclassifyStock({ ...at, from: 'available', to: 'damaged', quantity: 1, reason: 'dented' }),
  new stock.CountStock({ ...at, counted: 1 }),
  new stock.CountStock({ ...at, counted: 3 }),
  new stock.SetReorderPoint({ ...at, reorderPoint: 1 }),
  new stock.HoldStock({ ...claimed, ...alone, quantity: 2, attempt: 1, since: 0 }),
  new stock.HoldStock({ ...claimed, ...alone, quantity: 9, attempt: 2, since: 2 }),
  new stock.AllocateStock({ ...claimed, ...alone }),
  new stock.PickStock(some),
  new stock.UnpickStock(some),
  new stock.ShipStock({ ...some, shipmentId }),
  new stock.ReleaseStock({ ...claimed, quantity: 2, attempt: 1, reason: 'order_cancelled' }),
  new stock.ReleaseUnits({ ...some, reason: 'order_cancelled' }),
  new stock.ReportShortPick(some),
  new stock.BreakClaims(at),
  new stock.VacateStock({ ...at, after: -1 }),
  new stock.TransferOut({ ...at, transferId, to: 'south', quantity: 2 }),
  new stock.TransferExcessOut({ ...at, transferId, to: 'south', quantity: 1 }),
  new stock.TransferIn({ ...at, transferId: 't-2', from: 'south', quantity: 1 }),
];

/** What a stock item keeps for one reservation; the item itself has levels and no status. */
export const claimProcess = processOf({
  title: 'Claim of a reservation on a stock item',
  isOfPart: true,
  aggregate: StockItem,
  statusOf: ({ claims }) => {
    const [claim] = claimsOf(claims, claimant);
    return (['picked', 'allocated', 'held'] as const).find((stage) => (claim?.[stage] ?? 0) > 0) ?? 'none';
  },
  commandsFor: () => stockCommands,
  distinctBy: ({ claims, balance, low, reorderPoint, workItems }) => [
    claimsOf(claims, claimant).map(({ held, allocated, picked }) => [held, allocated, picked]),
    Math.min(balance.available, 4),
    low,
    reorderPoint,
    workItems,
  ],
});

/** A count below more claims than one append can break. */
export const shortfallProcess = processOf({
  title: 'Shortfall of a stock item',
  isOfPart: true,
  aggregate: StockItem,
  statusOf: ({ balance, held }) => (held > balance.available ? 'short' : 'none'),
  commandsFor: ({ order, entry, held }) => {
    if (entry === 0) return [new stock.ReceiveStock({ ...at, receiptId: 'r-1', quantity: 250 })];
    if (entry === 2) return [new stock.BreakClaims(at)];
    return held < 250
      ? [new stock.HoldStock({ ...claimed, ...alone, quantity: 1, attempt: order, since: 0 })]
      : [new stock.CountStock({ ...at, counted: 0 })];
  },
  distinctBy: ({ order, entry, held }) => [order, entry, held],
});

export const transferProcess = processOf({
  title: 'Transfer',
  aggregate: Transfer,
  statusOf: ({ status }) => status,
  commandsFor: (transfer) =>
    transfer.status === 'none'
      ? [new transfers.RequestTransfer({ transferId, sku: 'TEA', from: 'main', to: 'south', quantity: 2 })]
      : [
          new transfers.DispatchTransfer({ transferId }),
          new transfers.RecordTransferOut({ transferId }),
          new transfers.RecordTransferRefusal({ transferId, available: 1 }),
          new transfers.ReceiveTransfer({ transferId, receiptId: 'r-1', quantity: 1 }),
          new transfers.ReceiveTransfer({ transferId, receiptId: 'r-2', quantity: 2 }),
          new transfers.CloseTransferShort({ transferId, reason: 'lost' }),
          new transfers.CancelTransfer({ transferId, reason: 'not needed' }),
          new transfers.ExpireTransfer({ transferId, dueAt: transfer.dueAt }),
        ],
});

const location = 'north';

export const locationProcess = processOf({
  title: 'Location',
  aggregate: Location,
  statusOf: ({ status }) => status,
  commandsFor: () => [
    new locations.RegisterLocation({ location, type: 'warehouse', name: 'North' }),
    new locations.ChangeLocation({ location, priority: 1 }),
    new locations.SuspendLocation({ location, reason: 'stocktaking' }),
    new locations.ActivateLocation({ location }),
  ],
});

const lines = [{ sku: 'TEA', quantity: 4 }];
const partial = lines.map((line) => ({ ...line, policy: 'partial' as const }));
const stockAt = (main: number, south: number) => [
  { sku: 'TEA', location: 'main', available: main, priority: 1 },
  { sku: 'TEA', location: 'south', available: south, priority: 1 },
];
const orderId = reservationId;
const sourced = { reservationId, orderId, lines: partial, isPaid: false };

const asked = [
  new reservations.RequestReservation({ reservationId, lines, policy: 'partial' }),
  new reservations.SourceReservation({ reservationId, lines: partial, isPaid: false, stock: stockAt(4, 0) }),
  new reservations.SourceReservation({ ...sourced, stock: stockAt(2, 2) }),
  new reservations.SourceReservation({ ...sourced, stock: stockAt(2, 0) }),
  new reservations.SourceReservation({ ...sourced, stock: [] }),
  new reservations.ReleaseReservation({ reservationId, orderId, reason: 'order_cancelled' }),
];

const settled = [
  new reservations.ExtendReservation({ reservationId, orderId }),
  new reservations.CommitReservation({ reservationId, orderId }),
  new reservations.CommitReservation({ reservationId }),
  new reservations.ShipReservation({ reservationId }),
];

/** What the stock items say of each claim. */
function answersTo(claim: {
  readonly sku: string;
  readonly location: string;
  readonly quantity: number;
  readonly attempt: number;
}) {
  const alternatives = [{ location: 'south', available: 2, priority: 1 }];
  const refusal = { reservationId, refused: claim, available: 0, ...alone };
  const broken = { reservationId, claim, reason: 'shortfall' as const };
  return [
    new reservations.RecordHeld({ reservationId, claims: [claim] }),
    new reservations.RecordHoldRefusal({ ...refusal, alternatives }),
    new reservations.RecordHoldRefusal({ ...refusal, alternatives: [] }),
    new reservations.RecordAllocated({ reservationId, claims: [claim] }),
    new reservations.RecordBrokenClaim({ ...broken, alternatives }),
    new reservations.RecordBrokenClaim({ ...broken, alternatives: [] }),
    new reservations.MoveClaim({ reservationId, claim, alternatives }),
    new reservations.RecordShipped({ reservationId, claim, shipmentId }),
    new reservations.RecordReleased({ reservationId, claim, reason: 'order_cancelled' }),
  ];
}

export const reservationProcess = processOf({
  title: 'Reservation',
  aggregate: Reservation,
  statusOf: ({ status }) => status,
  commandsFor: (reservation) => {
    if (reservation.status === 'none') return asked;
    const { attempt, claims, expiresAt } = reservation;
    const known = attempt < 3 ? claims : [];
    const late = { sku: 'TEA', location: 'main', quantity: 4, attempt: 9 };
    return [
      new reservations.RecordHeld({ reservationId, claims: [late] }),
      ...asked,
      ...settled,
      ...known.flatMap(({ sku, location: place, quantity, attempt: nth }) =>
        answersTo({ sku, location: place, quantity, attempt: nth }),
      ),
      ...(expiresAt === '' ? [] : [new reservations.ExpireReservation({ reservationId, expiresAt })]),
    ];
  },
  distinctBy: (reservation) =>
    reservation.status === 'none'
      ? 'none'
      : [
          reservation.status,
          reservation.orderId,
          reservation.claims,
          reservation.expiredClaims,
          reservation.shipped,
          reservation.isHandedOver,
          reservation.extended,
          Math.min(reservation.attempt, 3),
        ],
});
