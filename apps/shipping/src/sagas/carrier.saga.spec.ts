import { describe, it } from '@jest/globals';
import type { SagaContext } from '@waybill/kernel';
import { NOW, when } from '@waybill/testing';
import { RecordCarrierEvents, RecordLabel, RecordLabelVoided } from '../domain/shipment.saga-commands.js';
import { shipmentSamples } from '../domain/shipment.samples.js';
import { SandboxCarrier } from '../outside/sandbox-carrier.js';
import { CarrierSaga } from './carrier.saga.js';

const sandbox = new SandboxCarrier();
const context: Partial<SagaContext> = { outside: () => sandbox as never };
const { LabelRequested, LabelVoidRequested, TrackingRequested } = shipmentSamples;
const { shipmentId, key } = LabelRequested;

describe('CarrierSaga', () => {
  it('H8: buys the label that was asked for and records the answer', async () => {
    await when(LabelRequested, context)
      .in(CarrierSaga)
      .thenCommands(new RecordLabel({ shipmentId, key, answer: await sandbox.buyLabel(LabelRequested) }));
  });

  it('H8: asked twice, gets the same label', async () => {
    const answer = await sandbox.buyLabel(LabelRequested);
    await when(LabelRequested, context)
      .in(CarrierSaga)
      .thenCommands(new RecordLabel({ shipmentId, key, answer }));
    await when(LabelRequested, context)
      .in(CarrierSaga)
      .thenCommands(new RecordLabel({ shipmentId, key, answer }));
  });

  it('C5: voids the label of a cancelled shipment', async () => {
    await when(LabelVoidRequested, context)
      .in(CarrierSaga)
      .thenCommands(new RecordLabelVoided({ shipmentId, key }));
  });

  it('H13: records the events of the parcel', async () => {
    const { trackingNumber, known } = TrackingRequested;
    const events = await sandbox.track({ trackingNumber, known, asOf: NOW });
    await when(TrackingRequested, context)
      .in(CarrierSaga)
      .thenCommands(new RecordCarrierEvents({ shipmentId, events }));
  });
});
