const UUID_IN_ANY_CASE = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A UUID in lower case; any other text as it is. RFC 9562 §4 compares UUIDs without regard to case. */
export function lowerUuid(text: string): string {
  return UUID_IN_ANY_CASE.test(text) ? text.toLowerCase() : text;
}
