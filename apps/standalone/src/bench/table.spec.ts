import { describe, expect, test } from '@jest/globals';
import { atLeast, ofBare, p99Under } from './figure.js';
import type { Report } from './report.js';
import { full } from './scale.js';
import { markdown, plain } from './table.js';

const report: Report = {
  command: 'npm run bench',
  at: '2026-11-22T10:00:00.000Z',
  minutes: 6.12,
  machine: {
    cpu: 'A CPU',
    cores: 2,
    pinned: true,
    memory: 8,
    node: 'v24.0.0',
    kernel: 'Linux 6',
    fsync: 0.2,
    loadBefore: 0,
  },
  scale: full,
  figures: [
    {
      what: 'place-order',
      layout: '1 core',
      value: 10_500.4,
      unit: '/s',
      p50: 5.25,
      p99: 61.3,
      bare: 15_000,
      busy: { server: 99, load: 60 },
      aims: [atLeast(10_500.4, 10_000, '/s'), p99Under(61.3, 60), ofBare(10_500.4, 15_000, 0.7)],
    },
  ],
  failed: [{ scenario: 'get-order', reason: 'It was not there.' }],
};

describe('the table of a bench', () => {
  test('shows a figure beside its bare limit and its aims', () => {
    expect(markdown(report)).toContain(
      '| place-order | 1 | 10,500/s | 5.25 / 61.3 | 15,000 | 0.70 | 99 + 60 % | ≥ 10,000/s: met, p99 < 60 ms: missed, ≥ 0.7 of bare: met |',
    );
  });

  test('names what failed', () => {
    expect(plain(report)).toContain('get-order failed: It was not there.');
  });

  test('tells how it was made', () => {
    expect(markdown(report)).toMatch(/^`npm run bench`, 2026-11-22 10:00 UTC, 6\.1 minutes\.$/m);
  });
});
