import type { FastifyInstance } from 'fastify';

import { pathOf } from './answer-problem.js';

/** Remembers which paths take which methods, so that a wrong method (405) is told from a wrong path (404). */
export class KnownRoutes {
  readonly #routes: { readonly methods: readonly string[]; readonly segments: readonly string[] }[] = [];

  constructor(instance: FastifyInstance) {
    instance.addHook('onRoute', ({ method, url }) => {
      this.#routes.push({ methods: [method].flat(), segments: url.split('/') });
    });
  }

  /** The methods that the path of a URL takes; none when there is no such path. */
  methodsAt(url: string): readonly string[] {
    const asked = pathOf(url).split('/');
    const matching = this.#routes.filter(({ segments }) => matches(segments, asked));
    return [...new Set(matching.flatMap(({ methods }) => methods))].sort();
  }
}

function matches(segments: readonly string[], asked: readonly string[]): boolean {
  if (segments.includes('*') || segments.length !== asked.length) return false;
  return segments.every((segment, index) =>
    segment.startsWith(':') ? asked[index] !== '' : segment === asked[index],
  );
}
