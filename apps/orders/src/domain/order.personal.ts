import type { PersonalData } from '@waybill/kernel';
import { erasedAddress, erasedContact } from './order-contents.events.js';
import type { OrderEvent } from './order.events.js';

const subject = ({ subjectId }: { readonly subjectId: string }) => subjectId;
const destination = { contact: erasedContact, shippingAddress: erasedAddress };

/** Names, addresses, contacts and what people write about the customer. */
export const personalOfOrders: PersonalData<OrderEvent> = {
  OrderPlaced: {
    subject,
    erased: { ...destination, billingAddress: erasedAddress, notes: 'erased' },
  },
  OrderConfirmed: { subject, erased: destination },
  FulfilmentPlanned: { subject, erased: destination },
  OrderAddressChanged: { subject, erased: { shippingAddress: erasedAddress } },
  OrderNoteAdded: { subject, erased: { text: 'erased' } },
};
