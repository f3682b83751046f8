const swc = {
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    keepClassNames: true,
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

/** jest 30 on native ES modules; swc compiles as tsconfig.json says: legacy decorators with metadata. */
export default {
  testEnvironment: 'node',
  setupFiles: ['reflect-metadata', '<rootDir>/tools/jest-environment.mjs'],
  roots: ['apps', 'examples', 'libs', 'test', 'tools'].map((folder) => `<rootDir>/${folder}`),
  testRegex: '\\.(spec|int-spec|e2e-spec)\\.ts$',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': ['@swc/jest', swc] },
  moduleNameMapper: {
    '^@waybill/([^/]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  reporters: ['default', '<rootDir>/tools/plain-reporter.mjs'],
};
