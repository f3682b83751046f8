import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';

export const ROLES = ['customer', 'staff', 'operator', 'personal-data'] as const;

/** What a caller is trusted with. No role contains another one; an actor can have several. */
export type Role = (typeof ROLES)[number];

/** The roles of a route that says nothing else. */
export const ROLES_DEFAULT: readonly Role[] = ['staff'];

/** The extension that carries the roles to the OpenAPI document. */
export const ROLES_EXTENSION = 'x-waybill-roles';

const declared = new WeakSet<object>();

/**
 * Who may use a route, or all routes of a controller that have no `@Roles()` of their own: callers with at least one of
 * the roles. Default: `staff`. A route that allows `customer` must check `caller.ensureOwns(…)`.
 */
export function Roles(...roles: readonly Role[]): ClassDecorator & MethodDecorator {
  return (target: object, key?: string | symbol, descriptor?: PropertyDescriptor) => {
    if (key !== undefined && descriptor) return allow(target, key, descriptor, roles);
    for (const [name, method] of methodsOf(target)) {
      if (!declared.has(method.value)) allow(target, name, method, roles);
    }
  };
}

/** The roles of which a caller needs one for the route. */
export function rolesFor(request: Pick<FastifyRequest, 'routeOptions'>): readonly Role[] {
  const roles: unknown = Reflect.get(request.routeOptions.config, 'roles');
  return isRoles(roles) ? roles : ROLES_DEFAULT;
}

export function isRoles(value: unknown): value is readonly Role[] {
  return Array.isArray(value) && value.every((name) => ROLES.some((role) => role === name));
}

function allow(
  target: object,
  key: string | symbol,
  descriptor: PropertyDescriptor,
  roles: readonly Role[],
): void {
  declared.add(descriptor.value);
  RouteConfig({ roles })(descriptor.value);
  ApiExtension(ROLES_EXTENSION, roles)(target, key, descriptor);
}

function methodsOf(controller: object): readonly (readonly [string, PropertyDescriptor])[] {
  const prototype: unknown = Reflect.get(controller, 'prototype');
  if (typeof prototype !== 'object' || prototype === null) return [];
  return Object.entries(Object.getOwnPropertyDescriptors(prototype)).filter(
    ([name, { value }]) => name !== 'constructor' && typeof value === 'function',
  );
}
