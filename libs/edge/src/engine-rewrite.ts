/*
 * What the edge uses of the engine and the read store before they export it. When they do: import `StoredText` and
 * `StateStore` from @waybill/read-store, call `engine.health()` directly, and delete this file.
 */
import type { Engine } from '@waybill/engine';
import * as readStore from '@waybill/read-store';

/** A document as JSON text, with its numeric revision if it has one. */
export interface StoredText {
  readonly text: string;
  readonly revision: number | undefined;
}

/** Whether a part of the service can do its work, and why not. */
export interface PartHealth {
  readonly name: string;
  readonly isReady: boolean;
  readonly reason?: string | undefined;
}

/** The injection token of the state store; undefined where the read store has no such export. */
export const stateStoreToken: unknown = Reflect.get(readStore, 'StateStore');

/** `engine.health()`; no parts where the engine has no such method. */
export async function engineHealth(engine: Engine): Promise<readonly PartHealth[]> {
  return hasHealth(engine) ? engine.health() : [];
}

function hasHealth(engine: object): engine is { health(): Promise<readonly PartHealth[]> } {
  return 'health' in engine && typeof engine.health === 'function';
}
