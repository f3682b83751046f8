import { EmbeddedReadStore } from './read-store.embedded.js';
import type { ReadStore } from './read-store.js';

/**
 * Opens the store that the URL's scheme names: `embedded:./data` keeps it in that folder, `embedded:` or
 * `embedded::memory:` in memory.
 */
export async function openReadStore(url: string): Promise<ReadStore> {
  const [, scheme, rest = ''] = /^([a-z][a-z0-9+.-]*):(.*)$/s.exec(url) ?? [];
  if (scheme === 'embedded')
    return new EmbeddedReadStore(rest === '' || rest === ':memory:' ? undefined : rest);
  throw new Error(`No read store is known for '${scheme ?? url}:'. Known are: embedded:<folder>.`);
}
