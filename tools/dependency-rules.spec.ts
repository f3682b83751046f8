import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const root = resolve(import.meta.dirname, '..');

/** A file and what it imports. */
type Files = Record<string, string[]>;

const lawful: Files = {
  'libs/kernel/src/index.ts': ['node:crypto'],
  'libs/kernel/src/money.spec.ts': ['@jest/globals', 'fast-check', './index.js'],
  'libs/failpoints/src/index.ts': [],
  'libs/sqlite-files/src/index.ts': ['./wal-file.js'],
  'libs/sqlite-files/src/wal-file.ts': ['node:fs', 'node:util'],
  'libs/contracts/src/index.ts': ['@waybill/kernel'],
  'libs/validation/src/index.ts': ['class-validator'],
  'libs/event-store/src/index.ts': ['@waybill/kernel', '@waybill/failpoints', './event-store.embedded.js'],
  'libs/event-store/src/event-store.embedded.ts': ['node:sqlite', './embedded/log-writer.js'],
  'libs/event-store/src/embedded/log-writer.ts': [
    'node:sqlite',
    'node:worker_threads',
    '@waybill/sqlite-files',
  ],
  'libs/event-store/src/event-store.eventstoredb.ts': ['@eventstore/db-client'],
  'libs/event-store/src/event-store.contract.ts': ['@jest/globals', './index.js'],
  'libs/event-store/src/event-store.embedded.spec.ts': ['node:sqlite', './event-store.contract.js'],
  'libs/read-store/src/index.ts': ['./read-store.mongoose.js'],
  'libs/read-store/src/read-store.mongoose.ts': ['mongoose'],
  'libs/message-bus/src/index.ts': ['./message-bus.rabbitmq.js'],
  'libs/message-bus/src/message-bus.rabbitmq.ts': ['amqp-connection-manager', '@nestjs/common'],
  'libs/message-bus/src/message-bus.rabbitmq.int-spec.ts': ['amqplib', '@jest/globals'],
  'libs/key-store/src/index.ts': ['@waybill/kernel', './key-store.embedded.js'],
  'libs/key-store/src/key-store.embedded.ts': ['node:crypto', './embedded/database.js'],
  'libs/key-store/src/embedded/database.ts': ['node:sqlite', 'node:fs'],
  'libs/engine/src/index.ts': [
    '@waybill/event-store',
    '@waybill/read-store',
    '@waybill/key-store',
    '@waybill/message-bus',
  ],
  'libs/engine/src/commands.spec.ts': ['@waybill/testing', './index.js'],
  'libs/edge/src/index.ts': ['@waybill/engine', '@nestjs/common'],
  'libs/testing/src/index.ts': ['@waybill/engine', '@waybill/edge', 'supertest'],
  'apps/orders/src/main.ts': ['./orders.module.js', '@waybill/edge'],
  'apps/orders/src/orders.module.ts': [
    './api/orders.controller.js',
    './orders.context.js',
    '@waybill/engine',
  ],
  'apps/orders/src/orders.context.ts': [
    './domain/order.js',
    './projections/order-summary.projection.js',
    './sagas/stock.saga.js',
    './orders.publications.js',
    '@waybill/kernel',
  ],
  'apps/orders/src/orders.publications.ts': ['./domain/order.events.js', '@waybill/contracts'],
  'apps/orders/src/domain/order.ts': ['./order.state.js', './order.commands.js', '@waybill/kernel'],
  'apps/orders/src/domain/order.state.ts': ['./order.events.js'],
  'apps/orders/src/domain/order.events.ts': [],
  'apps/orders/src/domain/order.commands.ts': ['class-validator', '@waybill/kernel', '@waybill/validation'],
  'apps/orders/src/domain/order.saga-commands.ts': ['./order.events.js'],
  'apps/orders/src/domain/order.spec.ts': ['./order.js', '@waybill/testing', '@jest/globals'],
  'apps/orders/src/projections/order-summary.projection.ts': ['../domain/order.events.js'],
  'apps/orders/src/outside/carrier.ts': ['@waybill/kernel', 'node:http'],
  'apps/orders/src/sagas/stock.saga.ts': [
    '../domain/order.commands.js',
    '../domain/order.saga-commands.js',
    '../outside/carrier.js',
  ],
  'apps/orders/src/api/orders.controller.ts': ['../domain/order.js', '@waybill/engine', '@nestjs/common'],
  'apps/payments/src/payments.module.ts': ['@waybill/engine'],
  'apps/standalone/src/main.ts': [
    '../../orders/src/orders.module.js',
    '../../payments/src/payments.module.js',
  ],
  'test/journey.e2e-spec.ts': ['../apps/orders/src/orders.module.js', 'supertest', '@waybill/testing'],
};

