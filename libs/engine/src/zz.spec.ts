import { it } from '@jest/globals';
import { Accounts, AccountView, Deposit, EngineRoom, temporaryFolder } from '@waybill/testing';
it('x', async () => {
  const f = temporaryFolder();
  const room = await EngineRoom.open(f.path, [{ ...Accounts, projections: [AccountView], sagas: [], deadlines: [] }]);
  const r = await room.send(new Deposit({ accountId: 'ada', cents: 5 }));
  console.log(r);
  await new Promise((d) => setTimeout(d, 500));
  console.log(room.reports, await room.log());
  const c = new AbortController();
  setTimeout(() => c.abort(), 300);
  for await (const s of room.store.subscribe({ filter: { types: ['Deposited'], streams: ['account-'] }, signal: c.signal })) console.log(s);
});
