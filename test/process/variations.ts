/** Another shape of an event, from which other commands follow than from its sample. */
export interface Variation {
  /** When it has that shape: the words of the table. */
  readonly condition: string;
  /** Instead of the fields of the sample. */
  readonly fields?: object;
  /** Whether the read models know nothing yet. */
  readonly isUnknown?: boolean;
}

const place = { sku: 'TEA', location: 'north', quantity: 1, attempt: 2 };
const elsewhere = { condition: 'while other places are to be asked', fields: { after: [place] } };
const reshipment = { condition: 'for a reshipment', fields: { reservationId: 'of a reshipment' } };

/** By the name of the event. Booleans need no row: both of their values are tried. */
export const variations: Readonly<Record<string, readonly Variation[]>> = {
  'inventory.ReservationRejected': [reshipment],
  'inventory.ReservationCommitted': [reshipment],
  'inventory.ReservationCommitRejected': [reshipment],
  'payments.PaymentAuthorised': [
    { condition: 'when the read model does not show what is held', isUnknown: true },
  ],
  'payments.CaptureFailed': [
    { condition: 'unless it is tried again by itself', fields: { next: 'waiting' } },
  ],
  RenewalFailed: [{ condition: 'when it is not tried again', fields: { next: 'ended' } }],
  StockHeld: [elsewhere],
  StockAllocated: [elsewhere],
  StockAllocationRefused: [elsewhere],
  TransferReceived: [{ condition: 'when more arrives than was sent', fields: { excess: 1 } }],
};
