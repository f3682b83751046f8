import { UUID } from '@waybill/kernel';
import { BadAppend, type Expected, type NewEvent } from '../event-store.js';
import { exactJson } from './exact-json.js';
import { text } from './failures.js';

/** The most bytes in an append: the data and meta of its events as UTF-8 JSON. EventStoreDB has the same limit. */
const APPEND_BYTES_MAX = 1024 * 1024;

/** An aggregate's name, a dash, and an id of up to 200 characters without spaces or control characters. */
const STREAM = /^[a-z]+-[^\s\p{Cc}\p{Cs}]{1,200}$/u;

/** An append that has been checked, with the JSON that will be written. */
export interface AppendRequest {
  readonly stream: string;
  /** Their data and meta equal what is read from disk later. */
  readonly events: readonly NewEvent[];
  /** The data and the meta of each event as JSON, in turn. */
  readonly texts: readonly string[];
  /** In all texts together. */
  readonly characters: number;
  readonly expected: Expected;
}

/** Checks an append and makes its JSON, once, so that later changes to its objects change nothing; throws BadAppend. */
export function admit(stream: string, events: readonly NewEvent[], expected: Expected): AppendRequest {
  ensureRequest(stream, events, expected);
  const texts: string[] = [];
  let characters = 0;
  const admitted = events.map((event) => {
    ensureEnvelope(event);
    const data = toJson(event, 'data', event.data);
    const meta = toJson(event, 'meta', event.meta);
    characters += data.json.length + meta.json.length;
    texts.push(data.json, meta.json);
    if (data.value === event.data && meta.value === event.meta) return event;
    return { ...event, data: data.value, meta: meta.value };
  });
  const mayBeTooLarge = characters * 3 > APPEND_BYTES_MAX;
  if (mayBeTooLarge && bytes(texts) > APPEND_BYTES_MAX) {
    throw new BadAppend(
      `An append to ${stream} holds ${bytes(texts)} bytes, and ${APPEND_BYTES_MAX} is the most.`,
    );
  }
  return { stream, events: admitted, texts, characters, expected };
}

function ensureRequest(stream: string, events: readonly NewEvent[], expected: Expected): void {
  if (!STREAM.test(stream))
    throw new BadAppend(
      `"${stream}" is not a stream's name: it takes an aggregate's name, a dash and an id.`,
    );
  if (events.length === 0) throw new BadAppend(`An append to ${stream} needs at least one event.`);
  if (expected !== 'new' && !(Number.isSafeInteger(expected) && expected >= 0)) {
    throw new BadAppend(`${expected} is neither a revision nor "new".`);
  }
}

function ensureEnvelope({ id, type, version }: NewEvent): void {
  if (!UUID.test(id)) throw new BadAppend(`"${id}" is not a UUID in lower case.`);
  if (!isName(type)) throw new BadAppend(`The event ${id} has no type, or not one in Unicode.`);
  if (!Number.isSafeInteger(version)) throw new BadAppend(`${version} is not a version.`);
}

function isName(type: unknown): boolean {
  return typeof type === 'string' && type !== '' && type.isWellFormed();
}

/** The JSON, and what parsing it gives: the very object, unless it holds something that JSON leaves out. */
function toJson<T>(event: NewEvent, name: 'data' | 'meta', value: T): { json: string; value: T } {
  try {
    const { flaw, isInexact } = exactJson(value, name, name === 'meta');
    if (flaw !== undefined) throw new TypeError(flaw);
    const json = JSON.stringify(value);
    return { json, value: isInexact ? JSON.parse(json) : value };
  } catch (error) {
    const { id, type } = event;
    throw new BadAppend(`The event ${id} (${type}) cannot be written as JSON: ${text(error)}.`, {
      cause: error,
    });
  }
}

function bytes(texts: readonly string[]): number {
  return texts.reduce((sum, json) => sum + Buffer.byteLength(json), 0);
}
