import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import { Controller, Get, Global, Module, Param, Post } from '@nestjs/common';
import {
  Clock,
  Contention,
  Draining,
  Engine,
  metaOf,
  ProjectionBehind,
  Receipt,
  RevisionMismatch,
  type CommandMeta,
} from '@waybill/engine';
import {
  BadAppend,
  EmbeddedEventStore,
  EventStore,
  OutcomeUnknown,
  StoreDamaged,
  StoreUnavailable,
} from '@waybill/event-store';
import { NewerVersion, Refusal } from '@waybill/kernel';
import { BusUnavailable } from '@waybill/message-bus';
import { BadCursor, ReadStoreUnavailable } from '@waybill/read-store';
import { IsName } from '@waybill/validation';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';

import { found, listed, type Found, type Listed } from '../src/answers/found.js';
import { accepted, type Outcome } from '../src/answers/outcome.js';
import { CalledBy, type Caller } from '../src/callers/caller.js';
import { Roles } from '../src/callers/roles.js';
import { Referenced, type Reference } from '../src/docs/reference.js';
import { Command } from '../src/requests/command.js';
import { Consistency, type Freshness } from '../src/requests/freshness.js';
import { OutcomeWait, PreferWait } from '../src/requests/outcome-wait.js';
import { PageParams, Params } from '../src/requests/params.js';
import { Erasure } from '../src/subjects/erasure.js';
import { SubjectsModule } from '../src/subjects/subjects.module.js';

/** A service only for tests: it discovers planets, and fails in every way that a service can. */
export class Moon {
  @IsString()
  @Length(1, 40)
  name: string;

  @IsInt()
  @Min(1)
  @Max(1_000_000)
  radius: number;
}

export class DiscoverPlanet {
  @IsUUID()
  planetId: string;

  @IsString()
  @Length(1, 40)
  name: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(5)
  @ValidateNested({ each: true })
  @Type(() => Moon)
  moons: Moon[];

  @IsOptional()
  @IsString()
  @Length(0, 200)
  note?: string;

  constructor(fields: Pick<DiscoverPlanet, 'planetId' | 'name' | 'moons' | 'note'>) {
    Object.assign(this, fields);
  }
}

export class RenamePlanet {
  @IsUUID()
  planetId: string;

  @IsString()
  @Length(1, 40)
  name: string;
}

export class AbandonPlanet {
  @IsUUID()
  planetId: string;
}

export class LandOnPlanet {
  @IsUUID()
  planetId: string;

  @IsOptional()
  @IsArray()
  @IsUUID(undefined, { each: true })
  crew?: string[];
}

export class NamePlanet {
  @IsOptional()
  @IsUUID()
  planetId: string;

  @IsName()
  name: string;
}

/** What the read model knows of a planet that is being named. */
export interface NamedPlanet {
  readonly status: string;
  readonly reason?: string;
  readonly revision: number;
}
export const naming = { read: (_planetId: string): NamedPlanet | undefined => undefined };

/** The landings that were decided, and what they meet. */
export const landings: LandOnPlanet[] = [];
export const weather = { isStormy: false };

export class ListPlanets extends PageParams {
  @IsOptional()
  @IsArray()
  @IsIn(['rock', 'gas'], { each: true })
  kind?: string[];

  @IsOptional()
  @IsInt()
  moons?: number;
}

const failures: Readonly<Record<string, () => unknown>> = {
  mismatch: () => new RevisionMismatch(3, 4),
  contention: () => new Contention('busy'),
  draining: () => new Draining('going'),
  store: () => new StoreUnavailable('disk full at /secret'),
  outcome: () => new OutcomeUnknown('timeout'),
  damaged: () => new StoreDamaged('/secret/file is broken'),
  reads: () => new ReadStoreUnavailable('away'),
  bus: () => new BusUnavailable('away'),
  behind: () => new ProjectionBehind('planets', '0009', '0007'),
  cursor: () => new BadCursor('not mine'),
  append: () => new BadAppend('too large'),
  newer: () => new NewerVersion('PlanetDiscovered', 2, 1),
  unknown: () => new Refusal('unknown', 'planet-unknown', 'There is no such planet.'),
  conflict: () => new Refusal('conflict', 'planet-gone', 'It has been abandoned.', { since: '2020' }),
  invalid: () => new Refusal('invalid', 'name-taken', 'The name is taken.', { field: '/moons/0/name' }),
  bug: () => new TypeError('secret is not a function'),
  text: () => 'secret',
  nothing: () => undefined,
};

/** The dispatched commands with their metadata. */
export const dispatched: { readonly command: object; readonly meta: CommandMeta }[] = [];

/** Emits `waiting` when a read waits for its read model, and `held` with a function that releases the request. */
export const arrivals = new EventEmitter();

/** What `npm run docs` derives for a context. */
const reference: Reference = {
  routes: {
    'PlanetsController.read': {
      summary: 'A planet.',
      schema: { $ref: '#/components/schemas/planets.Planet' },
      example: { planetId: 'saturn', revision: 7 },
    },
    'PlanetsController.rename': { summary: 'Gives a planet another name.' },
  },
  schemas: {
    'planets.Planet': {
      type: 'object',
      required: ['planetId', 'revision'],
      properties: { planetId: { type: 'string' }, revision: { type: 'number' } },
    },
  },
  refusals: {
    'planet-gone': { kind: 'conflict', reasons: ['It has been abandoned.', 'It was <never> there.'] },
  },
};

