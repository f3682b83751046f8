import type { ModuleRef } from '@nestjs/core';

/** A provider of any module of the app; undefined when there is none. */
export function findProvider<T>(
  modules: ModuleRef,
  token: abstract new (...args: never[]) => T,
): T | undefined {
  try {
    return modules.get<T, T>(token, { strict: false });
  } catch {
    return undefined;
  }
}
