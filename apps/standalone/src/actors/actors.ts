import { chmodSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { checkedActors, hashOfToken, newToken, readActors, type ActorEntry } from '@waybill/edge';

/** Only the user that runs Waybill reads the file: it says which hashes are worth attacking. */
const MODE = 0o600;

/** An actor to be added, as the command line names it. */
export interface NewActor {
  readonly id: string;
  readonly roles: readonly string[];
  readonly kind?: string | undefined;
  readonly customerId?: string | undefined;
}

/** One line for each actor. */
export function listActors(path: string): string {
  const lines = actorsIn(path).map(({ id, kind = 'user', roles, customerId }) => {
    const customer = customerId === undefined ? '' : `, customer ${customerId}`;
    return `${id} (${kind}${customer}): ${roles.join(', ')}`;
  });
  return lines.length === 0 ? 'There are no actors.' : lines.join('\n');
}

/** Adds an actor, or another token for one. Returns the token, which is stored nowhere. Throws an Error that says what is wrong. */
export function addActor(path: string, actor: NewActor): string {
  const token = newToken();
  const { kind, customerId, ...rest } = actor;
  const optional = { ...(kind !== undefined && { kind }), ...(customerId !== undefined && { customerId }) };
  write(path, [...actorsIn(path), { ...rest, ...optional, tokenSha256: hashOfToken(token) }]);
  return token;
}

/** Removes an actor with all its tokens. Returns how many tokens it had. */
export function removeActor(path: string, id: string): number {
  const actors = actorsIn(path);
  const kept = actors.filter((actor) => actor.id !== id);
  write(path, kept);
  return actors.length - kept.length;
}

function actorsIn(path: string): readonly ActorEntry[] {
  return existsSync(path) ? readActors(path) : [];
}

/** Replaces the file in one step, so that a running service never reads half of it. */
function write(path: string, actors: readonly object[]): void {
  checkedActors(
    { actors: structuredClone(actors) },
    (reason) => new Error(reason.replace(/^\/actors\/\d+\//, '')),
  );
  mkdirSync(dirname(path), { recursive: true });
  const fresh = `${path}.new`;
  writeFileSync(fresh, `${JSON.stringify({ actors }, undefined, 2)}\n`, { mode: MODE });
  chmodSync(fresh, MODE);
  renameSync(fresh, path);
}
