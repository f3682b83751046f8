const text = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength });
const whole = (minimum: number) => ({ type: 'integer', minimum });
const object = (required: object, optional: object = {}) => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(required),
  properties: { ...required, ...optional },
});

const uuid = { type: 'string', pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' };
const sku = { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' };
const address = object({
  name: text(200),
  street: text(200),
  city: text(100),
  postalCode: text(20),
  country: { type: 'string', pattern: '^[A-Z]{2}$' },
});

/** What an order to be placed looks like, as a JSON schema that Fastify compiles. */
export const orderSchema = object(
  {
    orderId: uuid,
    customerId: text(100),
    currency: { type: 'string', pattern: '^[A-Z]{3}$' },
    lines: {
      type: 'array',
      minItems: 1,
      maxItems: 500,
      items: object({ sku, quantity: whole(1), unitPrice: whole(0) }),
    },
    shippingAddress: address,
    paymentMethod: text(200),
  },
  {
    shipping: whole(0),
    tax: whole(0),
    total: whole(0),
    billingAddress: address,
    allowPartial: { type: 'boolean' },
  },
);

/** What a reservation to be made looks like. */
export const reservationSchema = object(
  {
    lines: {
      type: 'array',
      minItems: 1,
      maxItems: 500,
      items: object({ sku, quantity: whole(1) }),
    },
  },
  {
    reservationId: uuid,
    policy: { enum: ['all-or-nothing', 'partial'] },
    ttl: whole(1),
  },
);
