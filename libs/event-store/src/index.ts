export { exactJson } from './embedded/exact-json.js';
export * from './event-store.js';
export * from './event-store.embedded.js';
export * from './log-reader.embedded.js';
export * from './open-event-store.js';
