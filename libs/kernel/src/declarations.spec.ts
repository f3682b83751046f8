import { describe, expect, it } from '@jest/globals';
import { aggregate, NewerVersion } from './aggregate.js';
import { deadline } from './deadline.js';
import type { Envelope } from './messages.js';
import { everyEvent, projection } from './projection.js';
import { publications } from './publications.js';
import { saga } from './saga.js';

interface Lit {
  readonly type: 'Lit';
  readonly lampId: string;
  readonly lumen: number;
}
interface Doused {
  readonly type: 'Doused';
  readonly lampId: string;
}
type LampEvent = Lit | Doused;

class Light {
  readonly lampId = 'l1';
}
class Shake {}

const lit: Lit = { type: 'Lit', lampId: 'l1', lumen: 5 };
const doused: Doused = { type: 'Doused', lampId: 'l1' };
const at: Envelope = {
  id: 'e1',
  stream: 'lamp-l1',
  revision: 0,
  position: '1',
  recordedAt: '2026-01-01T00:00:00.000Z',
  meta: {
    commandId: 'c1',
    correlationId: 'c1',
    causationId: 'c1',
    actor: { kind: 'user', id: 'u1' },
    occurredAt: '2026-01-01T00:00:00.000Z',
  },
};
const context = { id: 'l1', now: at.recordedAt, actor: at.meta.actor, newId: () => 'n1' };

const Lamp = aggregate<number, LampEvent>()({
  name: 'lamp',
  initial: 0,
  idOf: ({ lampId }) => lampId,
  commands: { Light },
  decide: { Light: ({ lampId }, lumen) => (lumen > 0 ? [] : [{ type: 'Lit', lampId, lumen: 5 }]) },
  evolve: { Lit: (_, { lumen }) => lumen, Doused: () => 0 },
  upcasters: {
    Lit: [
      ({ candles, ...kept }: { readonly candles: number }) => ({ ...kept, lux: candles * 2 }),
      ({ lux, ...kept }: { readonly lux: number }) => ({ ...kept, lumen: lux + 1 }),
    ],
  },
});

describe('an aggregate', () => {
  it('decides by the row of the command and follows by the row of the event', () => {
    expect(Lamp.idOf(new Light())).toBe('l1');
    expect(Lamp.decide(new Light(), 0, context)).toEqual([lit]);
    expect(Lamp.evolve(0, lit)).toBe(5);
    expect(Lamp.decide(new Light(), Lamp.evolve(0, lit), context)).toEqual([]);
    expect(Lamp.events).toEqual(['Lit', 'Doused']);
  });

  it('never skips an event it does not know, nor decides a command that is not its own', () => {
    expect(() => Lamp.evolve(0, { type: 'Stolen' })).toThrow('lamp does not know the event Stolen.');
    expect(() => Lamp.decide(new Shake(), 0, context)).toThrow('lamp does not decide Shake.');
  });

  it('brings an event of any older version into its present shape', () => {
    expect([Lamp.versionOf('Lit'), Lamp.versionOf('Doused')]).toEqual([3, 1]);
    const oldest = { type: 'Lit', lampId: 'l1', candles: 2 };
    const older = { type: 'Lit', lampId: 'l1', lux: 4 };
    expect(Lamp.upcast('Lit', 1, oldest)).toEqual(lit);
    expect(Lamp.upcast('Lit', 2, older)).toEqual(lit);
    expect(Lamp.upcast('Lit', 3, lit)).toBe(lit);
    expect(Lamp.upcast('Doused', 1, doused)).toBe(doused);
  });

  it('refuses an event that a newer release has written', () => {
    expect(() => Lamp.upcast('Doused', 2, doused)).toThrow(NewerVersion);
    expect(() => Lamp.upcast('Lit', 4, lit)).toThrow(
      'Lit has version 4; this release knows versions up to 3',
    );
  });
});

