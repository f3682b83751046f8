import { UUID } from '@waybill/kernel';
import { BadAppend, type Expected, type NewEvent } from '../event-store.js';
import type { Wanted } from './draft.js';
import { text } from './failures.js';

/** What an append may weigh at most: the data and meta of its events as UTF-8 JSON. EventStoreDB's limit, too. */
const MAX_BYTES = 1024 * 1024;

/** An aggregate's name, a dash, and an id of up to 200 characters without spaces or control characters. */
const STREAM = /^[a-z]+-[^\s\p{Cc}\p{Cs}]{1,200}$/u;

/** The append with its events made text, which fixes what will be written; throws BadAppend. */
export function admit(stream: string, events: readonly NewEvent[], expected: Expected): Wanted {
  if (!STREAM.test(stream))
    throw new BadAppend(
      `"${stream}" is not a stream's name: it takes an aggregate's name, a dash and an id.`,
    );
  if (events.length === 0) throw new BadAppend(`An append to ${stream} needs at least one event.`);
  if (typeof expected === 'number' && !(Number.isSafeInteger(expected) && expected >= 0)) {
    throw new BadAppend(`${expected} is not a revision.`);
  }
  const texts: string[] = [];
  let characters = 0;
  for (const event of events) {
    if (!UUID.test(event.id)) throw new BadAppend(`"${event.id}" is not a UUID in lower case.`);
    if (!isName(event.type)) throw new BadAppend(`The event ${event.id} has no type, or not one in Unicode.`);
    if (!Number.isSafeInteger(event.version)) throw new BadAppend(`${event.version} is not a version.`);
    const data = toText(event, event.data);
    const meta = toText(event, event.meta);
    characters += data.length + meta.length;
    texts.push(data, meta);
  }
  const mayBeTooLarge = characters * 3 > MAX_BYTES;
  if (mayBeTooLarge && bytes(texts) > MAX_BYTES) {
    throw new BadAppend(`An append to ${stream} holds ${bytes(texts)} bytes, and ${MAX_BYTES} is the most.`);
  }
  return { stream, events, texts, characters, expected };
}

function isName(type: unknown): boolean {
  return typeof type === 'string' && type !== '' && type.isWellFormed();
}

function toText(event: NewEvent, value: unknown): string {
  try {
    const json: unknown = JSON.stringify(value);
    if (typeof json === 'string') return json;
  } catch (error) {
    throw new BadAppend(`The event ${event.id} (${event.type}) cannot be written as JSON: ${text(error)}.`);
  }
  throw new BadAppend(`The event ${event.id} (${event.type}) cannot be written as JSON.`);
}

function bytes(texts: readonly string[]): number {
  return texts.reduce((sum, json) => sum + Buffer.byteLength(json), 0);
}
