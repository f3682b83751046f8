import type { getMetadataStorage } from 'class-validator';

/** A decorator on a field, as class-validator keeps it. */
export type Rule = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

export type JsonType = 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object';

/** A class-validator decorator in the words of JSON Schema. */
export interface Wording {
  readonly type?: JsonType;
  readonly words?: Readonly<Record<string, unknown>>;
  /** The words mean precisely what the decorator means. Otherwise they only document it, and the decorator is run. */
  readonly exact?: true;
}

type Row = (...constraints: readonly unknown[]) => Wording;

const string =
  (words?: Readonly<Record<string, unknown>>): Row =>
  () => ({ type: 'string', words });

const strings = [
  'isAlpha isAlphanumeric isAscii isBIC isBase32 isBase58 isBase64 isByteLength isDecimal isEAN isHash isHexColor',
  'isHexadecimal isIBAN isISBN isISIN isISO31661Alpha2 isISO31661Alpha3 isISO31661Numeric isISO4217CurrencyCode isISO6391',
  'isISSN isLocale isLowercase isMacAddress isMimeType isMobilePhone isNumberString isPhoneNumber isPort isPostalCode',
  'isSemVer isTaxId isTimeZone isUppercase contains notContains',
].flatMap((names) => names.split(' '));

/**
 * Every decorator that a request class may use, by the name that class-validator keeps it under. All of them refuse
 * `undefined`, which is why a field with any of them is required unless it is `@IsOptional()`.
 */
export const rules: ReadonlyMap<string, Row> = new Map<string, Row>([
  ['isString', () => ({ type: 'string', exact: true })],
  ['isInt', () => ({ type: 'integer', exact: true })],
  ['isNumber', number],
  ['isBoolean', () => ({ type: 'boolean', exact: true })],
  ['isArray', () => ({ type: 'array', exact: true })],
  ['isObject', () => ({ type: 'object', exact: true })],
  ['isDefined', () => ({})],
  ['isNotEmpty', () => ({ words: { minLength: 1 } })],
  ['isEnum', (_, values) => ({ words: { enum: values }, exact: true })],
  ['isIn', oneOf],
  ['equals', (value) => oneOf([value])],
  ['min', (minimum) => ({ type: 'number', words: { minimum }, exact: true })],
  ['max', (maximum) => ({ type: 'number', words: { maximum }, exact: true })],
  ['isPositive', () => ({ type: 'number', words: { exclusiveMinimum: 0 }, exact: true })],
  ['isNegative', () => ({ type: 'number', words: { exclusiveMaximum: 0 }, exact: true })],
  ['isDivisibleBy', (multipleOf) => ({ type: 'number', words: { multipleOf } })],
  ['minLength', (minLength) => ({ type: 'string', words: { minLength } })],
  ['maxLength', (maxLength) => ({ type: 'string', words: { maxLength } })],
  ['isLength', (minLength, maxLength) => ({ type: 'string', words: { minLength, maxLength } })],
  [
    'matches',
    (pattern) => ({
      type: 'string',
      words: pattern instanceof RegExp ? { pattern: pattern.source } : { pattern },
    }),
  ],
  ['isUuid', string({ format: 'uuid' })],
  ['isEmail', string({ format: 'email' })],
  ['isUrl', string({ format: 'uri' })],
  ['isFqdn', string({ format: 'hostname' })],
  ['isIp', string({ format: 'ip' })],
  ['isIso8601', string({ format: 'date-time' })],
  ['isDateString', string({ format: 'date-time' })],
  ['isRFC3339', string({ format: 'date-time' })],
  ['arrayNotEmpty', () => ({ type: 'array', words: { minItems: 1 }, exact: true })],
  ['arrayMinSize', (minItems) => ({ type: 'array', words: { minItems }, exact: true })],
  ['arrayMaxSize', (maxItems) => ({ type: 'array', words: { maxItems }, exact: true })],
  ['arrayUnique', (identify) => ({ type: 'array', words: identify ? {} : { uniqueItems: true } })],
  ['isNotEmptyObject', () => ({ type: 'object', words: { minProperties: 1 } })],
  ...strings.map((name): [string, Row] => [name, string()]),
]);

function number(options: unknown): Wording {
  const plain = !options || Object.keys(options).length === 0;
  return plain ? { type: 'number', exact: true } : { type: 'number' };
}

function oneOf(values: unknown): Wording {
  if (!Array.isArray(values)) return {};
  const types = new Set(values.map((value) => typeof value));
  const type = types.size === 1 && types.has('string') ? 'string' : undefined;
  return { type, words: { enum: values }, exact: true };
}