describe('a projection', () => {
  it('folds events by their rows, and ignores events without a row', () => {
    const Lumen = projection<{ readonly lumen: number }, LampEvent>()({
      name: 'lumen',
      keys: () => ['all'],
      apply: { Lit: (_, { lumen }) => ({ lumen }) },
    });
    expect([Lumen.events, Lumen.isReplica, Lumen.version]).toEqual([['Lit'], false, 1]);
    const document = Lumen.apply(undefined, lit, at, 'all');
    expect(document).toEqual({ lumen: 5 });
    expect(Lumen.apply(document, doused, at, 'all')).toBe(document);
  });

  it('folds published events or own ones, never both: only one of them arrives in order', () => {
    const mixed = () =>
      projection<{ readonly lumen: number }, LampEvent | { readonly type: 'grid.Failed' }>()({
        name: 'lumen',
        keys: () => ['all'],
        apply: { Lit: (_, { lumen }) => ({ lumen }), 'grid.Failed': () => undefined },
      });
    expect(mixed).toThrow(TypeError);
    const Grid = projection<{ readonly failures: number }, { readonly type: 'grid.Failed' }>()({
      name: 'grid',
      keys: () => ['all'],
      apply: { 'grid.Failed': (document) => ({ failures: (document?.failures ?? 0) + 1 }) },
    });
    expect(Grid.isReplica).toBe(true);
  });

  it('can treat every event of a table alike', () => {
    const rows = everyEvent<{ readonly n: number }, LampEvent>({ Lit: 0, Doused: 0 }, (document) => ({
      n: (document?.n ?? 0) + 1,
    }));
    expect(Object.keys(rows)).toEqual(['Lit', 'Doused']);
    expect(rows.Doused?.({ n: 1 }, doused, at, 'k')).toEqual({ n: 2 });
  });
});

describe('a saga', () => {
  it('answers an event with the commands of its row, and with none where it has no row', async () => {
    const Dark = saga<LampEvent>()({ name: 'dark', on: { Doused: () => [new Light()] } });
    const context = { envelope: at, read: () => Promise.resolve(undefined), outside: () => fail() };
    expect(await Dark.react(doused, context)).toEqual([new Light()]);
    expect(await Dark.react(lit, context)).toEqual([]);
    expect([Dark.ownEvents, Dark.publishedEvents]).toEqual([['Doused'], []]);
  });

  it('keeps its id when it is renamed, and starts at the head unless it declares otherwise', () => {
    const on = { Doused: () => [] };
    expect(saga<LampEvent>()({ name: 'dark', on })).toMatchObject({ id: 'dark', from: 'head' });
    expect(saga<LampEvent>()({ name: 'gloom', id: 'dark', from: 'beginning', on })).toMatchObject({
      id: 'dark',
      from: 'beginning',
    });
  });
});

describe('a deadline', () => {
  const BurntDown = deadline<LampEvent>()({
    name: 'burnt-down',
    set: { Lit: ({ lampId, lumen }) => (lumen > 1 ? { id: lampId, at: 'tomorrow' } : undefined) },
    clear: { Doused: ({ lampId }) => lampId, Lit: ({ lampId }) => lampId },
    fire: () => new Light(),
  });

  it('is set by one event and cleared by another; where an event could do both, setting comes first', () => {
    expect(BurntDown.events).toEqual(['Lit', 'Doused']);
    expect(BurntDown.after(lit, at)).toEqual({ id: 'l1', at: 'tomorrow' });
    expect(BurntDown.after({ ...lit, lumen: 1 } as Lit, at)).toEqual({ cleared: 'l1' });
    expect(BurntDown.after(doused, at)).toEqual({ cleared: 'l1' });
    expect(BurntDown.after({ type: 'Stolen' }, at)).toBeUndefined();
  });
});

describe('publications', () => {
  it('say in other words what others may hear, and nothing of the rest', () => {
    const told = publications<LampEvent, { readonly type: 'lamps.LampLit'; readonly lampId: string }>()({
      Lit: ({ lampId, lumen }) => (lumen > 1 ? { type: 'lamps.LampLit', lampId } : undefined),
    });
    expect(told.events).toEqual(['Lit']);
    expect(told.publish(lit, at)).toEqual({ type: 'lamps.LampLit', lampId: 'l1' });
    expect(told.publish({ ...lit, lumen: 1 } as Lit, at)).toBeUndefined();
    expect(told.publish(doused, at)).toBeUndefined();
  });
});

function fail(): never {
  throw new Error('Nothing is outside.');
}
