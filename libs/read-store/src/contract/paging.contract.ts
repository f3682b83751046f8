import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Query } from '../query.js';
import { deletion, summary, type Fixture } from './fixture.contract.js';

/** What happens to a document between two pages. */
interface Change {
  readonly id: string;
  readonly kind: 'edit' | 'move' | 'delete' | 'add';
  readonly total: number;
}

const ids = Array.from({ length: 12 }, (_, n) => `d-${String(n).padStart(2, '0')}`);
const changes = fc.array(
  fc.record({
    id: fc.constantFrom(...ids, 'e-1', 'a-1', 'm-1'),
    kind: fc.constantFrom<Change['kind'][]>('edit', 'move', 'delete', 'add'),
    total: fc.nat(5),
  }),
  { maxLength: 4 },
);
const queries: readonly Partial<Query>[] = [
  {},
  { sort: { field: 'total' } },
  { sort: { field: 'total', descending: true } },
  { sort: { field: 'status', descending: true }, where: { total: { from: 0 } } },
];

export function pagingContract(fixture: Fixture): void {
  describe('paging over a list that changes', () => {
    it('shows every document once that is there all the time and keeps its sort value, and repeats none of them', () =>
      fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...queries),
          fc.array(fc.nat(4), { minLength: 12, maxLength: 12 }),
          fc.array(changes, { minLength: 8, maxLength: 8 }),
          fc.integer({ min: 1, max: 4 }),
          async (query, totals, between, limit) => {
            await fixture.end();
            await fixture.start();
            const list = new ChangingList(fixture);
            await list.fill(totals);
            const seen: string[] = [];
            let cursor: string | undefined;
            for (let page = 0; page === 0 || cursor !== undefined; page += 1) {
              const { items, next } = await fixture.orders.find({ ...query, limit, cursor });
              seen.push(...items.map(({ orderId }) => orderId));
              cursor = next;
              for (const change of between[page] ?? []) await list.apply(change);
            }
            for (const id of list.untouched) expect(seen.filter((one) => one === id)).toEqual([id]);
          },
        ),
        { numRuns: 60 },
      ));
  });
}

/** Documents that are edited, moved, deleted and added while somebody pages over them. */
class ChangingList {
  /** There from the beginning, and with the same sort values. */
  readonly untouched = new Set<string>(ids);
  private readonly stored = new Map<string, { readonly fence: string; readonly total: number | undefined }>();

  constructor(private readonly fixture: Fixture) {}

  async fill(totals: readonly number[]): Promise<void> {
    for (const [index, id] of ids.entries()) await this.put(id, totals[index] ?? 0);
  }

  async apply({ id, kind, total }: Change): Promise<void> {
    const known = this.stored.get(id);
    const isThere = known?.total !== undefined;
    if (kind === 'edit' && isThere) return this.put(id, known.total, 'edited');
    if (kind === 'add' && !isThere) return this.put(id, total);
    if (kind === 'move' && isThere) {
      this.untouched.delete(id);
      return this.put(id, total);
    }
    if (kind === 'delete' && isThere) {
      this.untouched.delete(id);
      await this.fixture.orders.replace([deletion(id, `${known.fence}+`, known.fence)]);
      this.stored.set(id, { fence: `${known.fence}+`, total: undefined });
    }
  }

  private async put(id: string, total: number, customer = 'new'): Promise<void> {
    const before = this.stored.get(id)?.fence;
    const fence = `${before ?? ''}+`;
    const document = { total, status: `s${total % 2}`, customer };
    expect(await this.fixture.orders.replace([summary(id, fence, before, document)])).toEqual([]);
    this.stored.set(id, { fence, total });
  }
}
