import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { StoredEvent } from '@waybill/event-store';
import { Account, Deposit, EngineRoom, named, temporaryFolder } from '@waybill/testing';
import { Entity } from './entity.js';
import { Snapshots } from './snapshots.js';

const STREAM = 'account-ada';
const because = (name: string, since?: string) => ({
  commandId: named(name),
  correlationId: named(name),
  causationId: named(name),
  actor: { kind: 'user', id: 'somebody' } as const,
  since,
});

describe('an entity that remembers the last two to four of twelve commands', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let room: EngineRoom;
  let entity: Entity;
  let events: readonly StoredEvent[];
  let reads: number;

  beforeEach(async () => {
    folder = temporaryFolder();
    room = await EngineRoom.open(folder.path);
    for (let month = 1; month <= 12; month += 1)
      await room.send(new Deposit({ accountId: 'ada', cents: month }), {
        commandId: named(`month ${month}`),
      });
    events = await room.log();
    entity = new Entity(Account, 'ada', STREAM, 2);
    const { store, reads: documents } = room;
    await entity.load(store, await Snapshots.open(documents, store, () => undefined));
    reads = 0;
    room.store.beforeRead = () => (reads += 1);
  });
  afterEach(async () => {
    await room.engine.stop();
    folder.remove();
  });

  const positionOf = (month: number) => events[month - 1]?.position ?? '';
  const search = (...metas: readonly ReturnType<typeof because>[]) => entity.searchBack(metas, room.store);

  it('knows the last ones without looking', async () => {
    expect(entity.recall(named('month 12'))).toEqual({ revision: 11, position: positionOf(12) });
    expect(await search(because('month 12', positionOf(1)))).toEqual(new Map());
    expect(reads).toBe(0);
  });

  it('finds all others that may have been decided before in one walk, back to the first of their causes', async () => {
    expect(entity.recall(named('month 4'))).toBeUndefined();
    const found = await search(
      because('month 4', positionOf(2)),
      because('month 6', positionOf(5)),
      because('never', positionOf(3)),
      because('month 1', positionOf(1)),
    );
    expect(found).toEqual(
      new Map([
        [named('month 4'), { revision: 3, position: positionOf(4) }],
        [named('month 6'), { revision: 5, position: positionOf(6) }],
      ]),
    );
    expect(reads).toBe(1);
  });

  it('does not look for commands that are younger than what it has forgotten, or have no cause', async () => {
    expect(await search(because('new', positionOf(11)), because('fresh'))).toEqual(new Map());
    expect(reads).toBe(0);
  });
});
