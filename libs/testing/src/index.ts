export * from './accounts.js';
export * from './child-process.js';
export * from './decisions.js';
export * from './engine-room.js';
export * from './faulty-event-store.js';
export * from './faulty-read-store.js';
export * from './foretelling.js';
export * from './manual-clock.js';
