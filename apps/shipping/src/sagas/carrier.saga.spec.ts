import { describe, it } from '@jest/globals';
import type { SagaContext } from '@waybill/kernel';
import { NOW, when } from '@waybill/testing';
import {
  RecordCarrierEvents,
  RecordLabel,
  RecordLabelVoid,
} from '../domain/fulfilment-order.saga-commands.js';
import { fulfilmentOrderSamples } from '../domain/fulfilment-order.samples.js';
import { SandboxCarrier } from '../outside/sandbox-carrier.js';
import { CarrierSaga } from './carrier.saga.js';

const sandbox = new SandboxCarrier();
const context: Partial<SagaContext> = { outside: () => sandbox as never };
const { LabelRequested, LabelVoidRequested, TrackingRequested } = fulfilmentOrderSamples;
const { fulfilmentOrderId, shipmentId, key } = LabelRequested;
const ofShipment = { fulfilmentOrderId, shipmentId };

describe('CarrierSaga', () => {
  it('H8: buys the label that was asked for and records the answer; asked twice, gets the same label', async () => {
    const answer = await sandbox.buyLabel({ ...LabelRequested, service: 'standard' });
    for (const _ of [1, 2]) {
      await when(LabelRequested, context)
        .in(CarrierSaga)
        .thenCommands(new RecordLabel({ ...ofShipment, key, answer }));
    }
  });

  it('C5: voids the label of a cancelled shipment', async () => {
    await when(LabelVoidRequested, context)
      .in(CarrierSaga)
      .thenCommands(new RecordLabelVoid({ ...ofShipment, key, answer: { outcome: 'voided' } }));
  });

  it('H13: records the events of the parcel', async () => {
    const answer = await sandbox.track({ ...TrackingRequested, asOf: NOW });
    const events = answer.outcome === 'tracked' ? answer.events : [];
    await when(TrackingRequested, context)
      .in(CarrierSaga)
      .thenCommands(new RecordCarrierEvents({ ...ofShipment, events }));
  });

  it('records nothing when the carrier does not know: it is asked again later', async () => {
    const away = { track: () => Promise.resolve({ outcome: 'unknown' }) };
    await when(TrackingRequested, { outside: () => away as never })
      .in(CarrierSaga)
      .thenCommands();
  });
});
