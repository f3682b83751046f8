import { parseArgs } from 'node:util';
import { ROLES } from '@waybill/edge';
import { addActor, listActors, removeActor } from './actors/actors.js';

const USAGE = `Keeps the file of the actors that may call Waybill, which ACTORS_FILE names. A running service notices changes.

  npm run actors                                     every actor and its roles
  npm run actors -- add <id> <role>[,<role>]         adds an actor, and prints its token once
      --kind api-key                                 for a program; without it the actor is a user
      --customer <customerId>                        whose orders an actor with the role customer may see
  npm run actors -- remove <id>                      removes an actor with all its tokens
  npm run actors -- --help

Roles: ${ROLES.join(', ')}.
`;

const { values, positionals } = parseArgs({
  options: { help: { type: 'boolean' }, kind: { type: 'string' }, customer: { type: 'string' } },
  allowPositionals: true,
});
const path = process.env['ACTORS_FILE'];

if (values.help) process.stdout.write(USAGE);
else process.exitCode = run();

function run(): number {
  if (path === undefined || path === '')
    return fail('ACTORS_FILE is not set; it must name a file, for example ./data/actors.json.', 2);
  try {
    return answer(path);
  } catch (failure) {
    return fail(failure instanceof Error ? failure.message : String(failure), 1);
  }
}

function answer(file: string): number {
  const [command = 'list', id, roles] = positionals;
  if (command === 'list') return say(listActors(file));
  if (command === 'remove' && id !== undefined)
    return say(`${removeActor(file, id)} tokens of ${id} were removed.`);
  if (command !== 'add' || id === undefined || roles === undefined) return fail(USAGE, 2);
  const actor = { id, roles: roles.split(','), kind: values.kind, customerId: values.customer };
  return say(`The token of ${id}, which is shown only now:\n${addActor(file, actor)}`);
}

function say(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

function fail(reason: string, code: number): number {
  process.stderr.write(`${reason.trimEnd()}\n`);
  return code;
}
