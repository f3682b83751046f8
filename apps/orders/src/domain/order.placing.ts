import { ensure, ensureKnown, ensureValid, type Decide, type Named } from '@waybill/kernel';
import { ensureDeliverable } from './order.address.js';
import { AddNote, AddTag, ChangeShippingAddress, PlaceOrder, RemoveTag } from './order.commands.js';
import type { ContactDetails, PostalAddress } from './order-contents.commands.js';
import type { Address, Contact } from './order-contents.events.js';
import type { OrderEvent } from './order.events.js';
import { about, conclude } from './order.ending.js';
import { releaseHolds } from './order.holds.js';
import { openFulfilments } from './order.ledger.state.js';
import { priceOf } from './order.pricing.js';
import type { OrderState } from './order.state.js';

const METADATA_NAMES_MAX = 50;

export const placingCommands = { PlaceOrder, ChangeShippingAddress, AddNote, AddTag, RemoveTag };

/** Placing an order, and what may be changed about it afterwards. */
export const placing: Decide<OrderState, OrderEvent, typeof placingCommands> = {
  PlaceOrder(command, order, { id }) {
    const placed = placedBy(command, id);
    if (order.status === 'none') return [placed];
    const { status } = order;
    ensure(isSame(order.placed, placed), 'order-exists', 'Another order has this id.', { status });
    return [];
  },

  ChangeShippingAddress({ shippingAddress: given }, order, context) {
    ensureKnown(order.status !== 'none', 'order-unknown');
    const shippingAddress = addressOf(given);
    const { status, placed } = order;
    if (canonical(shippingAddress) === canonical(order.shippingAddress)) return [];
    ensureValid(
      shippingAddress.country === placed.shippingAddress.country,
      'country-differs',
      'Another country needs another order: its taxes and shipping differ.',
      { field: '/shippingAddress/country' },
    );
    ensureDeliverable(shippingAddress, '/shippingAddress');
    const isFixed = status !== 'pending' && status !== 'confirmed';
    const waiting = openFulfilments(order).filter(({ isLabelled }) => !isLabelled);
    ensure(
      !isFixed && (status === 'pending' || waiting.length > 0),
      'address-fixed',
      'The labels of all parcels are bought, or the order has ended.',
      { status },
    );
    const fulfilmentOrderIds = waiting.map(({ fulfilmentOrderId }) => fulfilmentOrderId);
    return conclude(order, context, [
      { type: 'OrderAddressChanged', ...about(order), shippingAddress, fulfilmentOrderIds },
      ...releaseHolds(order, ({ cause }) => cause?.startsWith('label/') === true),
    ]);
  },

  AddNote({ noteId, text }, order, context) {
    ensureKnown(order.status !== 'none', 'order-unknown');
    const known = order.notes.find((note) => note.noteId === noteId?.toLowerCase());
    ensure(!known || known.text === text, 'note-exists', 'Another note has this id.');
    if (known) return [];
    const { orderId, subjectId } = order.placed;
    const note = { noteId: noteId?.toLowerCase() ?? context.newId(), text };
    const { now: at, actor } = context;
    return [{ type: 'OrderNoteAdded', orderId, subjectId, ...note, author: actor.id, at }];
  },

  AddTag({ tag }, order, { id: orderId }) {
    ensureKnown(order.status !== 'none', 'order-unknown');
    return order.tags.includes(tag) ? [] : [{ type: 'OrderTagged', orderId, tag }];
  },

  RemoveTag({ tag }, order, { id: orderId }) {
    ensureKnown(order.status !== 'none', 'order-unknown');
    return order.tags.includes(tag) ? [{ type: 'OrderUntagged', orderId, tag }] : [];
  },
};

/** The event of a command; refuses what cannot be priced, delivered or kept. */
export function placedBy(command: PlaceOrder, orderId: string): Named<OrderEvent, 'OrderPlaced'> {
  const { number, channel = 'web', customerId, externalReference, source, currency, notes } = command;
  const { lines, shipping, totals } = priceOf(command);
  const shippingAddress = addressOf(command.shippingAddress);
  const billingAddress = addressOf(command.billingAddress ?? command.shippingAddress);
  ensureDeliverable(shippingAddress, '/shippingAddress');
  if (command.billingAddress) ensureDeliverable(billingAddress, '/billingAddress');
  return {
    type: 'OrderPlaced',
    orderId,
    subjectId: customerId ?? `order:${orderId}`,
    number,
    channel,
    ...(customerId !== undefined && { customerId }),
    ...(externalReference !== undefined && { externalReference }),
    ...(source !== undefined && { source }),
    contact: contactOf(command.contact ?? {}),
    currency,
    priceIncludesTax: command.priceIncludesTax ?? false,
    lines,
    ...(shipping && { shipping }),
    totals,
    shippingAddress,
    billingAddress,
    paymentId: command.paymentId?.toLowerCase() ?? orderId,
    ...(notes !== undefined && { notes }),
    tags: [...new Set(command.tags ?? [])],
    metadata: metadataOf(command.metadata ?? {}),
  };
}

function addressOf({
  name,
  company,
  lines,
  city,
  region,
  postalCode,
  country,
  phone,
}: PostalAddress): Address {
  return {
    name,
    ...(company !== undefined && { company }),
    lines: [...lines],
    city,
    ...(region !== undefined && { region }),
    ...(postalCode !== undefined && { postalCode }),
    country,
    ...(phone !== undefined && { phone }),
  };
}

function contactOf({ email, phone, locale }: ContactDetails): Contact {
  return {
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
    ...(locale !== undefined && { locale }),
  };
}

function metadataOf(given: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const entries = Object.entries(given).filter(isShortText);
  ensureValid(
    entries.length === Object.keys(given).length && entries.length <= METADATA_NAMES_MAX,
    'metadata-invalid',
    'Metadata are up to 50 texts of up to 500 characters, under names of up to 40.',
    { field: '/metadata' },
  );
  return Object.fromEntries(entries);
}

function isShortText(entry: readonly [string, unknown]): entry is [string, string] {
  const [name, value] = entry;
  return name.length <= 40 && typeof value === 'string' && value.length <= 500;
}

/** Whether two requests ask for the same order. The number is not the client's. */
function isSame(one: Named<OrderEvent, 'OrderPlaced'>, other: Named<OrderEvent, 'OrderPlaced'>): boolean {
  return canonical({ ...one, number: '' }) === canonical({ ...other, number: '' });
}

/** JSON text in which the order of keys does not matter. */
function canonical(value: object): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part instanceof Object && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
