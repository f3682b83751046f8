import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Engine } from '@waybill/engine';
import { EventStore } from '@waybill/event-store';
import { MessageBus } from '@waybill/message-bus';
import { ReadStore } from '@waybill/read-store';

import { engineHealth, stateStoreToken, type PartHealth } from '../engine-rewrite.js';
import { findProvider } from './find-provider.js';

/** A store as far as readiness needs it. */
interface Port {
  /** Why the store cannot work now; undefined when it can. */
  trouble(): Promise<string | undefined>;
}

type Token = abstract new (...args: never[]) => Port;

const ports: Readonly<Record<string, unknown>> = {
  'event-store': EventStore,
  'read-store': ReadStore,
  'state-store': stateStoreToken,
  'message-bus': MessageBus,
};

/** What the service needs in order to do its work: the stores that the app provides, and the parts of its engine. */
@Injectable()
export class Readiness {
  constructor(private readonly modules: ModuleRef) {}

  /** Never rejects: a check that fails is a part that is not ready. */
  async parts(): Promise<readonly PartHealth[]> {
    const stores = Object.entries(ports).map(([name, token]) => this.store(name, token));
    return (await Promise.all([...stores, this.engine()])).flat();
  }

  private async store(name: string, token: unknown): Promise<readonly PartHealth[]> {
    const store = isToken(token) ? findProvider(this.modules, token) : undefined;
    if (!store) return [];
    return checked(name, async () => {
      const reason = await store.trouble();
      return [{ name, isReady: reason === undefined, reason }];
    });
  }

  private async engine(): Promise<readonly PartHealth[]> {
    const engine = findProvider(this.modules, Engine);
    return engine ? checked('engine', () => engineHealth(engine)) : [];
  }
}

async function checked(
  name: string,
  check: () => Promise<readonly PartHealth[]>,
): Promise<readonly PartHealth[]> {
  try {
    return await check();
  } catch (error) {
    return [{ name, isReady: false, reason: `The check failed: ${String(error)}` }];
  }
}

function isToken(token: unknown): token is Token {
  return typeof token === 'function';
}
