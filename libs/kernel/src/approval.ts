import type { Actor } from './messages.js';
import { ensure } from './refusal.js';

/**
 * Refuses that one actor both requests and approves: `ensureOtherActor(context.actor, state.requestedBy)`. The aggregate
 * remembers the requester, which every event names.
 */
export function ensureOtherActor(approver: Actor, requester: Actor): void {
  const isSame = approver.kind === requester.kind && approver.id === requester.id;
  ensure(!isSame, 'approval-by-requester', 'Another actor than the one who requested it must approve it.');
}
