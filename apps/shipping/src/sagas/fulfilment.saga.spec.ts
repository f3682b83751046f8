import { describe, expect, it } from '@jest/globals';
import { ordersSamples, paymentsSamples } from '@waybill/contracts';
import type { SagaContext } from '@waybill/kernel';
import { envelopeOf, when } from '@waybill/testing';
import {
  ChangeAddress,
  CreateFulfilmentOrder,
  HoldFulfilment,
  PermitDispatch,
  ReleaseHold,
  RequestCancellation,
  WithdrawUnits,
} from '../domain/fulfilment-order.saga-commands.js';
import { FulfilmentSaga } from './fulfilment.saga.js';

const confirmed = ordersSamples['orders.OrderConfirmed'];
const { orderId, subjectId, shippingAddress: address, contact, shippingMethod } = confirmed;
const ofOrder = { orderId, subjectId, address, contact, shippingMethod };

describe('FulfilmentSaga', () => {
  it('H5: creates each fulfilment order that a confirmed order plans', async () => {
    const [planned] = confirmed.fulfilments;
    const fulfilments = [planned, { ...planned, fulfilmentOrderId: 'another', location: 'north' }];
    await when({ ...confirmed, fulfilments, holds: ['h-1'] })
      .in(FulfilmentSaga)
      .thenCommands(
        ...fulfilments.map((each) => new CreateFulfilmentOrder({ ...ofOrder, ...each, holds: ['h-1'] })),
      );
  });

  it('S11, D7: creates fulfilment orders for units that get another place, and takes them from where they were', async () => {
    const event = ordersSamples['orders.FulfilmentPlanned'];
    const { insteadOf, ...reshipped } = event;
    const units = event.fulfilments.flatMap((planned) => planned.units);
    const created = event.fulfilments.map(
      (planned) => new CreateFulfilmentOrder({ ...ofOrder, ...planned, holds: event.holds }),
    );
    await when(event)
      .in(FulfilmentSaga)
      .thenCommands(
        new WithdrawUnits({
          fulfilmentOrderId: insteadOf ?? 'none',
          orderId,
          units,
          reason: 'reallocated',
        }),
        ...created,
      );
    await when(reshipped)
      .in(FulfilmentSaga)
      .thenCommands(...created);
  });

  it('takes cancelled units from the fulfilment orders where they were planned', async () => {
    const cancelled = ordersSamples['orders.OrderLinesCancelled'];
    await when({ ...cancelled, reason: 'inventory' as const, fulfilmentOrderIds: ['f-1'] })
      .in(FulfilmentSaga)
      .thenCommands(
        new WithdrawUnits({ fulfilmentOrderId: 'f-1', orderId, units: cancelled.units, reason: 'inventory' }),
      );
  });

  it('D1: passes a corrected address on', async () => {
    const changed = ordersSamples['orders.OrderAddressChanged'];
    await when(changed)
      .in(FulfilmentSaga)
      .thenCommands(
        ...changed.fulfilmentOrderIds.map(
          (fulfilmentOrderId) =>
            new ChangeAddress({ fulfilmentOrderId, orderId, subjectId, address: changed.shippingAddress }),
        ),
      );
  });

  it('puts a hold of the order on what is planned, and releases it', async () => {
    const held = ordersSamples['orders.OrderHeld'];
    const released = ordersSamples['orders.OrderHoldReleased'];
    await when({ ...held, fulfilmentOrderIds: ['f-1'] })
      .in(FulfilmentSaga)
      .thenCommands(new HoldFulfilment({ fulfilmentOrderId: 'f-1', orderId, holdId: held.holdId }));
    await when({ ...released, fulfilmentOrderIds: ['f-1'] })
      .in(FulfilmentSaga)
      .thenCommands(new ReleaseHold({ fulfilmentOrderId: 'f-1', orderId, holdId: released.holdId }));
  });

  it('has nothing to hold before the order is confirmed', async () => {
    await when({ ...ordersSamples['orders.OrderHeld'], fulfilmentOrderIds: [] })
      .in(FulfilmentSaga)
      .thenCommands();
  });

  it('C3, C7: asks every fulfilment order to cancel; each decides whether it is too late', async () => {
    await when({ ...ordersSamples['orders.OrderCancellationRequested'], fulfilmentOrderIds: ['f-1', 'f-2'] })
      .in(FulfilmentSaga)
      .thenCommands(
        new RequestCancellation({ fulfilmentOrderId: 'f-1', orderId, reason: 'customer' }),
        new RequestCancellation({ fulfilmentOrderId: 'f-2', orderId, reason: 'customer' }),
      );
  });

  it('H10: permits dispatch when the shipment is paid for', async () => {
    const captured = paymentsSamples['payments.PaymentCaptured'];
    const { shipmentId } = captured;
    const context = { read: () => Promise.resolve({ fulfilmentOrderId: 'f-1' } as never) };
    await when(captured, context)
      .in(FulfilmentSaga)
      .thenCommands(new PermitDispatch({ fulfilmentOrderId: 'f-1', shipmentId }));
  });

  it('stops at a payment for a shipment that does not exist', async () => {
    const captured = paymentsSamples['payments.PaymentCaptured'];
    const context: SagaContext = {
      envelope: envelopeOf(captured),
      read: () => Promise.resolve(undefined),
      outside: () => ({}) as never,
    };
    const reacting = Promise.resolve(FulfilmentSaga.react(captured, context));
    await expect(reacting).rejects.toThrow('does not exist');
  });
});
