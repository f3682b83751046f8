/**
 * The words of a text as search compares them: lower case, without accents, letters and digits only, each once.
 * Every adapter indexes and asks with these, so that all of them find the same documents.
 */
export function wordsOf(text: string): readonly string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  return [...new Set(plain.match(/[\p{L}\p{N}]+/gu))];
}
