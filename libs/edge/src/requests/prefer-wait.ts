import { headerOf, type EdgeRequest } from './request.js';

const WAIT = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,4})"?(?=$|[,;\s])/i;
const waitSecondsMax = 10;

/** How many seconds the sender prefers to wait (`Prefer: wait=5`, RFC 7240 §4.3), at most 10; undefined without it. */
export function preferredWait(request: EdgeRequest): number | undefined {
  const [, seconds] = WAIT.exec(headerOf(request, 'prefer') ?? '') ?? [];
  return seconds === undefined ? undefined : Math.min(Number(seconds), waitSecondsMax);
}
