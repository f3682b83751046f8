import type { WorkItemEvent } from './work-item.events.js';

interface OfTransfer {
  readonly transferId: string;
  readonly sku: string;
  readonly from: string;
  readonly to: string;
  /** What was asked for. */
  readonly quantity: number;
}

export type TransferEvent =
  | (OfTransfer & {
      readonly type: 'TransferRequested';
      readonly transitDays: number;
      /** When it is cancelled unless it is dispatched before. */
      readonly dueAt: string;
    })
  | (OfTransfer & { readonly type: 'TransferDispatchRequested' })
  | (OfTransfer & {
      /** The source had too little. It can be dispatched later, or cancelled. */
      readonly type: 'TransferDispatchRefused';
      readonly available: number;
    })
  | (OfTransfer & {
      readonly type: 'TransferDispatched';
      /** When it should have arrived. */
      readonly dueAt: string;
    })
  | (OfTransfer & {
      readonly type: 'TransferReceived';
      readonly receiptId: string;
      readonly received: number;
      /** What is still in transit. */
      readonly inTransit: number;
      /** What arrived and was never sent. */
      readonly excess: number;
    })
  | (OfTransfer & { readonly type: 'TransferCompleted' })
  | (OfTransfer & {
      readonly type: 'TransferClosedShort';
      readonly missing: number;
      readonly reason: string;
    })
  | (OfTransfer & { readonly type: 'TransferCancelled'; readonly reason: string })
  | WorkItemEvent;
