import { isISO4217CurrencyCode } from 'class-validator';
import { textRule } from './rule.js';

/** Codes of ISO 4217 that nobody can pay with: metals, bonds, units of account, funds, tests and "no currency". */
const NOT_MONEY = new Set(
  ['XAG XAU XPD XPT XBA XBB XBC XBD XDR XSU XUA XTS XXX', 'BOV CHE CHW CLF COU MXV USN UYI UYW'].flatMap(
    (codes) => codes.split(' '),
  ),
);

/** Currencies that class-validator's list does not have yet, and those that it still has although they have ended. */
const NEW = new Set(['XCG', 'ZWG']);
const ENDED = new Set(['ANG', 'BGN', 'SLL', 'ZWL']);

/** ISO 4217, table A.1. Intl follows daily practice instead, for example no decimals for the Iraqi dinar. */
const WITHOUT_DECIMALS = new Set(
  'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' '),
);
const WITH_THREE_DECIMALS = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '));

/** Whether the text is the code of a currency that people pay with, in capitals. */
export function isCurrency(code: string): boolean {
  if (!/^[A-Z]{3}$/.test(code) || NOT_MONEY.has(code) || ENDED.has(code)) return false;
  return NEW.has(code) || isISO4217CurrencyCode(code);
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
