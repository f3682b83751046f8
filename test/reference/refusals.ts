import ts from 'typescript';
import type { Sources } from './program.js';

/** By the function that refuses: the kind of the refusal, and which argument is the code. */
const refusing: ReadonlyMap<string, { readonly kind: string; readonly code: number }> = new Map([
  ['ensure', { kind: 'conflict', code: 1 }],
  ['ensureKnown', { kind: 'unknown', code: 1 }],
  ['ensureValid', { kind: 'invalid', code: 1 }],
]);

interface Refused {
  readonly code: string;
  readonly kind: string;
  readonly reason: string;
}

/** Every refusal in the code below the folders, with its code, its kind and the sentences that explain it. */
export function refusalsIn(
  folders: readonly string[],
  { filesIn }: Pick<Sources, 'filesIn'>,
): Readonly<Record<string, { readonly kind: string; readonly reasons: readonly string[] }>> {
  const found = folders.flatMap((folder) => filesIn(folder)).flatMap((file) => refusalsOf(file));
  const byCode = Map.groupBy(found, ({ code }) => code);
  const refusals = [...byCode].sort(byName).map(([code, all]) => {
    const [kind = '', ...otherKinds] = new Set(all.map((refused) => refused.kind));
    if (otherKinds.length > 0) throw new TypeError(`${code} has two kinds: ${kind}, ${otherKinds.join()}.`);
    const reasons = new Set(all.map(({ reason }) => reason));
    return [code, { kind, reasons: [...reasons].toSorted((a, b) => (a < b ? -1 : 1)) }];
  });
  return Object.fromEntries(refusals);
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function refusalsOf(file: ts.SourceFile): readonly Refused[] {
  const found: Refused[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) found.push(...refusalsAt(node));
    if (ts.isNewExpression(node)) found.push(...thrownAt(node));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function refusalsAt(node: ts.CallExpression): readonly Refused[] {
  const { expression, arguments: given } = node;
  const name = ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
  if (name === 'found' || name === 'ensureOwns') return textsOf(given[0]).map(unknown);
  const row = refusing.get(name);
  if (!row) return [];
  const [codes, reasons] = [textsOf(given[row.code]), textsOf(given[row.code + 1])];
  if (codes.length === 0 || (given[row.code + 1] && reasons.length === 0)) throw unreadable(node);
  return codes.flatMap((code) =>
    reasons.length === 0
      ? [{ code, kind: row.kind, reason: missing(code.replace(/-unknown$/, '')) }]
      : reasons.map((reason) => ({ code, kind: row.kind, reason })),
  );
}

function unreadable(node: ts.Node): TypeError {
  const { fileName } = node.getSourceFile();
  return new TypeError(
    `${fileName}: the code and the sentence of a refusal must be texts: ${node.getText()}`,
  );
}

/** `new Refusal('conflict', 'a-code', 'A sentence.')`. */
function thrownAt({ expression, arguments: given }: ts.NewExpression): readonly Refused[] {
  if (!given || expression.getText() !== 'Refusal') return [];
  const [kinds, codes, reasons] = [textsOf(given[0]), textsOf(given[1]), textsOf(given[2])];
  return kinds.flatMap((kind) => codes.flatMap((code) => reasons.map((reason) => ({ code, kind, reason }))));
}

function unknown(thing: string): Refused {
  return { code: `${thing}-unknown`, kind: 'unknown', reason: missing(thing) };
}

/** The kernel's own sentence. */
function missing(thing: string): string {
  return `There is no such ${thing.replaceAll('-', ' ')}.`;
}

/** The texts that an expression can have; three dots stand for what only the state tells. */
function textsOf(node: ts.Expression | undefined): readonly string[] {
  if (!node) return [];
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
  if (!ts.isTemplateExpression(node)) return [];
  return [node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('')];
}
