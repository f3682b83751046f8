import {
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsOptional,
  IsString,
  IsTimeZone,
  Matches,
  MaxLength,
} from 'class-validator';
import { IsCalendarDate, IsInstant } from '@waybill/validation';
import { PageParams, Problem } from '@waybill/edge';
import type { ReadModels } from '@waybill/engine';
import { CHANNEL, TAG } from '../domain/order-contents.commands.js';
import type { OrderDocument } from '../projections/order-document.js';
import type { FulfilmentStatus, OrderStatus, PaymentStatus } from '../projections/order-status.js';
import { dayIn } from './day-in-time-zone.js';

const STATUSES: readonly OrderStatus[] = [
  'pending',
  'on_hold',
  'confirmed',
  'processing',
  'shipped',
  'delivered',
  'refunded',
  'cancelled',
  'failed',
  'expired',
];
const PAYMENT_STATUSES: readonly PaymentStatus[] = [
  'none',
  'pending',
  'authorised',
  'partially_captured',
  'captured',
  'partially_refunded',
  'refunded',
  'voided',
  'failed',
];
const FULFILMENT_STATUSES: readonly FulfilmentStatus[] = [
  'unfulfilled',
  'allocated',
  'partially_shipped',
  'shipped',
  'partially_delivered',
  'delivered',
  'exception',
];
const SORTS = ['placedAt', '-placedAt', 'number', '-number', 'total', '-total'] as const;

const PAID: readonly PaymentStatus[] = ['authorised', 'partially_captured', 'captured'];
const UNFULFILLED: readonly FulfilmentStatus[] = ['unfulfilled', 'allocated', 'partially_shipped'];
const OPEN: readonly OrderStatus[] = ['pending', 'on_hold', 'confirmed', 'processing'];

/** What a list of orders can be asked for. */
export class ListOrders extends PageParams {
  @IsOptional() @Matches(CHANNEL) channel?: string;
  @IsOptional() @IsString() @MaxLength(20) number?: string;
  @IsOptional() @IsString() @MaxLength(100) externalReference?: string;
  @IsOptional() @IsString() @MaxLength(100) customerId?: string;
  @IsOptional() @IsEmail() @MaxLength(254) email?: string;
  /** The latest order that got this tag comes first; no other filter or sort can be combined with it. */
  @IsOptional() @Matches(TAG) tag?: string;
  /** One status or several. */
  @IsOptional() @IsArray() @IsIn(STATUSES, { each: true }) status?: OrderStatus[];
  @IsOptional() @IsArray() @IsIn(PAYMENT_STATUSES, { each: true }) paymentStatus?: PaymentStatus[];
  @IsOptional() @IsArray() @IsIn(FULFILMENT_STATUSES, { each: true }) fulfilmentStatus?: FulfilmentStatus[];
  /** Authorised or captured, and not everything has been sent: what is to be done today. */
  @IsOptional() @IsBoolean() paidAndUnfulfilled?: boolean;
  /** On hold since before this time. */
  @IsOptional() @IsInstant() onHoldSince?: string;
  /** Inclusive. */
  @IsOptional() @IsInstant() placedAfter?: string;
  /** Exclusive. */
  @IsOptional() @IsInstant() placedBefore?: string;
  /** A calendar day, `2026-11-27`, in `timeZone`. */
  @IsOptional() @IsCalendarDate() placedOn?: string;
  /** Of `placedOn`, `Europe/Berlin`. Default: UTC. */
  @IsOptional() @IsTimeZone() timeZone?: string;
  /** Words of the id, the number, the reference, the customer, the address, a tag or a SKU. */
  @IsOptional() @IsString() @MaxLength(200) text?: string;
  /** Default: the newest first. */
  @IsOptional() @IsIn(SORTS) sort?: (typeof SORTS)[number];
}

type Query = Parameters<ReadModels['list']>[1];
type Where = NonNullable<Query['where']>;

