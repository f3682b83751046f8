import { Controller, Get, Header, ServiceUnavailableException } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse } from '@nestjs/swagger';
import { HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';

import { Problem } from '../problems/problem.js';
import { EdgeAdapter } from './edge-adapter.js';
import { Readiness } from './readiness.js';

const status = { type: 'string' };
const parts = {
  type: 'object',
  description: 'Each part by its name.',
  additionalProperties: {
    type: 'object',
    required: ['status'],
    properties: { status: { type: 'string', enum: ['up', 'down'] }, message: { type: 'string' } },
  },
};

/** Whether the process runs, and whether it can do its work. */
@Controller()
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly readiness: Readiness,
    private readonly host: HttpAdapterHost,
  ) {}

  @Get('livez')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Whether the process runs. It looks at nothing else.' })
  @ApiOkResponse({
    description: 'The process runs.',
    content: {
      'application/json': {
        schema: { type: 'object', required: ['status'], properties: { status } },
        example: { status: 'ok' },
      },
    },
  })
  isAlive(): object {
    return { status: 'ok' };
  }

  @Get('readyz')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'Whether the process can serve requests.',
    description:
      'Checks the stores and the parts of the engine. Send no requests to a process that answers 503: it is draining (`draining`), or a part is not ready (`not-ready`, with the reason in `checks`).',
  })
  @ApiOkResponse({
    description: 'Every part is ready.',
    content: {
      'application/json': {
        schema: { type: 'object', required: ['status', 'details'], properties: { status, details: parts } },
        example: { status: 'ok', details: { 'event-store': { status: 'up' } } },
      },
    },
  })
  @ApiServiceUnavailableResponse({
    description: 'Problem `not-ready` or `draining`. `checks` names each part with its status and reason.',
    content: {
      'application/problem+json': {
        schema: {
          allOf: [
            { $ref: '#/components/schemas/Problem' },
            { type: 'object', properties: { checks: parts } },
          ],
        },
      },
    },
  })
  async isReady(): Promise<object> {
    const { httpAdapter } = this.host;
    if (httpAdapter instanceof EdgeAdapter && httpAdapter.drain.isDraining) throw new Problem('draining');
    const found = await this.readiness.parts();
    const checks = found.map(({ name, isReady, reason }) => () => {
      const indicator = this.indicators.check(name);
      return isReady ? indicator.up() : indicator.down(reason ?? 'No reason is known.');
    });
    try {
      return await this.health.check(checks);
    } catch (error) {
      throw error instanceof ServiceUnavailableException ? notReady(error.getResponse()) : error;
    }
  }
}

/** The result of terminus as a problem that names each part and its status. */
function notReady(result: object | string): Problem {
  const checks: unknown = typeof result === 'object' ? Reflect.get(result, 'details') : undefined;
  return new Problem('not-ready', undefined, { members: { checks } });
}
