import { describe, expect, it } from '@jest/globals';
import {
  Accounts,
  AccountView,
  CloseAccount,
  Deposit,
  EngineRoom,
  ManualClock,
  temporaryFolder,
  until,
} from '@waybill/testing';

const HOUR_MS = 3_600_000;

describe('the tombstone of a deleted document', () => {
  it('is kept for a day, in which a former owner might write, and then forgotten', async () => {
    const folder = temporaryFolder();
    const clock = new ManualClock();
    const page = { ...Accounts, sagas: [], deadlines: [] };
    const { fields } = AccountView;
    const collection = (room: EngineRoom) =>
      room.reads.collection({ name: 'accounts.account-view', version: 1, fields });
    let room = await EngineRoom.open(folder.path, [page], { clock });
    await room.send(new Deposit({ accountId: 'ada', cents: 1 }));
    await room.idle();
    await room.send(new CloseAccount({ accountId: 'ada' }));
    await room.idle();
    const reopenAfter = async (hours: number) => {
      clock.skip(hours * HOUR_MS);
      await room.engine.stop();
      room = await EngineRoom.open(folder.path, [page], { clock });
      await room.idle();
    };
    const tombstones = async () => (await (await collection(room)).load(['ada'])).length;
    await reopenAfter(23);
    expect(await tombstones()).toBe(1);
    await reopenAfter(2);
    await until(async () => (await tombstones()) === 0);
    await room.engine.stop();
    folder.remove();
  });
});
