import { EmbeddedMessageBus } from './message-bus.embedded.js';
import { BusRefused, BusUnavailable, type MessageBus } from './message-bus.js';

/**
 * Opens the bus that the URL's scheme names: `embedded:./data` keeps it in that folder, `embedded:` or
 * `embedded::memory:` in memory. Rejects with an error that names the URL, without its user and password.
 */
export async function openMessageBus(url: string): Promise<MessageBus> {
  const [, scheme, rest = ''] = /^([a-z][a-z0-9+.-]*):(.*)$/s.exec(url) ?? [];
  if (scheme !== 'embedded') {
    throw new BusRefused(
      `No message bus is known for '${shown(url)}'. Known are: embedded:<folder>, and embedded: in memory.`,
    );
  }
  try {
    return new EmbeddedMessageBus(rest === '' || rest === ':memory:' ? undefined : rest);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const message = `The message bus '${url}' cannot be opened: ${why}`;
    throw error instanceof BusUnavailable
      ? new BusUnavailable(message, { cause: error })
      : new BusRefused(message, { cause: error });
  }
}

function shown(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//');
}
