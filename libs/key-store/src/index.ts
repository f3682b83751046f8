export * from './key-store.js';
export * from './key-store.embedded.js';
export * from './open-key-store.js';
