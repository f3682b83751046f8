import type { ClosedWorkItem, OpenedWorkItem, PublishedEvent } from '@waybill/contracts';
import { projection, type Envelope } from '@waybill/kernel';

type Opened = Extract<PublishedEvent, OpenedWorkItem>;
type Closed = Extract<PublishedEvent, ClosedWorkItem>;

/** Something that waits for a person, or has waited. */
export interface WorkItem extends OpenedWorkItem {
  /** `<context>:<what it is about>`, fit for a URL: `payments:capture:4a1f0f52`. */
  readonly workItemId: string;
  /** The context that waits. */
  readonly context: string;
  readonly status: 'open' | 'closed';
  /** The amount in minor units and its currency, to filter and sort by. */
  readonly minorUnits?: number;
  readonly currency?: string;
  /** When it was opened last. */
  readonly openedAt: string;
  readonly closedAt?: string;
  /** How it was resolved, in words. */
  readonly resolution?: string;
  /** Of the last event in the stream of what waits. */
  readonly revision: number;
}

/**
 * The work items of all contexts, one document each. All events of an item are in the stream of what waits, so they
 * arrive in order; each may arrive again.
 */
export const WorkItems = projection<WorkItem, Opened | Closed>()({
  name: 'work-items',
  fields: {
    status: 'text',
    kind: 'text',
    context: 'text',
    orderId: 'text',
    currency: 'text',
    minorUnits: 'number',
    openedAt: 'text',
  },
  search: ({ reason, orderId = '', about }) => `${reason} ${orderId} ${about.type} ${about.id}`,
  keys: (event) => [`${contextOf(event)}:${event.workItemId.replaceAll('/', ':')}`],
  apply: {
    'orders.WorkItemOpened': open,
    'orders.WorkItemClosed': close,
    'inventory.WorkItemOpened': open,
    'inventory.WorkItemClosed': close,
    'payments.WorkItemOpened': open,
    'payments.WorkItemClosed': close,
    'shipping.WorkItemOpened': open,
    'shipping.WorkItemClosed': close,
  },
});

function contextOf({ type }: Opened | Closed): string {
  return type.slice(0, type.indexOf('.'));
}

/** An item that is open keeps its age when what is known of it changes. */
function open(
  before: WorkItem | undefined,
  event: Opened,
  { revision, meta }: Envelope,
  workItemId: string,
): WorkItem {
  if (before && revision <= before.revision) return before;
  const { kind, orderId, about, amount, reason, resolutions } = event;
  return {
    workItemId,
    context: contextOf(event),
    status: 'open',
    kind,
    ...(orderId !== undefined && { orderId }),
    about,
    ...(amount && { amount, minorUnits: amount.amount, currency: amount.currency }),
    reason,
    resolutions,
    openedAt: before?.status === 'open' ? before.openedAt : meta.occurredAt,
    revision,
  };
}

function close(
  before: WorkItem | undefined,
  { resolution }: Closed,
  { revision, meta }: Envelope,
): WorkItem | undefined {
  if (!before || revision <= before.revision) return before;
  return { ...before, status: 'closed', closedAt: meta.occurredAt, resolution, revision };
}
