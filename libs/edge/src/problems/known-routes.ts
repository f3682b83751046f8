import type { FastifyInstance } from 'fastify';

import { pathOf } from './answer-problem.js';

/** The methods of each path, in order to distinguish a wrong method (405) from a wrong path (404). */
export class KnownRoutes {
  readonly #routes: { readonly methods: readonly string[]; readonly segments: readonly string[] }[] = [];

  constructor(instance: FastifyInstance) {
    instance.addHook('onRoute', ({ method, url }) => {
      this.#routes.push({ methods: [method].flat(), segments: url.split('/') });
    });
  }

  /** The methods of a URL's path; none when no route has this path. */
  methodsAt(url: string): readonly string[] {
    const wanted = pathOf(url).split('/');
    const matching = this.#routes.filter(({ segments }) => matches(segments, wanted));
    return [...new Set(matching.flatMap(({ methods }) => methods))].sort();
  }
}

function matches(segments: readonly string[], wanted: readonly string[]): boolean {
  if (segments.includes('*') || segments.length !== wanted.length) return false;
  return segments.every((segment, index) =>
    segment.startsWith(':') ? wanted[index] !== '' : segment === wanted[index],
  );
}
