export * from './clock.js';
export * from './engine.js';
export * from './engine.module.js';
export * from './errors.js';
export * from './command-meta.js';
export * from './read-models.js';
export * from './receipt.js';
