export * from './decisions.js';
export * from './foretelling.js';
export * from './manual-clock.js';
