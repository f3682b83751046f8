export * from './message-bus.js';
export * from './message-bus.embedded.js';
