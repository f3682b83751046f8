// Read models run in the main thread: a worker thread could not load TypeScript. Tests of the worker compile first.
process.env.PROJECTIONS_IN ??= 'main';
