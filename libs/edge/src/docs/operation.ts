import type { Shape } from '../requests/shape.js';
import type { Json } from '../requests/json-schema.js';
import { isRoles, ROLES_DEFAULT, ROLES_EXTENSION } from '../callers/roles.js';
import { receiptHeaders } from './components.js';
import { COMMAND, documentedShapes, PARAMS } from './describe-route.js';
import { routeReference } from './reference.js';

type Parameter = Readonly<Record<string, unknown>>;

/** The members of an OpenAPI operation that are rewritten here. */
export interface Operation {
  operationId?: string;
  summary?: string;
  description?: string;
  security?: unknown;
  parameters?: unknown[];
  requestBody?: unknown;
  responses?: Record<string, unknown>;
}

/** Adds to an operation what its parameter decorators define: path, query, body and answers. */
export function writeOperation(operation: Operation, path: string): void {
  const command = take(operation, COMMAND);
  const params = take(operation, PARAMS);
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  const parameters: Parameter[] = (operation.parameters ?? []).filter(isParameter);
  for (const name of inPath) {
    if (parameters.some((parameter) => parameter['in'] === 'path' && parameter['name'] === name)) continue;
    const schema = (command && schemaOfField(command.shape, name)) ?? { type: 'string' };
    parameters.unshift({ name, in: 'path', required: true, schema });
  }
  if (params) parameters.push(...queryOf(params.shape));
  if (command) writeCommand(operation, command, inPath);
  operation.parameters = parameters;
  writeReference(operation, command !== undefined);
  writeRoles(operation, path);
  operation.responses = { ...operation.responses, default: { $ref: '#/components/responses/Problem' } };
}

/** The summary, and the document that the route answers. */
function writeReference(operation: Operation, isCommand: boolean): void {
  const route = routeReference(operation.operationId?.replace('.', 'Controller.') ?? '');
  if (!route) return;
  const { summary, schema, example } = route;
  operation.summary = summary;
  const { responses = {} } = operation;
  if (!schema) return;
  if (isCommand) operation.responses = withOutcome(responses, schema, example);
  else operation.responses = { ...responses, 200: contentOf(summary, schema, example) };
}

/** A command with an outcome answers its receipt, or the document for who prefers to wait. */
function withOutcome(responses: Record<string, unknown>, schema: Json, example: unknown) {
  const receipt = { $ref: '#/components/schemas/Receipt' };
  const either = { anyOf: [receipt, schema] };
  const status = '201' in responses ? '201' : '200';
  const decided = 'The receipt; with Prefer: wait the document, decided.';
  const open = 'The outcome was not known in time: the document as it is so far, or the receipt.';
  return {
    ...responses,
    [status]: { headers: receiptHeaders, ...contentOf(decided, either, example) },
    202: { headers: receiptHeaders, ...contentOf(open, either, example) },
  };
}

function contentOf(description: string, schema: Json, example: unknown) {
  return { description, content: { 'application/json': { schema, example } } };
}

/** Which roles may use the route: any one of them. */
function writeRoles(operation: Operation, path: string): void {
  const carried: unknown = Reflect.get(operation, ROLES_EXTENSION);
  Reflect.deleteProperty(operation, ROLES_EXTENSION);
  if (!path.startsWith('/v1/')) return;
  const roles = isRoles(carried) ? carried : ROLES_DEFAULT;
  operation.security = [{ bearer: roles }];
  operation.description = [operation.description, `For the role ${roles.join(' or ')}.`]
    .filter((sentence) => sentence)
    .join(' ');
}

interface RequestDescription {
  readonly name: string;
  readonly shape: Shape;
  readonly id: string | undefined;
}

function take(operation: object, extension: string): RequestDescription | undefined {
  const carried: unknown = Reflect.get(operation, extension);
  Reflect.deleteProperty(operation, extension);
  if (!isParameter(carried)) return undefined;
  const name = String(carried['shape']);
  const shape = documentedShapes.get(name);
  const id = carried['id'];
  return shape && { name, shape, id: typeof id === 'string' ? id : undefined };
}

function writeCommand(
  operation: Operation,
  { name, shape, id }: RequestDescription,
  inPath: readonly string[],
): void {
  const fromPath = new Set(inPath);
  const optional = new Set(id === undefined ? inPath : [...inPath, id]);
  const inBody = shape.fields.filter((field) => !fromPath.has(field.name));
  if (inBody.length > 0) {
    const whole = { $ref: `#/components/schemas/${name}` };
    const schema = optional.size === 0 ? whole : without(shape.documented, fromPath, optional);
    const required = inBody.some((field) => field.required && !optional.has(field.name));
    operation.requestBody = { required, content: { 'application/json': { schema } } };
  }
  const status = id === undefined ? '200' : '201';
  const { 200: _ok, 201: _created, ...others } = operation.responses ?? {};
  operation.responses = { [status]: { $ref: '#/components/responses/Receipt' }, ...others };
}

/** A command's schema without the fields of the path, and with fewer required fields. */
function without(schema: Json, dropped: ReadonlySet<string>, optional: ReadonlySet<string>): Json {
  const properties = Object.entries(isParameter(schema['properties']) ? schema['properties'] : {});
  const required = [schema['required'] ?? []]
    .flat()
    .filter((name) => typeof name === 'string' && !optional.has(name));
  const { required: _, ...rest } = schema;
  return {
    ...rest,
    properties: Object.fromEntries(properties.filter(([name]) => !dropped.has(name))),
    ...(required.length > 0 && { required }),
  };
}

function queryOf(shape: Shape): Parameter[] {
  return shape.fields.map(({ name, required, list, documented }) => ({
    name,
    in: 'query',
    required,
    schema: documented,
    ...(list && { style: 'form', explode: false }),
  }));
}

function schemaOfField(shape: Shape, name: string): Json | undefined {
  return shape.fields.find((field) => field.name === name)?.documented;
}

function isParameter(value: unknown): value is Parameter {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
