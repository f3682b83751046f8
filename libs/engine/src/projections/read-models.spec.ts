import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { projection } from '@waybill/kernel';
import {
  Accounts,
  AccountView,
  Deposit,
  EngineRoom,
  temporaryFolder,
  type AccountEvent,
} from '@waybill/testing';

let folder: ReturnType<typeof temporaryFolder>;
let room: EngineRoom;
beforeEach(async () => {
  folder = temporaryFolder();
  room = await EngineRoom.open(folder.path, [{ ...Accounts, sagas: [], deadlines: [] }]);
});
afterEach(async () => {
  await room.engine.stop();
  folder.remove();
});

const beyond = '9999999999999999';

describe('a reader with a consistency token', () => {
  it('sees what the command did, in a document and in a list', async () => {
    const { readModels } = room.engine;
    for (let cents = 1; cents <= 20; cents += 1) {
      const { position: after } = await room.send(new Deposit({ accountId: 'ada', cents: 1 }));
      expect(await readModels.get(AccountView, 'ada', { after })).toMatchObject({ cents });
    }
    const { position: after } = await room.send(new Deposit({ accountId: 'bob', cents: 1 }));
    const { items } = await readModels.list(AccountView, { limit: 10 }, { after });
    expect(items).toHaveLength(2);
  });

  it('need not wait for others when the document itself has seen enough', async () => {
    const gate = Promise.withResolvers<void>();
    const { position: after } = await room.send(new Deposit({ accountId: 'ada', cents: 1 }));
    await room.engine.idle();
    room.reads.before = (_, wanted) => (wanted === 'replace' ? gate.promise : undefined);
    await room.send(new Deposit({ accountId: 'bob', cents: 1 }));
    expect(await room.engine.readModels.get(AccountView, 'ada', { after, waitMs: 1 })).toBeDefined();
    gate.resolve();
  });

  it('is told how far the read model is when it does not get there in time', async () => {
    const { position } = await room.send(new Deposit({ accountId: 'ada', cents: 1 }));
    await room.engine.idle();
    const late = { name: 'ProjectionBehind', projection: 'account-view', wanted: beyond, reached: position };
    const freshness = { after: beyond, waitMs: 1 };
    await expect(room.engine.readModels.get(AccountView, 'ada', freshness)).rejects.toMatchObject(late);
    await expect(room.engine.readModels.list(AccountView, { limit: 1 }, freshness)).rejects.toMatchObject(
      late,
    );
  });

  it('of a read model that no context shows is told so', async () => {
    const unknown = projection<object, AccountEvent>()({ name: 'account-view', keys: () => [], apply: {} });
    await expect(room.engine.readModels.get(unknown, 'ada')).rejects.toThrow('No context shows');
  });
});
