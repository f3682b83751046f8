export type LocationType = 'warehouse' | 'store' | 'supplier' | 'quarantine' | 'transit';

export interface LocationAddress {
  /** Street, house, floor: one to three lines. */
  readonly lines: readonly string[];
  readonly city: string;
  readonly region?: string;
  readonly postalCode?: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}

export interface LocationFacts {
  readonly location: string;
  readonly kind: LocationType;
  readonly name: string;
  readonly address?: LocationAddress;
  /** The lowest is asked for stock first. */
  readonly priority: number;
  /** Whether its stock may be sold. */
  readonly sellable: boolean;
}

export type LocationEvent =
  | (LocationFacts & { readonly type: 'LocationRegistered' })
  | (LocationFacts & { readonly type: 'LocationChanged' })
  | { readonly type: 'LocationSuspended'; readonly location: string; readonly reason: string }
  | { readonly type: 'LocationActivated'; readonly location: string };
