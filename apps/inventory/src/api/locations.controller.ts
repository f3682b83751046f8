import { Controller, Get, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Command, Consistency, found, listed, Params } from '@waybill/edge';
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

@Controller('locations')
export class LocationsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly reads: ReadModels,
  ) {}

  @Post()
  register(@Command({ id: 'location' }) command: RegisterLocation): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':location/change')
  change(@Command() command: ChangeLocation): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':location/suspend')
  suspend(@Command() command: SuspendLocation): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':location/activate')
  activate(@Command() command: ActivateLocation): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Get()
  async list(
    @Params() params: ListLocations,
    @Consistency() freshness: Freshness,
  ): Promise<Listed<LocationDocument>> {
    return listed(await listLocations(this.reads, params, freshness));
  }

  @Get(':location')
  async one(@Param('location') location: string, @Consistency() freshness: Freshness): Promise<Found> {
    return found('location', await findLocation(this.reads, location, freshness));
  }
}
