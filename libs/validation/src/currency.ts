import { textRule } from './rule.js';

/** Units of account of banks. Intl lists neither metals and bonds nor funds and test codes. */
const UNITS_OF_ACCOUNT = new Set(['XDR', 'XSU']);
/** Currencies that have ended, and that Intl still lists because old amounts are in them. */
const ENDED = new Set(['ANG', 'BGN', 'CUC', 'HRK', 'SLL', 'ZWL']);

/** Intl is the list that is maintained: Node brings it, and new currencies come with new versions of Node. */
const CURRENCIES: ReadonlySet<string> = new Set(
  Intl.supportedValuesOf('currency').filter((code) => !UNITS_OF_ACCOUNT.has(code) && !ENDED.has(code)),
);

/** ISO 4217, table A.1. Intl follows daily practice instead, for example no decimals for the Iraqi dinar. */
const WITHOUT_DECIMALS = new Set(
  'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' '),
);
const WITH_THREE_DECIMALS = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '));

/** Whether the text is the code of a currency that people pay with, in capitals. */
export function isCurrency(code: string): boolean {
  return CURRENCIES.has(code);
}

/** How many decimals the amounts of a currency have: 0, 2 or 3. An amount of 1500 is 1500 JPY, 15.00 EUR, 1.500 KWD. */
export function decimalsOf(currency: string): 0 | 2 | 3 {
  if (WITHOUT_DECIMALS.has(currency)) return 0;
  return WITH_THREE_DECIMALS.has(currency) ? 3 : 2;
}

/** A currency that people pay with (ISO 4217), in capitals. Metals, funds and test codes are none. */
export const IsCurrency = textRule({
  name: 'isCurrency',
  detail: 'must be the code of a currency in capitals, for example EUR',
  schema: { pattern: '^[A-Z]{3}$', examples: ['EUR'] },
  accepts: isCurrency,
});
