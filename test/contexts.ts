import type { Context } from '@waybill/kernel';
import { Inventory } from '../apps/inventory/src/inventory.context.js';
import { Operations } from '../apps/operations/src/operations.context.js';
import { Orders } from '../apps/orders/src/orders.context.js';
import { Payments } from '../apps/payments/src/payments.context.js';
import { Shipping } from '../apps/shipping/src/shipping.context.js';

/** The page of every context. */
export const contexts: readonly Context[] = [Orders, Inventory, Payments, Shipping, Operations];
