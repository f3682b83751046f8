import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { refusalsIn } from './refusals.js';

/** The refusals of a file with this code. */
function refusalsOf(code: string) {
  const file = ts.createSourceFile('code.ts', code, ts.ScriptTarget.Latest, true);
  return refusalsIn(['a folder'], { filesIn: () => [file] });
}

describe('the refusals of code', () => {
  it.each([
    [`ensure(isOpen, 'order-closed', 'It is closed.')`, 'order-closed', 'conflict', 'It is closed.'],
    [`ensureValid(x, 'too-much', \`At most \${most}.\`)`, 'too-much', 'invalid', 'At most ….'],
    [`ensureKnown(x, 'work-item-unknown')`, 'work-item-unknown', 'unknown', 'There is no such work item.'],
    [`found('work-item', item)`, 'work-item-unknown', 'unknown', 'There is no such work item.'],
    [`caller.ensureOwns('order', id)`, 'order-unknown', 'unknown', 'There is no such order.'],
    [`throw new Refusal('conflict', 'gone', 'It is gone.')`, 'gone', 'conflict', 'It is gone.'],
  ])('are found in %s', (code, name, kind, reason) => {
    expect(refusalsOf(code)).toEqual({ [name]: { kind, reasons: [reason] } });
  });

  it('have every code and sentence that a condition chooses', () => {
    expect(refusalsOf(`ensure(x, y ? 'a' : 'b', 'No.'); ensure(z, 'a', y ? 'Never.' : 'No.');`)).toEqual({
      a: { kind: 'conflict', reasons: ['Never.', 'No.'] },
      b: { kind: 'conflict', reasons: ['No.'] },
    });
  });

  it('have one kind for each code, because a page can show only one status', () => {
    const code = `ensureKnown(x, 'a-unknown'); ensureValid(y, 'a-unknown', 'No.');`;
    expect(() => refusalsOf(code)).toThrow('a-unknown has two kinds: unknown, invalid.');
  });

  it.each([`ensure(x, code, 'No.')`, `ensure(x, 'a', sentence)`])(
    'must be readable where they are made: %s',
    (code) => {
      expect(() => refusalsOf(code)).toThrow(`code.ts: the code and the sentence of a refusal must be texts`);
    },
  );

  it('are no calls of methods that every object has', () => {
    expect(refusalsOf(`number.toString(16)`)).toEqual({});
  });
});
