export * from './read-store.js';
export * from './read-store.embedded.js';
export * from './open-read-store.js';
