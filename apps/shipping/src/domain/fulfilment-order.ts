import { aggregate } from '@waybill/kernel';
import { cancellation, cancellationCommands } from './fulfilment-order.cancellation.js';
import { personal, type FulfilmentOrderEvent } from './fulfilment-order.events.js';
import { withFollowUps } from './fulfilment-order.follow-up.js';
import { planning, planningCommands } from './fulfilment-order.planning.js';
import { evolve } from './fulfilment-order-fold.state.js';
import { initial, type FulfilmentOrderState } from './fulfilment-order.state.js';
import { waiting, waitingCommands } from './fulfilment-order.waiting.js';
import { warehouse, warehouseCommands } from './fulfilment-order.warehouse.js';
import { dispatchCommands, dispatching } from './shipment.dispatch.js';
import { labelCommands, labelling } from './shipment.label.js';
import { losing, lossCommands } from './shipment.loss.js';
import { tracking, trackingCommands } from './shipment.tracking.js';

/**
 * What one location has to send for an order, and its shipments. They share a stream, because a unit is in one place only,
 * and either the dispatch or the cancellation comes first.
 */
export const FulfilmentOrder = withFollowUps(
  aggregate<FulfilmentOrderState, FulfilmentOrderEvent>()({
    name: 'fulfilmentorder',
    initial,
    evolve,
    commands: {
      ...planningCommands,
      ...warehouseCommands,
      ...cancellationCommands,
      ...labelCommands,
      ...dispatchCommands,
      ...trackingCommands,
      ...lossCommands,
      ...waitingCommands,
    },
    idOf: ({ fulfilmentOrderId }) => fulfilmentOrderId,
    decide: {
      ...planning,
      ...warehouse,
      ...cancellation,
      ...labelling,
      ...dispatching,
      ...tracking,
      ...losing,
      ...waiting,
    },
    personal,
  }),
);
