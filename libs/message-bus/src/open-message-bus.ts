import { EmbeddedMessageBus, type EmbeddedBusOptions } from './message-bus.embedded.js';
import type { MessageBus } from './message-bus.js';

/**
 * Opens the bus that the URL's scheme names: `embedded:./data` keeps it in that folder, `embedded:` or
 * `embedded::memory:` in memory.
 */
export async function openMessageBus(url: string, options: EmbeddedBusOptions = {}): Promise<MessageBus> {
  const [, scheme, rest = ''] = /^([a-z][a-z0-9+.-]*):(.*)$/s.exec(url) ?? [];
  if (scheme === 'embedded')
    return new EmbeddedMessageBus(rest === '' || rest === ':memory:' ? undefined : rest, options);
  throw new Error(`No message bus is known for '${scheme ?? url}:'. Known are: embedded:<folder>.`);
}
