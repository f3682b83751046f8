import { availableParallelism } from 'node:os';
import type { EngineOptions, Role } from './engine.js';

/** A setting of the engine that cannot be used; the message names it, its value, and what it may be. */
export class BadEngineSetting extends Error {
  override readonly name = 'BadSetting';
}

/**
 * Where everything is kept: `EVENT_STORE_URL`, `READ_STORE_URL`, `STATE_STORE_URL` and `MESSAGE_BUS_URL`, each
 * `embedded:./data` by default. `KEY_STORE_URL` is the event store's folder by default.
 */
export function storeUrls(env: NodeJS.ProcessEnv = process.env) {
  const kept = 'embedded:./data';
  const events = env['EVENT_STORE_URL'] ?? kept;
  return {
    events,
    reads: env['READ_STORE_URL'] ?? kept,
    state: env['STATE_STORE_URL'] ?? kept,
    messages: env['MESSAGE_BUS_URL'] ?? kept,
    keys: env['KEY_STORE_URL'] ?? (events.startsWith('embedded:') ? events : kept),
  };
}

/**
 * `ROLES`: `serve`, `follow` or `serve,follow` (default). `PROJECTIONS_IN`: `worker` (default with more than one
 * core) or `main`.
 * `SAGAS_START_AT_HEAD`: sagas that may start although their checkpoint is missing. Throws {@link BadEngineSetting}.
 */
export function engineSettings(
  env: NodeJS.ProcessEnv = process.env,
): Pick<EngineOptions, 'roles' | 'worker' | 'sagasStartAtHead'> {
  const roles = listOf(env['ROLES'] ?? 'serve,follow').map(roleOf);
  if (roles.length === 0) throw new BadEngineSetting('ROLES is empty; it must name serve, follow, or both.');
  // On a single core a thread of its own only adds work: the log is read and parsed twice.
  const place = env['PROJECTIONS_IN'] ?? (availableParallelism() > 1 ? 'worker' : 'main');
  if (place !== 'worker' && place !== 'main') {
    throw new BadEngineSetting(`PROJECTIONS_IN is "${place}"; it must be worker or main.`);
  }
  const { events, reads, keys } = storeUrls(env);
  const urls = { eventStoreUrl: events, readStoreUrl: reads, keyStoreUrl: keys };
  const isInMemory = /^embedded:(:memory:)?$/.test(reads);
  return {
    roles: new Set(roles),
    worker: place === 'worker' && !isInMemory ? urls : undefined,
    sagasStartAtHead: listOf(env['SAGAS_START_AT_HEAD'] ?? ''),
  };
}

function listOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function roleOf(name: string): Role {
  if (name === 'serve' || name === 'follow') return name;
  throw new BadEngineSetting(`ROLES names "${name}"; it may name serve and follow.`);
}
