import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import { Controller, Get, Module, Param, Post } from '@nestjs/common';
import {
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
import { Command } from '../src/requests/command.js';
import { Consistency, type Freshness } from '../src/requests/freshness.js';
import { PageParams, Params } from '../src/requests/params.js';

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
  invalid: () => new Refusal('invalid', 'name-taken', 'The name is taken.'),
  bug: () => new TypeError('secret is not a function'),
  text: () => 'secret',
  nothing: () => undefined,
};

/** The dispatched commands with their metadata. */
export const dispatched: { readonly command: object; readonly meta: CommandMeta }[] = [];

/** Emits `waiting` when a read waits for its read model, and `held` with a function that releases the request. */
export const arrivals = new EventEmitter();

@Controller('planets')
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

/** As much of an engine as readiness needs. */
export interface PlanetEngine {
  health(): Promise<readonly { name: string; isReady: boolean; reason?: string | undefined }[]>;
}

/** The service on the given event store, and with the given engine. */
export function planets(store: EmbeddedEventStore, engine?: PlanetEngine) {
  @Module({
    controllers: [PlanetsController],
    providers: [
      { provide: EventStore, useValue: store },
      ...(engine ? [{ provide: Engine, useValue: engine }] : []),
    ],
  })
  class Planets {}
  return Planets;
}
