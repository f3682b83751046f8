import { aggregate } from '@waybill/kernel';
import { cancelling, cancellingCommands } from './order.cancelling.js';
import type { OrderEvent } from './order.events.js';
import { holdCommands, holds } from './order.holds.js';
import { parcelCommands, parcels } from './order.parcels.js';
import { paying, payingCommands } from './order.paying.js';
import { personalOfOrders } from './order.personal.js';
import { placing, placingCommands } from './order.placing.js';
import { evolve, initial, type OrderState } from './order.state.js';
import { stock, stockCommands } from './order.stock.js';

export const Order = aggregate<OrderState, OrderEvent>()({
  name: 'order',
  snapshotVersion: 2,
  initial,
  evolve,
  commands: {
    ...placingCommands,
    ...stockCommands,
    ...payingCommands,
    ...holdCommands,
    ...cancellingCommands,
    ...parcelCommands,
  },
  // UUIDs are compared without regard to case.
  idOf: ({ orderId }) => orderId.toLowerCase(),
  decide: { ...placing, ...stock, ...paying, ...holds, ...cancelling, ...parcels },
  personal: personalOfOrders,
});
