import type { Abstract, DynamicModule, Type } from '@nestjs/common';

import { Erasure } from './erasure.js';
import { SubjectsController } from './subjects.controller.js';

/** The routes about data subjects, for an app that can erase: `imports: [SubjectsModule.erasingWith(Engine)]`. */
export class SubjectsModule {
  static erasingWith(erasure: Type<Erasure> | Abstract<Erasure>): DynamicModule {
    return {
      module: SubjectsModule,
      controllers: [SubjectsController],
      providers: [{ provide: Erasure, useExisting: erasure }],
    };
  }
}
