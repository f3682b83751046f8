import { describe, expect, it } from '@jest/globals';
import { StaleEpoch } from '../errors.js';
import { summary, type Fixture } from './fixture.contract.js';

export function progressContract(fixture: Fixture): void {
  describe('a checkpoint', () => {
    it('moves with the documents and survives a restart', async () => {
      const { orders } = fixture;
      expect(await orders.progress()).toBeUndefined();
      await orders.replace([summary('o-1', '1')], { position: '0007', epoch: 0 });
      expect(await orders.progress()).toEqual({ position: '0007', epoch: 0 });
      await orders.replace([], { position: '0008', epoch: 0 });
      await fixture.restart();
      expect(await fixture.orders.progress()).toEqual({ position: '0008', epoch: 0 });
      expect(await fixture.orders.get('o-1')).toEqual({ orderId: 'o-1' });
    });

    it('stays when a document was refused, while every other one is in place', async () => {
      const { orders } = fixture;
      await orders.replace([], { position: '0001', epoch: 1 });
      await fixture.put({ orderId: 'o-1', status: 'placed' });
      const refused = await orders.replace([summary('o-2', '2'), summary('o-1', '2', '0')], {
        position: '0002',
        epoch: 1,
      });
      expect(refused).toEqual(['o-1']);
      expect(await orders.progress()).toEqual({ position: '0001', epoch: 1 });
      expect(await orders.get('o-2')).toEqual({ orderId: 'o-2' });
    });
  });

  describe('a claim', () => {
    it('is at the start of the log before the first checkpoint, and otherwise where the last owner was', async () => {
      const { orders } = fixture;
      expect(await orders.claim(3)).toEqual({ position: '', epoch: 3 });
      expect(await orders.progress()).toEqual({ position: '', epoch: 3 });
      await orders.replace([], { position: '0005', epoch: 3 });
      expect(await orders.claim(4)).toEqual({ position: '0005', epoch: 4 });
      expect(await orders.claim(4)).toEqual({ position: '0005', epoch: 4 });
      await fixture.restart();
      expect(await fixture.orders.progress()).toEqual({ position: '0005', epoch: 4 });
    });

    it('keeps an older owner from moving the checkpoint, and from claiming again', async () => {
      const { orders } = fixture;
      await orders.claim(1);
      await orders.claim(2);
      await orders.replace([summary('o-1', '9')], { position: '0009', epoch: 2 });
      const late = orders.replace([summary('o-2', '3')], { position: '0003', epoch: 1 });
      await expect(late).rejects.toBeInstanceOf(StaleEpoch);
      await expect(late).rejects.toMatchObject({ epoch: 1, claimedEpoch: 2 });
      await expect(orders.replace([], { position: '0010', epoch: 1 })).rejects.toBeInstanceOf(StaleEpoch);
      await expect(orders.claim(1)).rejects.toBeInstanceOf(StaleEpoch);
      expect(await orders.progress()).toEqual({ position: '0009', epoch: 2 });
    });

    it('is made by progress with a newer epoch, too', async () => {
      const { orders } = fixture;
      await orders.claim(1);
      await orders.replace([], { position: '0002', epoch: 2 });
      await expect(orders.replace([], { position: '0003', epoch: 1 })).rejects.toBeInstanceOf(StaleEpoch);
      expect(await orders.progress()).toEqual({ position: '0002', epoch: 2 });
    });

    it('lets a late owner of the same turn take no other write with it', async () => {
      const { orders } = fixture;
      await orders.claim(2);
      const [before, late, after] = await Promise.allSettled([
        orders.replace([summary('o-1', '1')], { position: '0001', epoch: 2 }),
        orders.replace([summary('o-2', '1')], { position: '0009', epoch: 1 }),
        orders.replace([summary('o-3', '1')], { position: '0003', epoch: 2 }),
      ]);
      expect([before.status, late.status, after.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(await orders.progress()).toEqual({ position: '0003', epoch: 2 });
    });

    it('does not concern documents that are written without progress', async () => {
      const { orders } = fixture;
      await orders.claim(2);
      expect(await orders.replace([summary('o-1', '1')])).toEqual([]);
      expect(await orders.progress()).toEqual({ position: '', epoch: 2 });
    });

    it('needs an integer, 0 or more', async () => {
      const { orders } = fixture;
      for (const epoch of [-1, 1.5, Number.NaN]) {
        await expect(orders.claim(epoch)).rejects.toThrow(RangeError);
        await expect(orders.replace([], { position: '0001', epoch })).rejects.toThrow(RangeError);
      }
    });
  });
}
