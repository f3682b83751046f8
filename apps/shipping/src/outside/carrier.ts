export interface LabelRequest {
  /** One label is bought per key, however often it is requested. Repeating a key returns the outcome. */
  readonly key: string;
  readonly attempt: number;
  /** The shop's code of the shipping method. */
  readonly service?: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly packages: readonly {
    readonly weightGrams: number;
    readonly lengthMm?: number;
    readonly widthMm?: number;
    readonly heightMm?: number;
  }[];
  readonly address: {
    readonly name: string;
    readonly company?: string;
    readonly lines: readonly string[];
    readonly city: string;
    readonly region?: string;
    readonly postalCode?: string;
    readonly country: string;
    readonly phone?: string;
  };
  readonly contact: { readonly email?: string; readonly phone?: string };
}

export type LabelAnswer =
  | {
      readonly outcome: 'purchased';
      readonly carrier: string;
      readonly service?: string;
      readonly trackingNumber: string;
      readonly trackingUrl?: string;
      readonly labelUrl?: string;
      /** Whether the parcel leaves the country it is sent from. */
      readonly isInternational: boolean;
    }
  | {
      readonly outcome: 'failed';
      readonly reason: string;
      readonly retryable: boolean;
      /** Whether only another address helps. */
      readonly isAddressRefused: boolean;
    }
  /** The label may or may not have been bought. */
  | { readonly outcome: 'unknown' };

export interface VoidRequest {
  /** The key with which the label was bought. */
  readonly key: string;
  readonly attempt: number;
}

export type VoidAnswer =
  /** Also when nothing was bought, or it is voided already. */
  | { readonly outcome: 'voided' }
  | { readonly outcome: 'failed'; readonly reason: string; readonly retryable: boolean }
  | { readonly outcome: 'unknown' };

export interface TrackingRequest {
  /** Not always this carrier: a person may have entered another one's number. */
  readonly carrier: string;
  readonly trackingNumber: string;
  /** The number of events of this parcel that are recorded already. */
  readonly known: number;
  /** The time of the request, RFC 3339. */
  readonly asOf: string;
}

export type TrackingAnswer =
  /** The events of the parcel. Known ones may be repeated, in any order. */
  { readonly outcome: 'tracked'; readonly events: readonly ParcelEvent[] } | { readonly outcome: 'unknown' };

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
  /** Of the delivery, for example who signed. */
  readonly proof?: string;
}

/**
 * A carrier. An adapter answers `unknown` when the carrier is away: the domain asks again at its own times. A call that
 * throws is repeated by the engine and then parked, and the order's later requests wait behind it.
 */
export abstract class Carrier {
  abstract buyLabel(request: LabelRequest): Promise<LabelAnswer>;

  abstract voidLabel(request: VoidRequest): Promise<VoidAnswer>;

  abstract track(request: TrackingRequest): Promise<TrackingAnswer>;
}
