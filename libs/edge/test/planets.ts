import { Controller, Get, Module, Param, Post } from '@nestjs/common';
import {
  Contention,
  Draining,
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
import { Refusal } from '@waybill/kernel';
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

/** A service that exists for tests alone: it discovers planets, and fails in every way that a service can. */
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
  unknown: () => new Refusal('unknown', 'planet-unknown', 'There is no such planet.'),
  conflict: () => new Refusal('conflict', 'planet-gone', 'It has been abandoned.', { since: '2020' }),
  invalid: () => new Refusal('invalid', 'name-taken', 'The name is taken.'),
  bug: () => new TypeError('secret is not a function'),
  text: () => 'secret',
  nothing: () => undefined,
};

/** What the last commands were and how they were meta. */
export const dispatched: { readonly command: object; readonly meta: CommandMeta }[] = [];

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

/** The service in memory of the given folder. */
export function planets(store: EmbeddedEventStore) {
  @Module({ controllers: [PlanetsController], providers: [{ provide: EventStore, useValue: store }] })
  class Planets {}
  return Planets;
}