/** An order in a list. */
export type OrderSummary = Pick<
  OrderDocument,
  | 'orderId'
  | 'number'
  | 'channel'
  | 'externalReference'
  | 'customerId'
  | 'status'
  | 'paymentStatus'
  | 'fulfilmentStatus'
  | 'heldSince'
  | 'tags'
  | 'placedAt'
  | 'updatedAt'
  | 'revision'
> & { readonly total: OrderDocument['totals']['total']; readonly units: number };

export function queryOf(params: ListOrders): Query {
  const { limit, cursor, text, sort = '-placedAt' } = params;
  const field = SORT_FIELDS[sort.replace('-', '')] ?? 'placedAt';
  return {
    limit,
    cursor,
    text,
    where: { ...equalsOf(params), ...statusesOf(params), ...timesOf(params) },
    sort: { field, descending: sort.startsWith('-') },
  };
}

export function summaryOf(order: OrderDocument): OrderSummary {
  const { orderId, number, channel, externalReference, customerId, heldSince, status } = order;
  const { paymentStatus, fulfilmentStatus, tags, placedAt, updatedAt, revision } = order;
  const units = order.lines.reduce((sum, { quantity, cancelled }) => sum + quantity - cancelled, 0);
  return {
    orderId,
    number,
    channel,
    ...(externalReference !== undefined && { externalReference }),
    ...(customerId !== undefined && { customerId }),
    status,
    paymentStatus,
    fulfilmentStatus,
    ...(heldSince !== undefined && { heldSince }),
    total: order.totals.total,
    units,
    tags,
    placedAt,
    updatedAt,
    revision,
  };
}

const SORT_FIELDS: Readonly<Record<string, string>> = {
  placedAt: 'placedAt',
  number: 'sequence',
  total: 'totalAmount',
};

function equalsOf({ channel, number, externalReference, customerId, email }: ListOrders): Where {
  const given = { channel, number, externalReference, customerId, email: email?.toLowerCase() };
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, { equals: value }]],
    ),
  );
}

function statusesOf({ status, paymentStatus, fulfilmentStatus, ...params }: ListOrders): Where {
  const { paidAndUnfulfilled, onHoldSince } = params;
  const isWorkList = paidAndUnfulfilled === true;
  const statuses = both(
    status,
    onHoldSince === undefined ? undefined : ['on_hold'],
    isWorkList ? OPEN : undefined,
  );
  const paying = both(paymentStatus, isWorkList ? PAID : undefined);
  const fulfilling = both(fulfilmentStatus, isWorkList ? UNFULFILLED : undefined);
  return {
    ...(statuses && { status: { in: statuses } }),
    ...(paying && { paymentStatus: { in: paying } }),
    ...(fulfilling && { fulfilmentStatus: { in: fulfilling } }),
  };
}

/** The values that all given lists allow; undefined when none is given. */
function both<T extends string>(...lists: readonly (readonly T[] | undefined)[]): readonly T[] | undefined {
  const given = lists.filter((list) => list !== undefined);
  return given[0]?.filter((value) => given.every((list) => list.includes(value)));
}

function timesOf({ placedAfter, placedBefore, placedOn, timeZone = 'UTC', onHoldSince }: ListOrders): Where {
  const day = placedOn === undefined ? undefined : dayIn(timeZone, placedOn);
  if (placedOn !== undefined && !day) throw new Problem('invalid-request', `${placedOn} is not a day.`);
  const from = [placedAfter && utc(placedAfter), day?.from].filter(isGiven).toSorted().at(-1);
  const to = [placedBefore && utc(placedBefore), day?.to].filter(isGiven).toSorted()[0];
  return {
    ...((from ?? to) !== undefined && { placedAt: { from, to } }),
    ...(onHoldSince !== undefined && { heldSince: { to: utc(onHoldSince) } }),
  };
}

function isGiven(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

/** The same instant in the form of stored times, so that both compare as text. */
function utc(time: string): string {
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) throw new Problem('invalid-request', `${time} is not an instant.`);
  return at.toISOString();
}
