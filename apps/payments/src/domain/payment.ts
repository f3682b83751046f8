import { aggregate } from '@waybill/kernel';
import { authorisation, authorisationCommands } from './payment.authorisation.js';
import { capturing, capturingCommands } from './payment.capturing.js';
import { withConsequences } from './payment.consequences.js';
import { ending, endingCommands } from './payment.ending.js';
import type { PaymentEvent } from './payment.events.js';
import { evolve } from './payment.evolve.js';
import { reconciliation, reconciliationCommands } from './payment.reconciliation.js';
import { refunding, refundingCommands } from './payment.refunding.js';
import { renewal, renewalCommands } from './payment.renewal.js';
import { settlement, settlementCommands } from './payment.settlement.js';
import { initial, type PaymentState } from './payment.state.js';

/** One method with which a customer pays for an order, or for what an earlier payment did not pay. */
export const Payment = withConsequences(
  aggregate<PaymentState, PaymentEvent>()({
    name: 'payment',
    initial,
    evolve,
    commands: {
      ...authorisationCommands,
      ...reconciliationCommands,
      ...renewalCommands,
      ...capturingCommands,
      ...refundingCommands,
      ...settlementCommands,
      ...endingCommands,
    },
    idOf: (command) => command.paymentId,
    decide: {
      ...authorisation,
      ...reconciliation,
      ...renewal,
      ...capturing,
      ...refunding,
      ...settlement,
      ...ending,
    },
  }),
);
