import { textRule } from './rule.js';

/** Control characters, line and paragraph separators, and characters that change the direction of text around them. */
const NOT_IN_A_LINE = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;
/** The same without tab and line feed, which a text of several lines may contain. */
const NOT_IN_A_TEXT = /(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;
/** A letter, a digit or a symbol: something to see. */
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** Whether the text can name somebody or something: one line with something to see, and no half of a surrogate pair. */
export function isName(text: string): boolean {
  return text.isWellFormed() && VISIBLE.test(text) && !NOT_IN_A_LINE.test(text);
}

/** Whether the text is readable, in one line or several; it may be empty. */
export function isReadableText(text: string): boolean {
  return text.isWellFormed() && !NOT_IN_A_TEXT.test(text);
}

/** A name: one line that is not blank, without control characters. Blanks around it are removed. Limit it with `@MaxLength()`. */
export const IsName = textRule({
  name: 'isName',
  detail: 'must be one line of text that is not blank and has no control characters',
  schema: { pattern: '\\S', examples: ['Ada Lovelace'] },
  accepts: isName,
  spell: (text) => text.trim(),
});

/** Text of one or several lines without control characters, for example a note. Limit it with `@MaxLength()`. */
export const IsReadableText = textRule({
  name: 'isReadableText',
  detail: 'must be text without control characters',
  schema: {},
  accepts: isReadableText,
  spell: (text) => text.replaceAll('\r\n', '\n'),
});
