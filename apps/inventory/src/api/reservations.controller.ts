import { Controller, Get, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Command, Consistency, found, listed, Params, Referenced } from '@waybill/edge';
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
import { reference } from './reference.js';

@Controller('reservations')
@Referenced(reference)
export class ReservationsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly reads: ReadModels,
  ) {}

  /** Holds stock for a while, without an order. The order with the same id takes it over. */
  @Post()
  request(@Command({ id: 'reservationId' }) command: RequestReservation): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Extends a reservation once, by 15 minutes. */
  @Post(':reservationId/extend')
  extend(@Command() command: ExtendReservation): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Keeps the stock for a customer without an order, until it is shipped or released. */
  @Post(':reservationId/commit')
  commit(@Command() command: CommitReservation): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Gives the stock of a committed reservation to the customer. */
  @Post(':reservationId/ship')
  ship(@Command() command: ShipReservation): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Releases the stock. */
  @Post(':reservationId/release')
  release(@Command() command: ReleaseReservation): Promise<Receipt> {
    return this.commands.execute(command);
  }

  /** Reservations, the latest first. */
  @Get()
  async list(
    @Params() params: ListReservations,
    @Consistency() freshness: Freshness,
  ): Promise<Listed<ReservationDocument>> {
    return listed(await this.reads.list(Reservations, queryOf(params), freshness));
  }

  /** A reservation, with what it holds at each location. */
  @Get(':reservationId')
  async one(
    @Param('reservationId') reservationId: string,
    @Consistency() freshness: Freshness,
  ): Promise<Found<ReservationDocument>> {
    return found<ReservationDocument>(
      'reservation',
      await this.reads.getText(Reservations, reservationId, freshness),
    );
  }
}
