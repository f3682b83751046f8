import { ensure, ensureKnown, ensureValid, type Decide, type DecisionContext } from '@waybill/kernel';
import { requestCancellation } from './order.cancelling.js';
import { HoldOrder, ReleaseHold } from './order.commands.js';
import type { HoldReason } from './order-contents.events.js';
import { about, conclude, isOpen } from './order.ending.js';
import type { OrderEvent } from './order.events.js';
import type { Hold, Placed } from './order-parts.state.js';
import { EscalateHold, HoldForAddress } from './order.saga-commands.js';
import type { OrderState } from './order.state.js';
import { openHoldItem } from './order.work-items.js';

const HOUR_MS = 3_600_000;
const PAYMENT_HOURS = 72;
const HOURS = 7 * 24;

export const holdCommands = { HoldOrder, ReleaseHold, HoldForAddress, EscalateHold };

export const holds: Decide<OrderState, OrderEvent, typeof holdCommands> = {
  HoldOrder({ reason, note, until }, order, context) {
    ensureKnown(order.status !== 'none', 'order-unknown');
    const { status } = order;
    ensure(isOpen(order), 'order-closed', 'The order has ended.', { status });
    const owner = context.actor.id;
    const limit = until === undefined ? undefined : new Date(until).toISOString();
    ensureValid(limit === undefined || limit > context.now, 'until-past', 'The end of the hold is past.', {
      field: '/until',
    });
    if (order.holds.some((hold) => isPersonal(hold) && hold.owner === owner && hold.reason === reason))
      return [];
    return conclude(order, context, [
      openHold(order, context, {
        reason,
        owner,
        ...(note !== undefined && { note }),
        ...(limit !== undefined && { until: limit }),
      }),
    ]);
  },

  ReleaseHold({ holdId }, order, context) {
    ensureKnown(order.status !== 'none', 'order-unknown');
    const id = holdId.toLowerCase();
    const hold = order.holds.find((one) => one.holdId === id);
    ensureKnown(hold ?? (order.releasedHolds.includes(id) || !isOpen(order)), 'hold-unknown');
    if (!hold) return [];
    ensure(
      isPersonal(hold) && hold.owner === context.actor.id,
      'hold-of-another',
      `Only ${hold.owner} can release this hold.`,
      { owner: hold.owner, ...(hold.cause !== undefined && { cause: hold.cause }) },
    );
    return conclude(
      order,
      context,
      releaseHolds(order, (one) => one.holdId === id),
    );
  },

  HoldForAddress({ shipmentId, reason }, order, context) {
    if (order.status !== 'confirmed') return [];
    const cause = `label/${shipmentId}`;
    return conclude(
      order,
      context,
      holdOnce(order, context, { reason: 'address', owner: 'orders.shipping', cause, note: reason }),
    );
  },

  EscalateHold({ holdId }, order, context) {
    if (order.status === 'none') return [];
    const hold = order.holds.find((one) => one.holdId === holdId);
    if (!hold || !isOpen(order) || order.workItems.includes(`hold/${holdId}`)) return [];
    if (order.status === 'cancelling') return [];
    const reason = ENDS[hold.reason];
    const isOfSaga = !isPersonal(hold);
    const cancellation = reason && isOfSaga ? requestCancellation(order, reason) : [];
    const next = cancellation.length > 0 ? cancellation : [openHoldItem(order, hold)];
    return conclude(order, context, next);
  },
};

/** Why the order is cancelled when a saga's hold of this reason is not released in time. */
const ENDS: { readonly [R in HoldReason]?: 'declined' | 'other' } = { payment: 'declined', address: 'other' };

/** A hold of a person, which the person releases. A saga's hold ends with its cause. */
function isPersonal({ cause }: Hold): boolean {
  return cause === undefined;
}

type HoldToOpen = Pick<Hold, 'reason' | 'owner' | 'cause' | 'note'> & { readonly until?: string };

export function openHold(
  order: Placed,
  { now, newId }: Pick<DecisionContext, 'now' | 'newId'>,
  { until, ...hold }: HoldToOpen,
): OrderEvent {
  const isOfPayment = hold.reason === 'payment' || hold.reason === 'payment_review';
  const limit = Date.parse(now) + (isOfPayment ? PAYMENT_HOURS : HOURS) * HOUR_MS;
  return {
    type: 'OrderHeld',
    ...about(order),
    holdId: newId(),
    ...hold,
    since: now,
    until: until ?? new Date(limit).toISOString(),
    fulfilmentOrderIds: fulfilmentIds(order),
  };
}

/** The hold of a saga, unless there is one for the same cause. */
export function holdOnce(
  order: Placed,
  context: DecisionContext,
  hold: HoldToOpen & { readonly cause: string },
): readonly OrderEvent[] {
  return order.holds.some(({ cause }) => cause === hold.cause) ? [] : [openHold(order, context, hold)];
}

/** Releases the holds that match, one after the other. */
export function releaseHolds(order: Placed, matches: (hold: Hold) => boolean): readonly OrderEvent[] {
  const released = order.holds.filter(matches);
  return released.map(({ holdId, reason }, index) => {
    const gone = released.slice(0, index + 1).map((hold) => hold.holdId);
    const left = order.holds.map((hold) => hold.holdId).filter((id) => !gone.includes(id));
    return {
      type: 'OrderHoldReleased',
      ...about(order),
      holdId,
      reason,
      holds: left,
      fulfilmentOrderIds: fulfilmentIds(order),
    };
  });
}

function fulfilmentIds({ fulfilments }: Placed): readonly string[] {
  return fulfilments.map(({ fulfilmentOrderId }) => fulfilmentOrderId);
}
