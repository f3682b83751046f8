import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

export const ROLES = ['customer', 'staff', 'operator', 'personal-data'] as const;

/** What a caller is trusted with. No role contains another one; an actor can have several. */
export type Role = (typeof ROLES)[number];

const ROLES_DEFAULT: readonly Role[] = ['staff'];

const rolesByHandler = new WeakMap<object, readonly Role[]>();

/**
 * Who may use a route, or all routes of a controller that have no `@Roles()` of their own: callers with at least one of
 * the roles. Default: `staff`. A route that allows `customer` must check `caller.ensureOwns(…)`.
 */
export function Roles(...roles: readonly Role[]): ClassDecorator & MethodDecorator {
  return (target: object, _key?: string | symbol, descriptor?: PropertyDescriptor) => {
    if (descriptor) allow(descriptor.value, roles);
    else for (const handler of handlersOf(target)) if (!rolesByHandler.has(handler)) allow(handler, roles);
  };
}

/** The roles of which a caller needs one for the route. */
export function rolesFor(request: Pick<FastifyRequest, 'routeOptions'>): readonly Role[] {
  const roles: unknown = Reflect.get(request.routeOptions.config, 'roles');
  return isRoles(roles) ? roles : ROLES_DEFAULT;
}

/** The roles of a controller's method, for the documentation. */
export function rolesOf(handler: object): readonly Role[] {
  return rolesByHandler.get(handler) ?? ROLES_DEFAULT;
}

export function isRole(name: unknown): name is Role {
  return ROLES.some((role) => role === name);
}

function allow(handler: unknown, roles: readonly Role[]): void {
  if (typeof handler !== 'function') throw new TypeError('@Roles() decorates a method or a controller.');
  rolesByHandler.set(handler, roles);
  RouteConfig({ roles })(handler);
}

function handlersOf(controller: object): readonly object[] {
  const prototype: unknown = Reflect.get(controller, 'prototype');
  if (typeof prototype !== 'object' || prototype === null) return [];
  return Object.getOwnPropertyNames(prototype)
    .filter((name) => name !== 'constructor')
    .map((name): unknown => Object.getOwnPropertyDescriptor(prototype, name)?.value)
    .filter((value) => typeof value === 'function');
}

function isRoles(value: unknown): value is readonly Role[] {
  return Array.isArray(value) && value.every(isRole);
}
