import type { Filter, StoredEvent } from '../event-store.js';

/** A filter made ready: equal filters have equal keys. */
export interface Matching {
  readonly key: string;
  /** Whether every event matches. */
  readonly isOpen: boolean;
  readonly types: ReadonlySet<string> | undefined;
  readonly streams: readonly string[] | undefined;
  matches(event: Pick<StoredEvent, 'type' | 'stream'>): boolean;
}

export function matching(filter: Filter = {}): Matching {
  const types = filter.types && new Set(filter.types);
  const streams = filter.streams && [...new Set(filter.streams)];
  return {
    key: JSON.stringify([types && [...types].sort(), streams && streams.toSorted()]),
    isOpen: !types && !streams,
    types,
    streams,
    matches: ({ type, stream }) =>
      (!types || types.has(type)) && (!streams || streams.some((beginning) => stream.startsWith(beginning))),
  };
}
