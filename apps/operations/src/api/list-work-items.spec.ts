import { describe, expect, it } from '@jest/globals';
import { Problem, tampered, verdictsOn } from '@waybill/edge';
import { NOW } from '@waybill/testing';
import { ListWorkItems, queryOf } from './list-work-items.js';

const now = Date.parse(NOW);
const asking = (fields: Partial<ListWorkItems>) => Object.assign(new ListWorkItems(), fields);

describe('A list of work items', () => {
  it('is of the open ones, the oldest first, unless it is asked for others', () => {
    expect(queryOf(asking({}), now)).toEqual({
      where: { status: { equals: 'open' } },
      sort: { field: 'openedAt', descending: false },
      limit: 50,
    });
  });

  it('is narrowed by every filter', () => {
    const filters = asking({
      status: 'closed',
      kind: ['capture_failed', 'refund_failed'],
      context: 'payments',
      orderId: 'order-1',
      olderThan: 'P2D',
      minAmount: 5000,
      currency: 'EUR',
      text: 'bank',
      sort: '-amount',
    });
    expect(queryOf(filters, now)).toEqual({
      where: {
        status: { equals: 'closed' },
        kind: { in: ['capture_failed', 'refund_failed'] },
        context: { equals: 'payments' },
        orderId: { equals: 'order-1' },
        openedAt: { to: '2026-11-20T10:00:00.000Z' },
        minorUnits: { from: 5000 },
        currency: { equals: 'EUR' },
      },
      text: 'bank',
      sort: { field: 'minorUnits', descending: true },
      limit: 50,
    });
  });

  it('takes the age as an instant, too', () => {
    const { where } = queryOf(asking({ olderThan: '2026-11-22T09:00:00+01:00' }), now);
    expect(where).toMatchObject({ openedAt: { to: '2026-11-22T08:00:00.000Z' } });
  });

  it.each([
    [{ olderThan: 'yesterday' }, 'olderThan'],
    [{ olderThan: '2026-02-30T10:00:00Z' }, 'olderThan'],
    [{ minAmount: 5000 }, 'currency'],
  ])('names the parameter that is wrong: %p', (fields, pointer) => {
    const ask = () => queryOf(asking(fields), now);
    expect(ask).toThrow(Problem);
    expect(ask).toThrow(
      expect.objectContaining({ extras: { errors: [expect.objectContaining({ pointer })] } }),
    );
  });
});

describe('the validation of requests about work items', () => {
  it('is the same by class-validator and by the compiled check', () => {
    const example = {
      limit: 5,
      status: 'open',
      kind: ['capture_failed'],
      context: 'payments',
      orderId: 'order-1',
      olderThan: 'PT4H',
      minAmount: 5000,
      currency: 'EUR',
      text: 'bank',
      sort: '-amount',
    };
    expect(verdictsOn(ListWorkItems, example)).toMatchObject({ specified: true, compiled: true });
    for (const fields of tampered(example)) {
      const { specified, compiled } = verdictsOn(ListWorkItems, fields);
      expect({ fields, accepted: compiled }).toEqual({ fields, accepted: specified });
    }
  });
});
