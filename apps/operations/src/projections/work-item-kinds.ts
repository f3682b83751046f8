import type { WorkItemKind } from '@waybill/contracts';

/** What each kind of work item means, for the person who sees it. */
export const workItemKinds: Readonly<Record<WorkItemKind, string>> = {
  capture_failed: 'The money for a parcel could not be taken, after 31 hours of attempts.',
  refund_failed: 'Money could not be paid back, after 31 hours of attempts.',
  void_failed: 'The authorisation of an ended order could not be voided.',
  outcome_unresolved: 'The payment provider does not say whether a request succeeded.',
  hold_overdue: 'A hold of an order is past its deadline.',
  cancellation_overdue: 'A warehouse has not answered a cancellation in time.',
  stock_shortfall: 'A shelf has less stock than orders have claimed.',
  stock_discrepancy:
    'Goods have left without a claim, units that were given up are packed, or a transfer is late.',
  fulfilment_overdue: 'A fulfilment order is waiting for the warehouse longer than it should.',
  label_failed: 'The carrier has sold no label for a parcel.',
  shipment_overdue: 'A parcel is waiting for the hand-over or for its first scan longer than it should.',
  shipment_presumed_lost: 'Nobody has seen a parcel for a long time.',
  shipment_lost: 'A parcel is lost: the customer gets the goods again, or the money back.',
  shipment_returned: 'A parcel has come back to its sender.',
  cancelled_shipment_scanned: 'A carrier has scanned a parcel that was cancelled.',
};
