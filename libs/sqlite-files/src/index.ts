export * from './folder.js';
export * from './wal-file.js';
