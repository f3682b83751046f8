import { Controller, Get, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Command, Consistency, found, listed, Params } from '@waybill/edge';
import type { Found, Freshness, Listed } from '@waybill/edge';
import { ReadModels } from '@waybill/engine';
import type { Receipt } from '@waybill/engine';
import {
  CommitReservation,
  ExtendReservation,
  ReleaseReservation,
  RequestReservation,
  ShipReservation,
} from '../domain/reservation.commands.js';
import type { ReservationDocument } from '../projections/reservation-document.js';
import { Reservations } from '../projections/reservations.projection.js';
import { ListReservations, queryOf } from './list-reservations.js';

@Controller('reservations')
export class ReservationsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly reads: ReadModels,
  ) {}

  @Post()
  request(@Command({ id: 'reservationId' }) command: RequestReservation): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':reservationId/extend')
  extend(@Command() command: ExtendReservation): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':reservationId/commit')
  commit(@Command() command: CommitReservation): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':reservationId/ship')
  ship(@Command() command: ShipReservation): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Post(':reservationId/release')
  release(@Command() command: ReleaseReservation): Promise<Receipt> {
    return this.commands.execute(command);
  }

  @Get()
  async list(
    @Params() params: ListReservations,
    @Consistency() freshness: Freshness,
  ): Promise<Listed<ReservationDocument>> {
    return listed(await this.reads.list(Reservations, queryOf(params), freshness));
  }

  @Get(':reservationId')
  async one(
    @Param('reservationId') reservationId: string,
    @Consistency() freshness: Freshness,
  ): Promise<Found> {
    return found('reservation', await this.reads.getText(Reservations, reservationId, freshness));
  }
}
