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
const address = object(
  {
    name: text(200),
    lines: { type: 'array', minItems: 1, maxItems: 3, items: text(200) },
    city: text(100),
    country: { type: 'string', pattern: '^[A-Z]{2}$' },
  },
  { company: text(200), region: text(100), postalCode: text(20), phone: text(20) },
);
const shipping = object({ method: text(64), price: whole(0) }, { title: text(200) });
const contact = object({}, { email: text(254), phone: text(20), locale: text(35) });

/** What an order to be placed looks like, as a JSON schema that Fastify compiles. */
export const orderSchema = object(
  {
    orderId: uuid,
    currency: { type: 'string', pattern: '^[A-Z]{3}$' },
    lines: {
      type: 'array',
      minItems: 1,
      maxItems: 500,
      items: object({ sku, quantity: whole(1), unitPrice: whole(0) }, { title: text(200) }),
    },
    shippingAddress: address,
  },
  { customerId: text(100), contact, shipping, billingAddress: address, paymentId: uuid },
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
    policy: { enum: ['all_or_nothing', 'partial'] },
    ttl: whole(1),
  },
);
