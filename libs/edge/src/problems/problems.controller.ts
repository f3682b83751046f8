import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';

import { problemKinds, refusalKinds, type ProblemKind } from './codes.js';

const kinds = new Map<string, ProblemKind>(Object.entries(problemKinds));

/** The pages that explain problem codes: a problem's `type` is the path of one. */
@ApiExcludeController()
@Controller('problems')
export class ProblemsController {
  @Get()
  all(): object {
    return { problems: Object.fromEntries(kinds), refusals: refusalKinds };
  }

  @Get(':code')
  @Header('cache-control', 'public, max-age=3600')
  one(@Param('code') code: string): object {
    const kind = kinds.get(code);
    return kind ? { code, ...kind } : { refusals: refusalKinds };
  }
}
