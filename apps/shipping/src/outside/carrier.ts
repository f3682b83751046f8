export interface LabelRequest {
  /** One label is bought per key, however often it is requested. Repeating a key returns the outcome. */
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
  /** The label may or may not have been bought. */
  | { readonly outcome: 'unknown' };

export interface TrackingRequest {
  readonly trackingNumber: string;
  /** The number of events of this parcel that are recorded already. */
  readonly known: number;
  /** The time of the request, RFC 3339. */
  readonly asOf: string;
}

export interface ParcelEvent {
  /** The carrier's id of the event. It never changes. */
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

/** A carrier. A call that throws has an unknown outcome and is repeated. */
export abstract class Carrier {
  abstract buyLabel(request: LabelRequest): Promise<LabelAnswer>;

  /** Voids the label that was bought with a key. Voiding none, or again, succeeds. */
  abstract voidLabel(key: string): Promise<void>;

  /** The events of a parcel. Known ones may be repeated, in any order. */
  abstract track(request: TrackingRequest): Promise<readonly ParcelEvent[]>;
}
