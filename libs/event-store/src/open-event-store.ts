import { EmbeddedEventStore, type EmbeddedOptions } from './event-store.embedded.js';
import { type EventStore, type LogReader, StoreRefused } from './event-store.js';
import { EmbeddedLogReader } from './log-reader.embedded.js';

interface Adapter {
  readonly openStore: (rest: string, options: EmbeddedOptions) => Promise<EventStore>;
  readonly openReader: (rest: string) => Promise<LogReader>;
}

const adapters = new Map<string, Adapter>([
  [
    'embedded',
    {
      openStore: (folder, options) => EmbeddedEventStore.open(folder, options),
      openReader: (folder) => EmbeddedLogReader.open(folder),
    },
  ],
]);

/** Opens the store that a URL names; its scheme picks the adapter: `embedded:./data`. */
export async function openEventStore(url: string, options: EmbeddedOptions = {}): Promise<EventStore> {
  const { adapter, rest } = adapterOf(url);
  return adapter.openStore(rest, options);
}

/**
 * Opens a reader, on a connection of its own, of the log that a URL names: in a worker thread, for example. The log must
 * exist.
 */
export async function openLogReader(url: string): Promise<LogReader> {
  const { adapter, rest } = adapterOf(url);
  return adapter.openReader(rest);
}

function adapterOf(url: string): { readonly adapter: Adapter; readonly rest: string } {
  const [scheme = '', rest = ''] = url.split(/:(.*)/s);
  const adapter = adapters.get(scheme);
  if (adapter && rest) return { adapter, rest };
  const known = [...adapters.keys()].join(':, ');
  throw new StoreRefused(`"${url}" is not the URL of an event store. Known schemes: ${known}:`);
}
