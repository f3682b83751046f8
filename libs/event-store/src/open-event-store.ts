import { EmbeddedEventStore, type EmbeddedOptions } from './event-store.embedded.js';
import { type EventStore, StoreRefused } from './event-store.js';

type Open = (rest: string, options: EmbeddedOptions) => Promise<EventStore>;

const adapters = new Map<string, Open>([
  ['embedded', (folder, options) => EmbeddedEventStore.open(folder, options)],
]);

/** Opens the store that a URL names; its scheme picks the adapter: `embedded:./data`. */
export async function openEventStore(url: string, options: EmbeddedOptions = {}): Promise<EventStore> {
  const [scheme = '', rest = ''] = url.split(/:(.*)/s);
  const open = adapters.get(scheme);
  if (!open || !rest) {
    const known = [...adapters.keys()].join(':, ');
    throw new StoreRefused(`"${url}" is not the URL of an event store. Known schemes: ${known}:`);
  }
  return open(rest, options);
}
