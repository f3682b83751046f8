export { IsCountry, IsLocaleTag, IsPhone } from './contacts.js';
export { decimalsOf, isCurrency, IsCurrency } from './currency.js';
export { isCalendarDate, IsCalendarDate, isInstant, IsInstant } from './dates.js';
export { textRules, type TextRule } from './rule.js';
export { IsName, IsReadableText } from './texts.js';
