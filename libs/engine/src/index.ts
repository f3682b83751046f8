export * from './clock.js';
export * from './errors.js';
export * from './issue.js';
export * from './receipt.js';
