import { isISO31661Alpha2 } from 'class-validator';
import { textRule } from './rule.js';

/** The longest tag that is in use; BCP 47 itself has no limit. */
const LOCALE_CHARS_MAX = 35;

/** Whether the text is a telephone number as E.164 writes it: a plus and 7 to 15 digits. */
export function isPhone(text: string): boolean {
  return /^\+[1-9]\d{6,14}$/.test(text);
}

/** Whether the text is a language tag of BCP 47, in its canonical spelling. */
export function isLocale(text: string): boolean {
  return text.length <= LOCALE_CHARS_MAX && canonicalLocale(text) === text && text !== 'und';
}

/** The tag in its canonical spelling, `en-US` for `en-us`; the text itself when it is no tag. */
function canonicalLocale(text: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(text)[0];
  } catch {
    return undefined;
  }
}

/** A telephone number (E.164). Blanks, dots, dashes and parentheses are removed. */
export const IsPhone = textRule({
  name: 'isPhone',
  detail: 'must be a telephone number with a plus and the country code, for example +442079460958',
  schema: { pattern: '^\\+', examples: ['+442079460958'] },
  accepts: isPhone,
  spell: (text) => text.replaceAll(/[\s().-]/g, ''),
});

/** A language tag (BCP 47), for example `de` or `en-US`. Its case is corrected. */
export const IsLocaleTag = textRule({
  name: 'isLocaleTag',
  detail: 'must be a language tag, for example en-US',
  schema: { examples: ['en-US'], maxLength: LOCALE_CHARS_MAX },
  accepts: isLocale,
  spell: (text) => canonicalLocale(text) ?? text,
});

/** A country (ISO 3166-1 alpha-2), in capitals. */
export const IsCountry = textRule({
  name: 'isCountry',
  detail: 'must be the code of a country in capitals, for example US',
  schema: { pattern: '^[A-Z]{2}$', examples: ['US'] },
  accepts: (text) => text === text.toUpperCase() && isISO31661Alpha2(text),
});
