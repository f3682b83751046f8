/** What a field must be: equal to a value, one of several, or in a range (`from` inclusive, `to` exclusive). */
export type Condition =
  | { readonly equals: string | number }
  | { readonly in: readonly (string | number)[] }
  | { readonly from?: string | number | undefined; readonly to?: string | number | undefined };

export interface Query {
  /** All conditions must hold. Fields must be declared. */
  readonly where?: Readonly<Record<string, Condition>> | undefined;
  /** Only documents whose id begins with this. */
  readonly idPrefix?: string | undefined;
  /**
   * Every word must begin some word of the document's search text; case and accents do not matter. A text without any
   * letter or digit matches nothing.
   */
  readonly text?: string | undefined;
  /**
   * A declared field; ties are broken by id in the same direction. Default: by id. Pages of a list that changes show every
   * document once that is there all the time and keeps its value of this field. A document whose value changes meanwhile,
   * such as `updatedAt`, may be shown twice or not at all: to read everything once, sort by what does not change.
   */
  readonly sort?: { readonly field: string; readonly descending?: boolean | undefined } | undefined;
  /** The `next` of the page before. Valid only with the same query; `limit` may differ. */
  readonly cursor?: string | undefined;
  /** 1 or more. */
  readonly limit: number;
}

export interface Page<D> {
  readonly items: readonly D[];
  /** Present when there are more. */
  readonly next?: string | undefined;
}
