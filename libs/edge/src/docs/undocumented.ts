import { Ajv } from 'ajv';

import { isFields } from '../requests/request.js';

/**
 * What is missing in an OpenAPI document, one sentence each: every GET has a summary, a response schema and an example
 * that the schema accepts. For tests.
 */
export function undocumented(document: unknown): readonly string[] {
  const paths = at(document, 'paths');
  const schemas = at(document, 'components', 'schemas');
  return Object.entries(isFields(paths) ? paths : {})
    .filter(([, item]) => at(item, 'get') !== undefined)
    .flatMap(([path, item]) => missingIn(at(item, 'get'), schemas).map((what) => `GET ${path} ${what}`));
}

function missingIn(operation: unknown, schemas: unknown): readonly string[] {
  const summary = at(operation, 'summary');
  const content = at(operation, 'responses', '200', 'content', 'application/json');
  const schema = at(content, 'schema');
  const example = at(content, 'example');
  return [
    ...(typeof summary === 'string' && summary !== '' ? [] : ['has no summary.']),
    ...(isFields(schema) ? [] : ['has no response schema.']),
    ...(example === undefined ? ['has no example.'] : []),
    ...(isFields(schema) && example !== undefined ? contradictions(schema, example, schemas) : []),
  ];
}

/** Why the example is not what the schema describes. */
function contradictions(schema: object, example: unknown, schemas: unknown): readonly string[] {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const validate = ajv.compile({ ...schema, components: { schemas } });
  return validate(example) ? [] : [`has a wrong example: ${ajv.errorsText(validate.errors)}.`];
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((found, name) => (isFields(found) ? found[name] : undefined), value);
}
