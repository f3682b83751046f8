import { textRules } from '@waybill/validation';
import type { getMetadataStorage } from 'class-validator';

import { lowerUuid } from './uuid.js';

/** A decorator on a field, as class-validator stores it. */
export type Rule = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

export type JsonType = 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object';

/** A class-validator decorator as JSON Schema. */
export interface RuleSchema {
  readonly type?: JsonType | undefined;
  readonly keywords?: Readonly<Record<string, unknown>> | undefined;
  /** The keywords mean exactly what the decorator means. Otherwise they only document it, and its own check runs. */
  readonly isExact?: true;
  /** The standard spelling of a text, given to it before it is checked. */
  readonly spell?: ((text: string) => string) | undefined;
}

type Row = (...constraints: readonly unknown[]) => RuleSchema;

const string =
  (keywords?: Readonly<Record<string, unknown>>): Row =>
  () => ({ type: 'string', keywords });

const strings = [
  'isAlpha isAlphanumeric isAscii isBIC isBase32 isBase58 isBase64 isByteLength isDecimal isEAN isHash isHexColor',
  'isHexadecimal isIBAN isISBN isISIN isISO31661Alpha2 isISO31661Alpha3 isISO31661Numeric isISO4217CurrencyCode isISO6391',
  'isISSN isLocale isLowercase isMacAddress isMimeType isMobilePhone isNumberString isPhoneNumber isPort isPostalCode',
  'isSemVer isTaxId isTimeZone isUppercase contains notContains',
].flatMap((names) => names.split(' '));

/**
 * Every decorator that a request class may use, by the name under which class-validator stores it. All of them refuse
 * `undefined`, which is why a field with any of them is required unless it is `@IsOptional()`.
 */
export const ruleSchemas: ReadonlyMap<string, Row> = new Map<string, Row>([
  ['isString', () => ({ type: 'string', isExact: true })],
  ['isInt', () => ({ type: 'integer', isExact: true })],
  ['isNumber', number],
  ['isBoolean', () => ({ type: 'boolean', isExact: true })],
  ['isArray', () => ({ type: 'array', isExact: true })],
  ['isObject', () => ({ type: 'object', isExact: true })],
  ['isDefined', () => ({})],
  ['isNotEmpty', () => ({ keywords: { minLength: 1 } })],
  ['isEnum', (_, values) => ({ keywords: { enum: values }, isExact: true })],
  ['isIn', oneOf],
  ['equals', (value) => oneOf([value])],
  ['min', (minimum) => ({ type: 'number', keywords: { minimum }, isExact: true })],
  ['max', (maximum) => ({ type: 'number', keywords: { maximum }, isExact: true })],
  ['isPositive', () => ({ type: 'number', keywords: { exclusiveMinimum: 0 }, isExact: true })],
  ['isNegative', () => ({ type: 'number', keywords: { exclusiveMaximum: 0 }, isExact: true })],
  ['isDivisibleBy', (multipleOf) => ({ type: 'number', keywords: { multipleOf } })],
  ['minLength', (minLength) => ({ type: 'string', keywords: { minLength } })],
  ['maxLength', (maxLength) => ({ type: 'string', keywords: { maxLength } })],
  ['isLength', (minLength, maxLength) => ({ type: 'string', keywords: { minLength, maxLength } })],
  [
    'matches',
    (pattern) => ({
      type: 'string',
      keywords: pattern instanceof RegExp ? { pattern: pattern.source } : { pattern },
    }),
  ],
  ['isUuid', () => ({ type: 'string', keywords: { format: 'uuid' }, spell: lowerUuid })],
  ['isEmail', string({ format: 'email' })],
  ['isUrl', string({ format: 'uri' })],
  ['isFqdn', string({ format: 'hostname' })],
  ['isIp', string({ format: 'ip' })],
  ['isIso8601', string({ format: 'date-time' })],
  ['isDateString', string({ format: 'date-time' })],
  ['isRFC3339', string({ format: 'date-time' })],
  ['arrayNotEmpty', () => ({ type: 'array', keywords: { minItems: 1 }, isExact: true })],
  ['arrayMinSize', (minItems) => ({ type: 'array', keywords: { minItems }, isExact: true })],
  ['arrayMaxSize', (maxItems) => ({ type: 'array', keywords: { maxItems }, isExact: true })],
  ['arrayUnique', (identify) => ({ type: 'array', keywords: identify ? {} : { uniqueItems: true } })],
  ['isNotEmptyObject', () => ({ type: 'object', keywords: { minProperties: 1 } })],
  ...[...textRules].map(([name, { schema, spell }]): [string, Row] => [
    name,
    () => ({ type: 'string', keywords: schema, spell }),
  ]),
  ...strings.map((name): [string, Row] => [name, string()]),
]);

function number(options: unknown): RuleSchema {
  const plain = !options || Object.keys(options).length === 0;
  return plain ? { type: 'number', isExact: true } : { type: 'number' };
}

function oneOf(values: unknown): RuleSchema {
  if (!Array.isArray(values)) return {};
  const types = new Set(values.map((value) => typeof value));
  const type = types.size === 1 && types.has('string') ? 'string' : undefined;
  return { type, keywords: { enum: values }, isExact: true };
}
