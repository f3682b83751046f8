import type { Shape } from '../requests/schema.js';
import type { Json } from '../requests/words.js';
import { COMMAND, describedShapes, PARAMS } from './described.js';

type Parameter = Readonly<Record<string, unknown>>;

/** An operation of an OpenAPI document, as far as it is rewritten here. */
export interface Operation {
  parameters?: unknown[];
  requestBody?: unknown;
  responses?: Record<string, unknown>;
}

/** Writes into an operation what its parameter decorators know: path, query, body, answers. */
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
  operation.responses = { ...operation.responses, default: { $ref: '#/components/responses/Problem' } };
}

interface Described {
  readonly name: string;
  readonly shape: Shape;
  readonly id?: string;
}

function take(operation: object, extension: string): Described | undefined {
  const carried: unknown = Reflect.get(operation, extension);
  Reflect.deleteProperty(operation, extension);
  if (!isParameter(carried)) return undefined;
  const name = String(carried['shape']);
  const shape = describedShapes.get(name);
  const id = carried['id'];
  return shape && { name, shape, id: typeof id === 'string' ? id : undefined };
}

function writeCommand(operation: Operation, { name, shape, id }: Described, inPath: readonly string[]): void {
  const given = new Set(inPath);
  const optional = new Set(id === undefined ? inPath : [...inPath, id]);
  const inBody = shape.fields.filter((field) => !given.has(field.name));
  if (inBody.length > 0) {
    const whole = { $ref: `#/components/schemas/${name}` };
    const schema = optional.size === 0 ? whole : without(shape.documented, given, optional);
    const required = inBody.some((field) => field.required && !optional.has(field.name));
    operation.requestBody = { required, content: { 'application/json': { schema } } };
  }
  const status = id === undefined ? '200' : '201';
  const { 200: _ok, 201: _created, ...others } = operation.responses ?? {};
  operation.responses = { [status]: { $ref: '#/components/responses/Receipt' }, ...others };
}

/** A command's schema less what the path says, and with less that must be said. */
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
