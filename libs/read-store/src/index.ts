export * from './collection.js';
export * from './documents.js';
export * from './errors.js';
export * from './query.js';
export * from './read-store.js';
export * from './read-store.embedded.js';
export * from './open-read-store.js';
