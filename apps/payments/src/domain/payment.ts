import { aggregate } from '@waybill/kernel';
import { authorisation, authorisationCommands } from './payment.authorisation.js';
import { ending, endingCommands } from './payment.ending.js';
import type { PaymentEvent } from './payment.events.js';
import { settlement, settlementCommands } from './payment.settlement.js';
import { evolve, initial, type PaymentState } from './payment.state.js';

/** The payment of one order. It has the order's id. */
export const Payment = aggregate<PaymentState, PaymentEvent>()({
  name: 'payment',
  initial,
  evolve,
  commands: { ...authorisationCommands, ...settlementCommands, ...endingCommands },
  idOf: (command) => ('paymentId' in command ? command.paymentId : command.orderId),
  decide: { ...authorisation, ...settlement, ...ending },
});