@Controller('planets')
@Referenced(reference)
export class PlanetsController {
  @Post()
  discover(@Command({ id: 'planetId' }) planet: DiscoverPlanet): Receipt {
    return this.receive(planet, planet.planetId);
  }

  @Post(':planetId/rename')
  rename(@Command() planet: RenamePlanet): Receipt {
    return this.receive(planet, planet.planetId);
  }

  @Post(':planetId/abandon')
  abandon(@Command() planet: AbandonPlanet): Receipt {
    return this.receive(planet, planet.planetId);
  }

  /** Its outcome is the name of the planet, which comes later. */
  @Post('named')
  async name(@Command({ id: 'planetId' }) planet: NamePlanet, @PreferWait() wait: OutcomeWait) {
    const receipt = this.receive(planet, planet.planetId);
    arrivals.emit('naming');
    const read = async () => naming.read(planet.planetId);
    return wait.outcome(receipt, read, (named) => named.status !== 'pending');
  }

  /** Is done later. */
  @Post(':planetId/blow-up')
  blowUp(@Command() planet: AbandonPlanet): Outcome {
    return accepted(this.receive(planet, planet.planetId));
  }

  /** Refused in a storm; nothing to do for who has landed. */
  @Post(':planetId/land')
  land(@Command() planet: LandOnPlanet): Receipt {
    landings.push(planet);
    if (weather.isStormy) throw new Refusal('conflict', 'planet-stormy', 'There is a storm.');
    return new Receipt(planet.planetId, 7, '0000000000000042', false, true);
  }

  @Get()
  list(@Params() { limit, cursor, kind, moons }: ListPlanets): Listed {
    return listed({
      items: [{ limit, cursor, kind, moons }],
      next: cursor === undefined ? 'more' : undefined,
    });
  }

  @Get(':planetId')
  read(@Param('planetId') planetId: string, @Consistency() freshness: Freshness): Found {
    return found('planet', planetId === 'none' ? undefined : { planetId, revision: 7, freshness });
  }

  @Get(':planetId/stored')
  stored(): Found {
    return found('planet', { text: '{"planetId":"saturn",  "revision":7}', revision: 7 });
  }

  @Get(':planetId/unnumbered')
  unnumbered(): Found {
    return found('planet', { text: '{"planetId":"saturn"}', revision: undefined });
  }

  /** A document that happens to have the members of a stored text. */
  @Get(':planetId/remark')
  remark(): Found {
    return found('remark', { text: 'Nice rings.', revision: 2 });
  }

  /** Waits in vain, as a read does whose read model stands still. */
  @Get(':planetId/awaited')
  async awaited(@Consistency() { after = '', waitMs }: Freshness): Promise<never> {
    arrivals.emit('waiting');
    await sleep(waitMs, undefined, { ref: false });
    throw new ProjectionBehind('planets', after, undefined);
  }

  @Get(':planetId/held')
  async held(): Promise<Found> {
    await new Promise<void>((release) => arrivals.emit('held', release));
    return found('planet', { revision: 1 });
  }

  @Get(':planetId/reviewed')
  @Roles('operator')
  reviewed(): Found {
    return found('planet', { revision: 1 });
  }

  /** The planet of the customer who has its id. */
  @Get(':planetId/owned')
  @Roles('staff', 'customer')
  owned(@Param('planetId') planetId: string, @CalledBy() caller: Caller): Found {
    caller.ensureOwns('planet', planetId);
    return found('planet', { planetId, revision: 1 });
  }

  @Get(':planetId/caller')
  @Roles('staff', 'personal-data')
  caller(@CalledBy() { actor, mayReadPersonalData }: Caller): Found {
    return found('planet', { actor, mayReadPersonalData, revision: 1 });
  }

  @Get(':planetId/erased')
  erased(): Found {
    return found('planet', { erased, revision: 1 });
  }

  @Get(':planetId/fail/:how')
  fail(@Param('how') how: string): never {
    throw failures[how]?.();
  }

  private receive(command: object, id: string): Receipt {
    const meta = metaOf(command);
    const replayed = dispatched.some((earlier) => earlier.meta.commandId === meta.commandId);
    dispatched.push({ command, meta });
    return new Receipt(id, 0, '0000000000000042', replayed);
  }
}

const erased: object[] = [];

class PlanetErasure extends Erasure {
  async erase(subjectId: string, reason: string, { actor }: CommandMeta): Promise<Receipt> {
    erased.push({ subjectId, reason, actor });
    return new Receipt(subjectId, 0, '0000000000000042', false);
  }
}

@Global()
@Module({ providers: [PlanetErasure], exports: [PlanetErasure] })
class PlanetErasureModule {}

/** As much of an engine as readiness needs. */
export interface PlanetEngine {
  health(): Promise<readonly { name: string; isReady: boolean; reason?: string | undefined }[]>;
}

/** The service on the given event store, and with the given engine. */
export function planets(store: EmbeddedEventStore, clock: Clock, engine?: PlanetEngine) {
  @Module({
    imports: [PlanetErasureModule, SubjectsModule.erasingWith(PlanetErasure)],
    controllers: [PlanetsController],
    providers: [
      { provide: EventStore, useValue: store },
      { provide: Clock, useValue: clock },
      ...(engine ? [{ provide: Engine, useValue: engine }] : []),
    ],
  })
  class Planets {}
  return Planets;
}
