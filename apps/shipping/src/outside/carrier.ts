export interface LabelRequest {
  /** One label is bought per key, however often it is asked for; the same key asks what became of it. */
  readonly key: string;
  readonly attempt: number;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly address: {
    readonly name: string;
    readonly street: string;
    readonly city: string;
    readonly postalCode: string;
    readonly country: string;
  };
}

export type LabelAnswer =
  | {
      readonly outcome: 'purchased';
      readonly carrier: string;
      readonly trackingNumber: string;
      readonly labelUrl?: string;
    }
  | { readonly outcome: 'failed'; readonly reason: string; readonly retryable: boolean }
  /** It may have been bought or not. */
  | { readonly outcome: 'unknown' };

export interface TrackingQuestion {
  readonly trackingNumber: string;
  /** How many events of this parcel are known already. */
  readonly known: number;
  /** The time of the question, RFC 3339. */
  readonly asOf: string;
}

export interface ParcelEvent {
  /** The carrier's own; the same event always has the same one. */
  readonly id: string;
  readonly status:
    | 'pre_transit'
    | 'in_transit'
    | 'out_for_delivery'
    | 'available_for_pickup'
    | 'delivered'
    | 'return_to_sender'
    | 'failure'
    | 'unknown';
  readonly at: string;
  readonly place?: string;
  readonly reason?: string;
}

/** Who takes parcels to people. A call that throws has an unknown outcome and is made again. */
export abstract class Carrier {
  abstract buyLabel(request: LabelRequest): Promise<LabelAnswer>;

  /** Voids what was bought with a key. To void nothing, or again, is a success. */
  abstract voidLabel(key: string): Promise<void>;

  /** What is known of a parcel. What was told before may be told again, in any order. */
  abstract track(question: TrackingQuestion): Promise<readonly ParcelEvent[]>;
}
