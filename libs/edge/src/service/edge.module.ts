import type { DynamicModule, Type } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';

import { ProblemsController } from '../problems/problems.controller.js';
import { HealthController } from './health.controller.js';
import { Readiness } from './readiness.js';

/** An app's module, with the routes of every service: health, and the meaning of problem codes. */
export class EdgeModule {
  static around(app: Type | DynamicModule): DynamicModule {
    return {
      module: EdgeModule,
      imports: [app, TerminusModule.forRoot({ logger: false })],
      controllers: [HealthController, ProblemsController],
      providers: [Readiness],
    };
  }
}
