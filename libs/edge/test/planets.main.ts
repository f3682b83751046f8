import { Module } from '@nestjs/common';
import { EmbeddedEventStore, EventStore } from '@waybill/event-store';

import { serve } from '../src/service/serve.js';
import { arrivals, PlanetsController } from './planets.js';

const folder = process.env['FOLDER'] ?? '';

@Module({
  controllers: [PlanetsController],
  providers: [{ provide: EventStore, useFactory: () => EmbeddedEventStore.open(folder) }],
})
class Planets {}

arrivals.on('waiting', () => process.stdout.write('{"level":"info","msg":"waiting"}\n'));
await serve(Planets, { say: (sentence) => void process.stderr.write(`${sentence}\n`) });
