export * from './child-process.js';
export * from './decisions.js';
export * from './foretelling.js';
export * from './manual-clock.js';
