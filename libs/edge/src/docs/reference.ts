import type { RefusalKind } from '@waybill/kernel';

import type { Json } from '../requests/json-schema.js';

/** What a route is for, and what it answers. */
export interface RouteReference {
  readonly summary: string;
  /** Of the document that is read, or that is the outcome of a command. Other commands answer receipts. */
  readonly schema?: Json;
  readonly example?: unknown;
}

/** Why a code is refused. */
export interface RefusalReference {
  readonly kind: RefusalKind;
  /** The sentences that the code has; three dots stand for what only the state tells. */
  readonly reasons: readonly string[];
}

/** What the documentation knows of a context. `npm run docs` derives it from the context's code. */
export interface Reference {
  /** By `<controller>.<method>`. */
  readonly routes: Readonly<Record<string, RouteReference>>;
  /** The documents that routes answer, by name. */
  readonly schemas: Readonly<Record<string, Json>>;
  readonly refusals: Readonly<Record<string, RefusalReference>>;
}

const references = new Set<Reference>();

/** Says what the routes of a controller answer: `@Referenced(reference) @Controller('orders')`. */
export function Referenced(reference: Reference): ClassDecorator {
  return (controller) => {
    const own = Object.keys(reference.routes).filter((name) => name.startsWith(`${controller.name}.`));
    for (const name of own) {
      const method = name.slice(controller.name.length + 1);
      if (!(method in controller.prototype)) throw new TypeError(`There is no ${name}. Run npm run docs.`);
    }
    references.add(reference);
  };
}

/** A route's description by controller and method; undefined where none is known. */
export function routeReference(name: string): RouteReference | undefined {
  return [...references].map(({ routes }) => routes[name]).find((route) => route !== undefined);
}

/** Every document that a route answers. */
export function referencedSchemas(): Readonly<Record<string, Json>> {
  return Object.assign({}, ...[...references].map(({ schemas }) => schemas));
}

/** Every refusal of the contexts, by its code. Two contexts may use one code for the same reason. */
export function refusalReferences(): ReadonlyMap<string, RefusalReference> {
  const known = new Map<string, RefusalReference>();
  for (const { refusals } of references) {
    for (const [code, { kind, reasons }] of Object.entries(refusals)) {
      const others = known.get(code)?.reasons ?? [];
      known.set(code, { kind, reasons: [...new Set([...others, ...reasons])] });
    }
  }
  return known;
}
