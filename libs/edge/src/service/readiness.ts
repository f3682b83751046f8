import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Engine, type Health } from '@waybill/engine';
import { EventStore } from '@waybill/event-store';
import { KeyStore } from '@waybill/key-store';
import { MessageBus } from '@waybill/message-bus';
import { ReadStore, StateStore } from '@waybill/read-store';

import { findProvider } from './find-provider.js';

/** A store as far as readiness needs it. */
interface Port {
  /** Why the store cannot work now; undefined when it can. */
  trouble(): Promise<string | undefined>;
}

type Token = abstract new (...args: never[]) => Port;

const ports: Readonly<Record<string, Token>> = {
  'event-store': EventStore,
  'read-store': ReadStore,
  'state-store': StateStore,
  'key-store': KeyStore,
  'message-bus': MessageBus,
};

/** What the service needs in order to do its work: the stores that the app provides, and the parts of its engine. */
@Injectable()
export class Readiness {
  constructor(private readonly modules: ModuleRef) {}

  /** Never rejects: a check that fails is a part that is not ready. */
  async parts(): Promise<readonly Health[]> {
    const stores = Object.entries(ports).map(([name, token]) => this.store(name, token));
    return (await Promise.all([...stores, this.engine()])).flat();
  }

  private async store(name: string, token: Token): Promise<readonly Health[]> {
    const store = findProvider(this.modules, token);
    if (!store) return [];
    return checked(name, async () => {
      const reason = await store.trouble();
      return [{ name, isReady: reason === undefined, reason }];
    });
  }

  private async engine(): Promise<readonly Health[]> {
    const engine = findProvider(this.modules, Engine);
    return engine ? checked('engine', () => engine.health()) : [];
  }
}

async function checked(name: string, check: () => Promise<readonly Health[]>): Promise<readonly Health[]> {
  try {
    return await check();
  } catch (error) {
    return [{ name, isReady: false, reason: `The check failed: ${String(error)}` }];
  }
}
