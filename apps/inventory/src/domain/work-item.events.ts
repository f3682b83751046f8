/** A problem that waits for a person; published unchanged. */
export interface OpenedWorkItem {
  readonly type: 'WorkItemOpened';
  readonly workItemId: string;
  readonly kind: 'stock_shortfall' | 'stock_discrepancy';
  readonly orderId?: string;
  readonly about: { readonly type: string; readonly id: string };
  /** In words. */
  readonly reason: string;
  readonly resolutions: readonly { readonly request: string; readonly effect: string }[];
}

export interface ClosedWorkItem {
  readonly type: 'WorkItemClosed';
  readonly workItemId: string;
  /** In words. */
  readonly resolution: string;
}

export type WorkItemEvent = OpenedWorkItem | ClosedWorkItem;
