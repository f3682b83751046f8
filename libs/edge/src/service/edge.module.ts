import type { DynamicModule, Type } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';

import { ProblemsController } from '../problems/problems.controller.js';
import { HealthController } from './health.controller.js';
import { Readiness } from './readiness.js';
import { RootController } from './root.controller.js';

/** An app's module, with the routes of every service: health, the meaning of problem codes, and the way to the docs. */
export class EdgeModule {
  static around(app: Type | DynamicModule): DynamicModule {
    return {
      module: EdgeModule,
      imports: [app, TerminusModule.forRoot({ logger: false })],
      controllers: [RootController, HealthController, ProblemsController],
      providers: [Readiness],
    };
  }
}