/** For every rule, by name, files that break it. */
const planted: Record<string, Files> = {
  'no-cycles': {
    'libs/engine/src/hen.ts': ['./egg.js'],
    'libs/engine/src/egg.ts': ['./hen.js'],
  },
  'no-unknown-modules': { 'libs/edge/src/missing.ts': ['left-pad'] },
  'no-development-packages': { 'libs/edge/src/property.ts': ['fast-check'] },
  'no-nameless-folders': {
    'libs/edge/src/helpers/dates.ts': [],
    'libs/edge/src/dates.ts': ['./helpers/dates.js'],
  },
  'no-barrels-in-apps': {
    'apps/payments/src/domain/index.ts': [],
    'apps/payments/src/domain/payment.ts': ['./index.js'],
  },
  'only-tests-import-tests': { 'libs/edge/src/harness.ts': ['@waybill/testing'] },
  'apps-never-import-apps': {
    'apps/orders/src/neighbour.module.ts': ['../../payments/src/payments.module.js'],
  },
  'libs-never-import-apps': {
    'libs/engine/src/orders.ts': ['../../../apps/orders/src/orders.module.js'],
  },
  'libs-have-one-door': { 'test/burglar.ts': ['../libs/event-store/src/event-store.embedded.js'] },
  'libs-are-called-by-name': { 'apps/payments/src/stranger.ts': ['../../../libs/kernel/src/index.js'] },
  'ground-floor-depends-on-nothing': { 'libs/kernel/src/files.ts': ['node:fs'] },
  'contracts-depend-on-the-kernel': { 'libs/contracts/src/stored.ts': ['@waybill/event-store'] },
  'sqlite-files-depend-on-files': { 'libs/sqlite-files/src/tables.ts': ['node:sqlite'] },
  'validation-depends-on-class-validator': { 'libs/validation/src/edge.ts': ['@nestjs/common'] },
  'ports-stand-on-the-kernel': { 'libs/read-store/src/sibling.ts': ['@waybill/event-store'] },
  'engine-stands-on-the-ports': { 'libs/engine/src/upstairs.ts': ['@waybill/edge'] },
  'domain-imports-only-the-kernel': { 'apps/orders/src/domain/framework.ts': ['@nestjs/common'] },
  'only-commands-wear-decorators': {
    'apps/orders/src/domain/decorated.saga-commands.ts': ['class-validator'],
  },
  'projections-read-events': { 'apps/orders/src/projections/deciding.projection.ts': ['../domain/order.js'] },
  'sagas-turn-events-into-commands': { 'apps/orders/src/sagas/deciding.saga.ts': ['../domain/order.js'] },
  'api-turns-requests-into-commands': {
    'apps/orders/src/api/carrier.controller.ts': ['../outside/carrier.js'],
  },
  'publications-map-events-to-contracts': {
    'apps/orders/src/deciding.publications.ts': ['./domain/order.commands.js'],
  },
  'context-pages-list-what-a-context-declares': {
    'apps/orders/src/calling.context.ts': ['./outside/carrier.js'],
  },
  'context-pages-load-no-framework': {
    'apps/orders/src/outside/injected.ts': ['@nestjs/common'],
    'apps/orders/src/sagas/injected.saga.ts': ['../outside/injected.js'],
    'apps/orders/src/framework.context.ts': ['./sagas/injected.saga.js'],
  },
  'outside-knows-only-its-driver': { 'apps/orders/src/outside/insider.ts': ['../domain/order.events.js'] },
  'sqlite-only-in-embedded-adapters': { 'libs/engine/src/checkpoints.ts': ['node:sqlite'] },
  'sqlite-files-only-in-embedded-adapters': { 'libs/engine/src/folders.ts': ['@waybill/sqlite-files'] },
  'mongodb-only-in-mongoose-adapters': { 'libs/engine/src/documents.ts': ['mongoose'] },
  'amqp-only-in-rabbitmq-adapters': { 'libs/message-bus/src/message-bus.ts': ['amqplib'] },
  'esdb-only-in-eventstoredb-adapters': { 'libs/engine/src/streams.ts': ['@eventstore/db-client'] },
};

/** The packages that the files above import, as package.json has them. */
const packages = {
  dependencies: [
    '@eventstore/db-client',
    '@nestjs/common',
    'amqp-connection-manager',
    'amqplib',
    'class-validator',
    'mongoose',
  ],
  devDependencies: ['@jest/globals', 'fast-check', 'supertest'],
};

describe('the dependency rules', () => {
  const { rules, violations } = inspect([lawful, ...Object.values(planted)]);

  test('have a planted violation each', () => {
    expect(Object.keys(planted).toSorted()).toEqual(rules.toSorted());
  });

  test.each(Object.entries(planted))('%s fires', (rule, files) => {
    const culprits = violations.filter(({ from }) => from in files);
    expect(culprits.map(({ rule: { name } }) => name)).toContain(rule);
  });

  test('let the lawful pass', () => {
    expect(violations.filter(({ from }) => from in lawful)).toEqual([]);
  });
});

interface Report {
  rules: string[];
  violations: { rule: { name: string }; from: string }[];
}

/** Builds the files into a project in a temporary folder, and runs the real configuration over it. */
function inspect(houses: Files[]): Report {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-rules-'));
  try {
    for (const [path, text] of Object.entries(project(houses))) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return cruise(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The text of every file of the project, by path; what is imported as a type is imported. */
function project(houses: Files[]): Record<string, string> {
  const sources = houses.flatMap((files) => Object.entries(files));
  const installed = [...packages.dependencies, ...packages.devDependencies];
  const manifest = {
    dependencies: versions(packages.dependencies),
    devDependencies: versions(packages.devDependencies),
  };
  return {
    'package.json': JSON.stringify(manifest),
    'tsconfig.json': readFileSync(join(root, 'tsconfig.json'), 'utf8'),
    ...Object.fromEntries(
      sources.map(([path, imports]) => [
        path,
        imports.map((from) => `import type {} from '${from}';`).join('\n'),
      ]),
    ),
    ...Object.fromEntries(installed.map((name) => [`node_modules/${name}/index.js`, ''])),
  };
}

function versions(names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, '1.0.0']));
}

function cruise(folder: string): Report {
  const bin = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const config = join(root, '.dependency-cruiser.mjs');
  const options = ['--config', config, '--output-type', 'json', 'apps', 'libs', 'test'];
  const output = execFileSync(process.execPath, [bin, ...options], { cwd: folder, encoding: 'utf8' });
  const { summary } = JSON.parse(output);
  return {
    rules: summary.ruleSetUsed.forbidden.map(({ name }: { name: string }) => name),
    violations: summary.violations,
  };
}
