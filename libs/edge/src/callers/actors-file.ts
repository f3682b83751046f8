import { timingSafeEqual } from 'node:crypto';
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { Type } from 'class-transformer';
import { ArrayNotEmpty, IsArray, IsIn, IsOptional, Matches, ValidateNested } from 'class-validator';
import { IsName } from '@waybill/validation';

import { BadSetting } from '../service/bad-setting.js';
import { compile } from '../requests/compile.js';
import { isFields } from '../requests/request.js';
import { Caller } from './caller.js';
import type { Callers } from './callers.js';
import { ROLES, type Role } from './roles.js';
import { hashOfToken } from './tokens.js';

/** How often the file is looked at for changes. */
const WATCH_MS = 1_000;

/** An actor with one of its tokens. An actor can have several, for example while a token is being replaced. */
export class ActorEntry {
  /** What every event of the actor names. */
  @Matches(/^[A-Za-z0-9][A-Za-z0-9._@:+-]{0,127}$/) id: string;
  @IsOptional() @IsIn(['user', 'api-key']) kind?: 'user' | 'api-key';
  @IsArray() @ArrayNotEmpty() @IsIn(ROLES, { each: true }) roles: Role[];
  /** Whose orders an actor with the role `customer` may see and command. */
  @IsOptional() @IsName() customerId?: string;
  /** Lower-case hex. */
  @Matches(/^[0-9a-f]{64}$/) tokenSha256: string;
}

/** The content of the file that `ACTORS_FILE` names. */
export class ActorsDocument {
  @IsArray() @ValidateNested({ each: true }) @Type(() => ActorEntry) actors: ActorEntry[];
}

const document = compile(ActorsDocument);

/** Reads and checks the file. Throws a {@link BadSetting} that says in one line what is wrong, and where. */
export function readActors(path: string): readonly ActorEntry[] {
  const fail = (reason: string) => new BadSetting(`ACTORS_FILE is "${path}"; ${reason}`);
  return checkedActors(parsed(path, fail), fail);
}

/** The actors in the content of the file. Throws what `fail` makes of the first thing that is wrong. */
export function checkedActors(content: unknown, fail: (reason: string) => Error): readonly ActorEntry[] {
  const [flaw] = document.flaws(content) ?? [];
  if (flaw) throw fail(`${flaw.pointer || 'the file'} ${flaw.detail}.`);
  const made: unknown = isFields(content) ? document.create(content) : undefined;
  if (!(made instanceof ActorsDocument)) throw fail('it must be an object with a list of actors.');
  const { actors } = made;
  const homeless = actors.find(({ roles, customerId }) => roles.includes('customer') && !customerId);
  if (homeless) throw fail(`the actor ${homeless.id} has the role customer and needs a customerId.`);
  const tokens = new Set(actors.map(({ tokenSha256 }) => tokenSha256));
  if (tokens.size < actors.length) throw fail('two actors have the same token.');
  return actors;
}

function parsed(path: string, fail: (reason: string) => BadSetting): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw fail(`it cannot be read: ${String(error).replace(/^Error: /, '')}.`);
  }
}

/** The callers that a file lists. A change of the file takes effect within a second or two. */
export class ActorsFile implements Callers {
  #known: readonly { readonly hash: Buffer; readonly caller: Caller }[];

  /** `report` learns why a changed file cannot be used; the former content stays in force. */
  constructor(
    private readonly path: string,
    private readonly report: (failure: BadSetting) => void,
  ) {
    this.#known = knownOf(readActors(path));
    watchFile(path, { interval: WATCH_MS, persistent: false }, this.#reload);
  }

  /** Compares with every hash, each in constant time, so that the time tells nothing about the tokens. */
  find(token: string | undefined): Caller | undefined {
    if (token === undefined) return undefined;
    const wanted = Buffer.from(hashOfToken(token), 'hex');
    let found: Caller | undefined;
    for (const { hash, caller } of this.#known) if (timingSafeEqual(hash, wanted)) found = caller;
    return found;
  }

  close(): void {
    unwatchFile(this.path, this.#reload);
  }

  readonly #reload = (): void => {
    try {
      this.#known = knownOf(readActors(this.path));
    } catch (failure) {
      if (!(failure instanceof BadSetting)) throw failure;
      this.report(failure);
    }
  };
}

function knownOf(actors: readonly ActorEntry[]) {
  return actors.map(({ id, kind = 'user', roles, customerId, tokenSha256 }) => ({
    hash: Buffer.from(tokenSha256, 'hex'),
    caller: new Caller({ kind, id }, roles, roles.includes('personal-data'), customerId),
  }));
}
