import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { newId } from '@waybill/kernel';
import fc from 'fast-check';
import { EmbeddedEventStore } from './event-store.embedded.js';
import { EmbeddedLogReader } from './log-reader.embedded.js';
import type { Expected, NewEvent, Slice, StoredEvent, StreamRange } from './event-store.js';

jest.setTimeout(60_000);

const root = mkdtempSync(join(tmpdir(), 'waybill-model-'));

afterAll(() => rmSync(root, { recursive: true }));

describe('the embedded log, compared with a list', () => {
  it('does what the list does, whatever is appended, repeated, read, followed, and reopened', async () => {
    const streams = fc.constantFrom('basket-1', 'basket-2', 'basket-10', 'cart-1');
    const appends = fc.record({
      stream: streams,
      expected: expectations(),
      count: fc.integer({ min: 1, max: 70 }),
    });
    const ranges = fc.record(
      {
        from: fc.nat(200),
        max: fc.integer({ min: 1, max: 100 }),
        direction: fc.constantFrom('forwards' as const, 'backwards' as const),
      },
      { requiredKeys: [] },
    );
    const sizes = fc.integer({ min: 1, max: 30 });
    const commands = fc.commands(
      [
        fc.array(appends, { minLength: 1, maxLength: 6 }).map((together) => new Append(together)),
        fc.array(fc.nat(), { minLength: 1, maxLength: 3 }).map((which) => new Repeat(which)),
        fc.tuple(streams, ranges).map(([stream, range]) => new Read(stream, range)),
        fc
          .tuple(fc.nat(), fc.option(fc.nat(), { nil: undefined }), sizes)
          .map((args) => new ReadLog(...args)),
        fc.tuple(fc.nat(), sizes).map((args) => new Follow(...args)),
        fc.constant(new Reopen()),
      ],
      { maxCommands: 25 },
    );
    await fc.assert(
      fc.asyncProperty(commands, async (steps) => {
        const folder = mkdtempSync(join(root, 'log-'));
        const real: Real = { folder, store: await open(folder) };
        await fc.asyncModelRun(() => ({ model: new Model(), real }), steps);
        await real.store.close();
      }),
      { numRuns: 60 },
    );
  });
});

interface Wanted {
  readonly stream: string;
  readonly events: readonly NewEvent[];
  readonly expected: Expected;
}

type Outcome =
  { readonly revision: number; readonly position: string } | { readonly actual: number | undefined };

/** The contract, as plainly as it can be said. */
class Model {
  readonly log: {
    readonly id: string;
    readonly stream: string;
    readonly revision: number;
  }[] = [];
  readonly appended: Wanted[] = [];

  append({ stream, events, expected }: Wanted): Outcome {
    const own = this.log.filter((one) => one.stream === stream);
    const at = expected === 'new' ? 0 : expected + 1;
    const isRepeated = events.every(({ id }, index) => own[at + index]?.id === id);
    if (isRepeated) return this.#outcome(stream, at + events.length - 1);
    if (at !== own.length) return { actual: own.length === 0 ? undefined : own.length - 1 };
    events.forEach(({ id }, index) => this.log.push({ id, stream, revision: at + index }));
    this.appended.push({ stream, events, expected });
    return this.#outcome(stream, at + events.length - 1);
  }

  read(stream: string, { from, max = Infinity, direction = 'forwards' }: StreamRange): readonly string[] {
    const own = this.log.filter((one) => one.stream === stream);
    const wanted =
      direction === 'forwards'
        ? own.filter(({ revision }) => revision >= (from ?? 0))
        : own.filter(({ revision }) => revision <= (from ?? Infinity)).reverse();
    return wanted.slice(0, max).map(({ id }) => id);
  }

  after(index: number, upTo = this.log.length): readonly string[] {
    return this.log.slice(index, upTo).map(({ id }) => id);
  }

  #outcome(stream: string, revision: number): Outcome {
    const index = this.log.findIndex((one) => one.stream === stream && one.revision === revision);
    return { revision, position: position(index + 1) };
  }
}

interface Real {
  readonly folder: string;
  store: EmbeddedEventStore;
}

type Step = fc.AsyncCommand<Model, Real>;

interface Intended {
  readonly stream: string;
  readonly expected: Expected | 'last';
  readonly count: number;
}

/** Appends several times at once. */
class Append implements Step {
  constructor(private readonly together: readonly Intended[]) {}

  check = () => true;

  async run(model: Model, real: Real): Promise<void> {
    const wanted = this.together.map(({ stream, expected, count }) => ({
      stream,
      events: Array.from({ length: count }, (_, index) => event(index)),
      expected: expected === 'last' ? lastOf(model, stream) : expected,
    }));
    await appendBoth(wanted, model, real);
  }

  toString = () => `append ${JSON.stringify(this.together)}`;
}

/** Appends again what was appended before, each twice, all at the same time. */
class Repeat implements Step {
  constructor(private readonly which: readonly number[]) {}

