import { EmbeddedReadStore, EmbeddedStateStore, type EmbeddedStoreOptions } from './read-store.embedded.js';
import { ReadStoreRefused } from './errors.js';
import type { ReadStore, StateStore } from './read-store.js';

/**
 * Opens the read store that the URL's scheme names: `embedded:./data` keeps `read.db` in that folder, `embedded:` or
 * `embedded::memory:` keeps it in memory.
 */
export async function openReadStore(url: string, options?: EmbeddedStoreOptions): Promise<ReadStore> {
  return new EmbeddedReadStore(folderOf(url, 'read store'), options);
}

/** Opens the state store that the URL's scheme names: `embedded:./data` keeps `state.db` in that folder. */
export async function openStateStore(url: string, options?: EmbeddedStoreOptions): Promise<StateStore> {
  return new EmbeddedStateStore(folderOf(url, 'state store'), options);
}

/** Undefined for a store in memory. */
function folderOf(url: string, what: string): string | undefined {
  const [, scheme, rest = ''] = /^([a-z][a-z0-9+.-]*):(.*)$/s.exec(url) ?? [];
  if (scheme === 'embedded') return rest === '' || rest === ':memory:' ? undefined : rest;
  throw new ReadStoreRefused(`No ${what} is known for '${scheme ?? url}:'. Known are: embedded:<folder>.`);
}
