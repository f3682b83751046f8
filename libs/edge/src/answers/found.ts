import { ensureKnown } from '@waybill/kernel';

/** A document that a read has found. Its `revision`, if it has one, becomes its ETag. */
export class Found<D extends object = object> {
  constructor(readonly document: D) {}
}

/**
 * Answers a read of one thing: `return found('order', await models.get(…))`. Without a document it throws a
 * refusal `<thing>-unknown` (404).
 */
export function found<D extends object>(thing: string, document: D | undefined): Found<D> {
  ensureKnown(document, `${thing}-unknown`);
  return new Found(document);
}

/** A page of documents. */
export class Listed<D = unknown> {
  constructor(
    readonly data: readonly D[],
    readonly next: string | undefined,
  ) {}
}

/** Answers a read of many: `return listed(await models.find(…))`; `next` also becomes a `Link`. */
export function listed<D>(page: { readonly items: readonly D[]; readonly next?: string }): Listed<D> {
  return new Listed(page.items, page.next);
}
