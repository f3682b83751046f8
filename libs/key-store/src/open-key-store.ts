import { EmbeddedKeyStore } from './key-store.embedded.js';
import type { KeyStore } from './key-store.js';

/** Opens the key store that the URL's scheme names: `embedded:./data` keeps `keys.db` in that folder. */
export async function openKeyStore(url: string): Promise<KeyStore> {
  const [, scheme, folder = ''] = /^([a-z][a-z0-9+.-]*):(.*)$/s.exec(url) ?? [];
  // In memory the keys would be lost with the process, and with them all personal data in the log.
  if (scheme === 'embedded' && folder !== '' && folder !== ':memory:') return new EmbeddedKeyStore(folder);
  throw new Error(`No key store is known for '${scheme ?? url}:'. Known are: embedded:<folder>.`);
}
