/** What a SKU or a location may be called: it becomes part of stream names and URLs. */
export const CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
