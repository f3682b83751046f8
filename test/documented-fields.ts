const MONEY = ['amount', 'currency'];
const ADDRESS = ['name', 'street', 'city', 'postalCode', 'country'];
const BALANCE = ['available', 'damaged', 'quarantine', 'inspection'];
const AMOUNTS = ['onHand', 'held', 'allocated', 'picked', ...BALANCE];
const LINE = ['sku', 'quantity'];

/**
 * The fields of every read model's documents, which are also the API's answers: a change here is a change of the public
 * API. `lines[].sku` is a field of every element.
 */
export const documentedFields: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'orders.order-view',
    [
      ...fields('orderId customerId status lifecycle reason awaiting[] holds[]'),
      ...within('lines[]', [...LINE, ...fields('cancelled shipped delivered')]),
      ...within('lines[].unitPrice', MONEY),
      ...within('totals.goods', MONEY),
      ...within('totals.shipping', MONEY),
      ...within('totals.tax', MONEY),
      ...within('totals.total', MONEY),
      ...within('shippingAddress', ADDRESS),
      ...within('billingAddress', ADDRESS),
      ...within('shipments[]', fields('location shipmentId stage')),
      ...within('shipments[].lines[]', LINE),
      ...within('shipments[].amount', MONEY),
      ...fields('totalAmount paymentMethod allowPartial placedAt updatedAt revision'),
    ],
  ],
  [
    'orders.timeline',
    [
      ...fields('orderId page'),
      ...within('entries[]', fields('id position event at because correlationId details')),
      ...within('entries[].by', fields('kind id')),
    ],
  ],
  [
    'inventory.stock-by-sku',
    [
      ...fields('sku inTransit'),
      ...AMOUNTS,
      ...within('locations[]', [...AMOUNTS, ...fields('location inTransit reorderPoint low')]),
    ],
  ],
  [
    'inventory.stock-levels',
    [...AMOUNTS, ...fields('sku location reorderPoint low lowText updatedAt revision')],
  ],
  [
    'inventory.ledger',
    [
      ...fields('sku location page'),
      ...within('entries[]', fields('entry at movement bucket delta to onHand reason receiptId reference')),
      ...within('entries[]', fields('reservationId shipmentId transferId otherLocation lot expiresOn')),
      ...within('entries[].by', fields('kind id')),
      ...within('entries[].balance', BALANCE),
      ...within('entries[].unitCost', MONEY),
    ],
  ],
  [
    'inventory.reservations',
    [
      ...fields('reservationId orderId status reason expiresAt requestedAt updatedAt revision'),
      ...within('demand[]', [...LINE, 'required']),
      ...within('claims[]', [...LINE, 'location']),
      ...within('shortages[]', fields('sku missing')),
      ...within('lost[]', [...LINE, 'location']),
    ],
  ],
  [
    'inventory.transfers',
    [
      ...fields('transferId status reason sku from to quantity inTransit received refusedFor missing'),
      ...fields('dueAt updatedAt revision'),
    ],
  ],
  [
    'inventory.locations',
    [
      ...fields('location type status name priority sellable reason updatedAt revision'),
      ...within('address', fields('lines[] city postalCode country')),
    ],
  ],
  [
    'inventory.location-directory',
    [
      ...within('locations.north', fields('status location kind name priority sellable')),
      ...within('locations.north.address', fields('lines[] city postalCode country')),
    ],
  ],
  ['inventory.skus-at-location', fields('location skus[]')],
  [
    'payments.payment-view',
    [
      ...fields('paymentId orderId customerId status attempt reason retryable createdAt revision'),
      ...within('amount', MONEY),
      ...within('authorised', MONEY),
      ...within('captured', MONEY),
      ...within('refunded', MONEY),
      ...within('voided', MONEY),
      ...within('action', fields('url expiresAt')),
      ...within('captures[]', fields('key status failure shipmentId')),
      ...within('captures[].amount', MONEY),
      ...within('voids[]', fields('key status failure')),
      ...within('voids[].amount', MONEY),
      ...within('refunds[]', fields('key status failure refundId reason')),
      ...within('refunds[].amount', MONEY),
    ],
  ],
  [
    'shipping.shipment-view',
    [
      ...fields('shipmentId orderId location status reason holds[] permitted failedAttempts'),
      ...within('lines[]', LINE),
      ...within('amount', MONEY),
      ...within('address', ADDRESS),
      ...within('label', fields('key attempt status carrier trackingNumber labelUrl')),
      ...within('tracking[]', fields('carrierEventId carrierStatus at place reason')),
      ...fields('trackingNumber carrierStatus dueAt overdue createdAt updatedAt revision'),
    ],
  ],
  [
    'operations.work-items',
    [
      ...fields('workItemId context status kind orderId reason minorUnits currency'),
      ...within('about', fields('type id')),
      ...within('amount', MONEY),
      ...within('resolutions[]', fields('request effect')),
      ...fields('openedAt closedAt resolution revision'),
    ],
  ],
]);

function fields(names: string): readonly string[] {
  return names.split(' ');
}

function within(path: string, names: readonly string[]): readonly string[] {
  return names.map((name) => `${path}.${name}`);
}
