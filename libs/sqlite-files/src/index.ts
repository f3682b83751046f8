export * from './folder.js';
export * from './wal-file.js';
export * from './use-wal.js';
