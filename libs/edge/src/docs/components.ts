import { problemKinds, refusalKinds, type ProblemKind } from '../problems/codes.js';

const text = { type: 'string' };
const strings = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, text]));

/** The headers of the answer to a command. */
export const receiptHeaders = {
  ETag: { description: 'The revision, for If-Match.', schema: text },
  'Consistency-Token': {
    description: 'Send it with a read that must include the result.',
    schema: text,
  },
  'Idempotent-Replayed': {
    description: 'true when the command had already been executed.',
    schema: text,
  },
};

/** The components that every operation refers to. */
export function commonComponents() {
  return {
    schemas: {
      Problem: {
        type: 'object',
        description: 'RFC 9457. `type` is the path of a page that explains the code.',
        required: ['type', 'title', 'status', 'code', 'requestId'],
        properties: {
          ...strings(['type', 'title', 'detail', 'instance', 'code', 'requestId']),
          status: { type: 'integer' },
          errors: {
            type: 'array',
            items: { type: 'object', properties: strings(['pointer', 'code', 'detail']) },
          },
        },
      },
      Receipt: {
        type: 'object',
        required: ['id', 'revision'],
        properties: {
          id: text,
          revision: { type: 'integer', description: 'The revision after the command.' },
        },
      },
    },
    securitySchemes: {
      bearer: {
        type: 'http' as const,
        scheme: 'bearer',
        description:
          'The token of an actor in ACTORS_FILE. Without that file only this machine is served, and needs no token.',
      },
    },
    responses: {
      Receipt: {
        description: 'The command was executed, and its events are stored durably.',
        headers: receiptHeaders,
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Receipt' } } },
      },
      Problem: {
        description: `The request failed. Codes: ${codes(Object.entries(problemKinds))}. Refusals of the domain have their own codes (${statuses()}).`,
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function codes(kinds: readonly (readonly [string, ProblemKind])[]): string {
  return kinds.map(([code, { status }]) => `${status} \`${code}\``).join(', ');
}

function statuses(): string {
  return Object.values(refusalKinds)
    .map(({ status }) => status)
    .join(', ');
}
