import { Controller, Get, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Command, Consistency, found, listed, Params, Referenced } from '@waybill/edge';
import type { Found, Freshness, Listed } from '@waybill/edge';
import { ReadModels } from '@waybill/engine';
import type { Receipt } from '@waybill/engine';
import {
  ActivateLocation,
  ChangeLocation,
  RegisterLocation,
  SuspendLocation,
} from '../domain/location.commands.js';
import type { LocationDocument } from '../projections/locations.projection.js';
import { findLocation } from './known-location.js';
import { ListLocations, listLocations } from './list-locations.js';
import { reference } from './reference.js';

@Controller('locations')
@Referenced(reference)
export class LocationsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly reads: ReadModels,
  ) {}

  /** Registers a location, where stock can be kept. */
  @Post()
  register(@Command({ id: 'location' }) command: RegisterLocation): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Changes the name, the address, the priority of a location, or whether it sells. */
  @Post(':location/change')
  change(@Command() command: ChangeLocation): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Stops selling from a location. What is claimed there moves elsewhere where that is possible. */
  @Post(':location/suspend')
  suspend(@Command() command: SuspendLocation): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Sells from a location again. */
  @Post(':location/activate')
  activate(@Command() command: ActivateLocation): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Locations, in the order of their codes. */
  @Get()
  async list(
    @Params() params: ListLocations,
    @Consistency() freshness: Freshness,
  ): Promise<Listed<LocationDocument>> {
    return listed(await listLocations(this.reads, params, freshness));
  }

  /** A location. */
  @Get(':location')
  async one(
    @Param('location') location: string,
    @Consistency() freshness: Freshness,
  ): Promise<Found<LocationDocument>> {
    return found('location', await findLocation(this.reads, location, freshness));
  }
}
