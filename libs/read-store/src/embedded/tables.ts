/** The names of a collection's tables, and the beginning of the names of its indexes. The collection's name is checked. */
export function tablesOf({ name, version }: { readonly name: string; readonly version: number }) {
  const table = `${name}@${version}`;
  return {
    documents: `"${table}"`,
    tombstones: `"${table} tombstones"`,
    words: `"${table} words"`,
    subjects: `"${table} subjects"`,
    indexBy: (field: string) => `"${table} by ${field}"`,
  };
}

/** The column of a declared field. */
export const column = (field: string) => `"$${field}"`;
