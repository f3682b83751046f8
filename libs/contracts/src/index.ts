export * from './vocabulary.js';
export * from './inventory.js';
export * from './orders.js';
export * from './payments.js';
export * from './published.js';
export * from './shipping.js';
export * from './topology.js';
