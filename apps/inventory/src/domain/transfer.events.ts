interface OfTransfer {
  readonly transferId: string;
  readonly sku: string;
  readonly from: string;
  readonly to: string;
  readonly quantity: number;
}

export type TransferEvent =
  | (OfTransfer & { readonly type: 'TransferRequested' })
  | (OfTransfer & { readonly type: 'TransferDispatched' })
  | (OfTransfer & { readonly type: 'TransferCompleted' })
  | (OfTransfer & {
      readonly type: 'TransferRejected';
      readonly reason: 'stock-short';
      readonly available: number;
    });