  check = (model: Readonly<Model>) => model.appended.length > 0;

  async run(model: Model, real: Real): Promise<void> {
    const again = this.which.map((index) => model.appended[index % model.appended.length]);
    await appendBoth(
      [...again, ...again].filter((wanted) => wanted !== undefined),
      model,
      real,
    );
  }

  toString = () => `repeat ${this.which.join(', ')}`;
}

class Read implements Step {
  constructor(
    private readonly stream: string,
    private readonly range: StreamRange,
  ) {}

  check = () => true;

  async run(model: Model, { store }: Real): Promise<void> {
    const found = await store.read(this.stream, this.range);
    expect(found.map(({ id }) => id)).toEqual(model.read(this.stream, this.range));
  }

  toString = () => `read ${this.stream} ${JSON.stringify(this.range)}`;
}

class ReadLog implements Step {
  constructor(
    private readonly after: number,
    private readonly upTo: number | undefined,
    private readonly max: number,
  ) {}

  check = () => true;

  async run(model: Model, { folder, store }: Real): Promise<void> {
    const length = model.log.length;
    const after = this.after % (length + 1);
    const upTo = this.upTo === undefined ? undefined : this.upTo % (length + 1);
    const end = Math.max(after, upTo ?? length);
    const range = {
      after: position(after),
      upTo: upTo === undefined ? undefined : position(upTo),
      max: this.max,
    };
    const reader = await EmbeddedLogReader.open(folder);
    for (const log of [store, reader]) {
      const slices: Slice[] = [];
      for await (const slice of log.readAll(range)) slices.push(slice);
      expect(idsOf(slices)).toEqual(model.after(after, end));
      expect(slices.at(-1)?.position).toBe(position(end));
    }
    await reader.close();
  }

  toString = () => `read the log after ${this.after} up to ${this.upTo} by ${this.max}`;
}

/** Subscribes until the end of the log has been marked. */
class Follow implements Step {
  constructor(
    private readonly after: number,
    private readonly max: number,
  ) {}

  check = (model: Readonly<Model>) => model.log.length > 0;

  async run(model: Model, { store }: Real): Promise<void> {
    const after = this.after % model.log.length;
    const slices: Slice[] = [];
    const { signal } = new AbortController();
    for await (const slice of store.subscribe({ after: position(after), max: this.max, signal })) {
      slices.push(slice);
      if (slice.position === position(model.log.length)) break;
    }
    expect(idsOf(slices)).toEqual(model.after(after));
  }

  toString = () => `follow after ${this.after} by ${this.max}`;
}

class Reopen implements Step {
  check = () => true;

  async run(model: Model, real: Real): Promise<void> {
    await real.store.close();
    real.store = await open(real.folder);
    expect(await real.store.head()).toBe(position(model.log.length));
    for await (const _ of real.store.verifyLog());
  }

  toString = () => 'reopen';
}

/** Little is kept in memory, so that reading goes through the file as well. */
function open(folder: string): Promise<EmbeddedEventStore> {
  return EmbeddedEventStore.open(folder, { recentEventsMax: 40, recentCharactersMax: 8_000 });
}

async function appendBoth(wanted: readonly Wanted[], model: Model, { store }: Real): Promise<void> {
  const real = await Promise.allSettled(
    wanted.map(({ stream, events, expected }) => store.append(stream, events, expected)),
  );
  const outcomes = real.map((outcome) =>
    outcome.status === 'fulfilled'
      ? outcome.value
      : { actual: outcome.reason.actual, name: outcome.reason.name },
  );
  const expected = wanted.map((one) => {
    const outcome = model.append(one);
    return 'actual' in outcome ? { ...outcome, name: 'WrongExpectedRevision' } : outcome;
  });
  expect(outcomes).toEqual(expected);
}

function expectations(): fc.Arbitrary<Expected | 'last'> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant('last' as const) },
    { weight: 1, arbitrary: fc.constant('new' as const) },
    { weight: 1, arbitrary: fc.nat(100) },
  );
}

function lastOf(model: Model, stream: string): Expected {
  const length = model.log.filter((one) => one.stream === stream).length;
  return length === 0 ? 'new' : length - 1;
}

function event(n: number): NewEvent {
  const type = n % 2 === 0 ? 'Even' : 'Odd';
  const id = newId();
  const actor = { kind: 'system', id: 'model' } as const;
  const meta = {
    commandId: id,
    correlationId: id,
    causationId: id,
    actor,
    occurredAt: '2026-03-01T12:00:00.000Z',
  };
  return { id, type, version: 1, data: { type }, meta };
}

function position(index: number): string {
  return index === 0 ? '' : String(index).padStart(16, '0');
}

function idsOf(slices: readonly Slice[]): readonly string[] {
  return slices.flatMap(({ events }) => events.map(({ id }: StoredEvent) => id));
}
