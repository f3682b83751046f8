import { Module } from '@nestjs/common';
import { EmbeddedEventStore, EventStore } from '@waybill/event-store';

import { serve } from '../src/service/serve.js';
import { PlanetsController } from './planets.js';

const folder = process.env['FOLDER'] ?? '';

@Module({
  controllers: [PlanetsController],
  providers: [{ provide: EventStore, useFactory: () => EmbeddedEventStore.open(folder) }],
})
class Planets {}

await serve(Planets);
