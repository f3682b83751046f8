import type { DynamicModule, Type } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';

import { ProblemsController } from '../problems/problems.controller.js';
import { HealthController } from './health.controller.js';

/** An app's module, and beside it what every service answers: whether it is well, and what its problems mean. */
export class EdgeModule {
  static around(app: Type | DynamicModule): DynamicModule {
    return {
      module: EdgeModule,
      imports: [app, TerminusModule.forRoot({ logger: false })],
      controllers: [HealthController, ProblemsController],
    };
  }
}
