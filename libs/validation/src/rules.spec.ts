import 'reflect-metadata';

import { describe, expect, it } from '@jest/globals';
import { validateSync } from 'class-validator';

import {
  decimalsOf,
  IsCalendarDate,
  IsCountry,
  isCurrency,
  IsCurrency,
  IsInstant,
  IsLocaleTag,
  IsName,
  IsPhone,
  IsReadableText,
  textRules,
} from './index.js';

/** What a decorator says about a value; undefined when it accepts it. */
function flawIn(decorator: () => PropertyDecorator, value: unknown): string | undefined {
  class Sent {
    value: unknown;
  }
  decorator()(Sent.prototype, 'value');
  const sent = Object.assign(new Sent(), { value });
  return Object.values(validateSync(sent)[0]?.constraints ?? {})[0];
}

const NO_TEXT = [undefined, null, 7, true, [], {}];
const HALF = '\ud83d';

describe.each<[string, () => PropertyDecorator, readonly string[], readonly string[]]>([
  [
    'a currency',
    IsCurrency,
    ['EUR', 'USD', 'JPY', 'KWD', 'XAF', 'XCG', 'ZWG'],
    [
      'eur',
      'Eur',
      ' EUR',
      'EURO',
      '',
      'XXX',
      'XTS',
      'XAU',
      'XAG',
      'XBA',
      'XDR',
      'CLF',
      'USN',
      'DEM',
      'HRK',
      'ZZZ',
    ],
  ],
  [
    'a day of the calendar',
    IsCalendarDate,
    ['2026-02-28', '2028-02-29', '2000-01-01', '2100-12-31'],
    [
      '2026-02-30',
      '2026-02-29',
      '2026-13-01',
      '2026-00-10',
      '2026-04-31',
      '0001-01-01',
      '9999-12-31',
      '2026-2-3',
      '',
      '2026-02-28T10:00:00Z',
    ],
  ],
  [
    'an instant',
    IsInstant,
    ['2026-02-28T10:00:00Z', '2026-02-28T23:59:59.123+05:30', '2026-02-28T00:00:00.123456789-11:00'],
    [
      '2026-02-30T10:00:00Z',
      '9999-01-01T00:00:00Z',
      '0001-01-01T00:00:00Z',
      '2026-02-28T24:00:00Z',
      '2026-02-28T10:00:60Z',
      '2026-02-28T10:00:00',
      '2026-02-28',
      '2026-02-28 10:00:00Z',
      '1767225600',
    ],
  ],
  [
    'a name',
    IsName,
    ['Ada', ' Ada ', 'Łukasz Ząb', '李小龍', "O'Brien & Söhne", '👩‍💻', 'نور', '12'],
    ['', ' ', '\u00a0', '\u200b', 'a\0b', 'a\nb', 'a\u0007', `x${HALF}`, '\u2028', '\u202eabc'],
  ],
  [
    'a readable text',
    IsReadableText,
    ['', 'one\ntwo\r\n\tthree', '👍'],
    ['a\0b', 'a\u001b[31m', HALF, '\u2066x'],
  ],
  [
    'a telephone number',
    IsPhone,
    ['+442079460958', '+1 (415) 555-0100', '+49.30.901820'],
    [
      '442079460958',
      '0044 20 7946 0958',
      '+0123456789',
      '+123456',
      '+1234567890123456',
      '+44 20 call me',
      '',
    ],
  ],
  [
    'a language tag',
    IsLocaleTag,
    ['de', 'en-US', 'en-us', 'zh-Hant-TW', 'sr-latn'],
    ['', 'e', 'english language', 'en_US', '*', `en-${'x'.repeat(40)}`],
  ],
  ['a country', IsCountry, ['US', 'DE', 'HK'], ['us', 'De', 'XX', 'USA', '']],
])('%s', (_, decorator, valid, invalid) => {
  it.each(valid)('is %j', (value) => expect(flawIn(decorator, value)).toBeUndefined());
  it.each(invalid)('is not %j', (value) => expect(flawIn(decorator, value)).toMatch(/^value must be /));
  it.each(NO_TEXT)('is not %j', (value) => expect(flawIn(decorator, value)).toBeDefined());
});

describe('the standard spelling', () => {
  const spelled = (name: string, text: string) => textRules.get(name)?.spell?.(text);
  it('of a name has no blanks around it', () => expect(spelled('isName', '\t Ada  B ')).toBe('Ada  B'));
  it('of a telephone number is that of E.164', () =>
    expect(spelled('isPhone', '+1 (415) 555-0100')).toBe('+14155550100'));
  it('of a language tag has the case of BCP 47, and no tag stays', () => {
    expect(spelled('isLocaleTag', 'en-us')).toBe('en-US');
    expect(spelled('isLocaleTag', 'no tag')).toBe('no tag');
  });
});

describe('the decimals of a currency', () => {
  it.each([
    ['JPY', 0],
    ['CLP', 0],
    ['EUR', 2],
    ['HUF', 2],
    ['KWD', 3],
    ['IQD', 3],
  ])('%s has %i, as ISO 4217 says', (currency, decimals) => expect(decimalsOf(currency)).toBe(decimals));

  it('are those of Intl, except where Intl follows daily practice and shows fewer', () => {
    for (const currency of Intl.supportedValuesOf('currency').filter(isCurrency)) {
      const format = new Intl.NumberFormat('en', { style: 'currency', currency });
      const { maximumFractionDigits: shown = 0 } = format.resolvedOptions();
      expect([0, decimalsOf(currency)]).toContain(shown);
    }
  });
});
