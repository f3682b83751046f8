import { Controller, Get, Header, ServiceUnavailableException } from '@nestjs/common';
import { HttpAdapterHost, ModuleRef } from '@nestjs/core';
import { ApiExcludeController } from '@nestjs/swagger';
import { HealthCheckService, HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { EventStore } from '@waybill/event-store';
import { MessageBus } from '@waybill/message-bus';
import { ReadStore } from '@waybill/read-store';

import { Problem } from '../problems/problem.js';
import { EdgeAdapter } from './edge-adapter.js';

interface Troubled {
  trouble(): Promise<string | undefined>;
}

const watched = { 'event-store': EventStore, 'read-store': ReadStore, 'message-bus': MessageBus };

/** Whether the process lives, and whether it can do its work. */
@ApiExcludeController()
@Controller()
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly modules: ModuleRef,
    private readonly host: HttpAdapterHost,
  ) {}

  @Get('livez')
  @Header('cache-control', 'no-store')
  alive(): object {
    return { status: 'ok' };
  }

  @Get('readyz')
  @Header('cache-control', 'no-store')
  async ready(): Promise<object> {
    const { httpAdapter } = this.host;
    if (httpAdapter instanceof EdgeAdapter && httpAdapter.draining) throw new Problem('draining');
    const checks = Object.entries(watched).flatMap(([name, port]) => this.checkOf(name, port));
    try {
      return await this.health.check(checks);
    } catch (error) {
      throw error instanceof ServiceUnavailableException ? notReady(error.getResponse()) : error;
    }
  }

  private checkOf(name: string, port: abstract new (...args: never[]) => Troubled) {
    const found = this.find(port);
    if (!found) return [];
    return [
      async (): Promise<HealthIndicatorResult> => {
        const indicator = this.indicators.check(name);
        const trouble = await found.trouble();
        return trouble === undefined ? indicator.up() : indicator.down(trouble);
      },
    ];
  }

  private find(port: abstract new (...args: never[]) => Troubled): Troubled | undefined {
    try {
      return this.modules.get<Troubled, Troubled>(port, { strict: false });
    } catch {
      return undefined;
    }
  }
}

/** What terminus found, as a problem that names each part and its state. */
function notReady(result: object | string): Problem {
  const checks: unknown = typeof result === 'object' ? Reflect.get(result, 'details') : undefined;
  return new Problem('not-ready', undefined, { members: { checks } });
}
