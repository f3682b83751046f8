import { ensureKnown } from '@waybill/kernel';

import type { StoredText } from '@waybill/read-store';

/** A document that a read has found, or its JSON text. Its `revision`, if it has one, becomes its ETag. */
export class Found<D extends object = object> {
  constructor(readonly document: D | StoredText) {}
}

/**
 * Answers a read of one document: `return found('order', await models.getText(…))`. JSON text is sent as it is, without
 * parsing. Throws a refusal `<thing>-unknown` (404) when there is no document.
 */
export function found<D extends object>(thing: string, document: D | StoredText | undefined): Found<D> {
  ensureKnown(document, `${thing}-unknown`);
  return new Found(document);
}

/** Recognised by its two members, since the text of a document is always a JSON object. */
export function isStoredText(document: object): document is StoredText {
  return (
    'text' in document &&
    'revision' in document &&
    typeof document.text === 'string' &&
    document.text.startsWith('{') &&
    Object.keys(document).length === 2
  );
}

/** A page of documents. */
export class Listed<D = unknown> {
  constructor(
    readonly data: readonly D[],
    readonly next: string | undefined,
  ) {}
}

/** Answers a read of many documents: `return listed(await models.list(…))`. `next` also becomes a `Link` header. */
export function listed<D>(page: {
  readonly items: readonly D[];
  readonly next?: string | undefined;
}): Listed<D> {
  return new Listed(page.items, page.next);
}
