export * from './message-bus.js';
export * from './message-bus.embedded.js';
export * from './open-message-bus.js';
