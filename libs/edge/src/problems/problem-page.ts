import { refusalReferences } from '../docs/reference.js';
import { problemKinds, refusalKinds, type ProblemKind } from './codes.js';

/** What is known about a problem code, for its page. */
export interface ProblemPage extends ProblemKind {
  readonly code: string;
  /** The sentences that a refusal can have as its detail. */
  readonly reasons?: readonly string[];
}

/** The pages of all codes: the edge's own, and those with which contexts refuse. */
export function problemPages(): ReadonlyMap<string, ProblemPage> {
  const own = Object.entries(problemKinds).map(([code, kind]) => ({ code, ...kind }));
  const refusals = [...refusalReferences()].map(([code, { kind, reasons }]) => ({
    code,
    ...refusalKinds[kind],
    reasons,
  }));
  return new Map([...refusals, ...own].map((page) => [page.code, page]));
}

/** A page as HTML, for people who follow the `type` of a problem. */
export function htmlOf({ code, status, title, remedy, reasons = [] }: ProblemPage): string {
  const details = reasons.map((reason) => `<li>${escaped(reason)}</li>`).join('');
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>${escaped(code)}</title>
<body style="font: 16px/1.5 system-ui; max-width: 40em; margin: 3em auto; padding: 0 1em">
<h1><code>${escaped(code)}</code></h1>
<p>${status}: ${escaped(title)}</p>
${details && `<p>It says one of these:</p><ul>${details}</ul>`}
<h2>What to do</h2>
<p>${escaped(remedy)}</p>
<p><a href="/problems">All codes</a></p>
</body></html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
