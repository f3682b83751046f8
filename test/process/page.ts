import { contexts } from './apps.js';
import { orderProcess } from './order.lifecycle.js';
import { captureProcess, paymentProcess } from './payment.lifecycles.js';
import { envelopeOf, reactionsOf, type ReactionCommand } from './reactions.js';
import { shipmentProcess } from './shipment.lifecycle.js';
import {
  claimProcess,
  locationProcess,
  reservationProcess,
  shortfallProcess,
  transferProcess,
} from './stock.lifecycles.js';
import type { Process, Transition } from './transitions.js';
import { undone } from './undone.js';

export const processes: readonly Process[] = [
  orderProcess,
  reservationProcess,
  claimProcess,
  shortfallProcess,
  transferProcess,
  locationProcess,
  paymentProcess,
  captureProcess,
  shipmentProcess,
];

/** For each context's events: which saga reacts to which with what, and what undoes it. */
export async function sagaTables(): Promise<string> {
  const sagas = contexts.flatMap(({ name, sagas }) =>
    sagas.map((saga) => ({ name: `${name} ${saga.name}`, saga })),
  );
  const recording = contexts.filter(({ samples }) => samples.length > 0);
  const tables = await Promise.all(
    recording.map(async ({ name, samples }) => {
      const rows = await Promise.all(
        sagas.map(async ({ name: reacts, saga }) =>
          (await reactionsOf(saga, samples)).flatMap(({ event, commands, needs }) =>
            commands.map((command) => ({
              event,
              cells: [reacts, textOf(command, needs), undone[command.name] ?? ''],
            })),
          ),
        ),
      );
      const sorted = samples.flatMap(({ type }) => rows.flat().filter(({ event }) => event === type));
      return [
        `#### After events of ${name}`,
        '',
        ...tableOf(
          ['event', 'saga', 'command', 'undone by'],
          sorted.map(({ event, cells }) => [`\`${event}\``, ...cells]),
        ),
      ].join('\n');
    }),
  );
  return tables.join('\n\n');
}

function textOf({ name, condition }: ReactionCommand, needs: readonly string[]): string {
  return [`\`${name}\``, condition, needs.length > 0 ? `(${needs.join(', ')})` : undefined]
    .filter((part) => part !== undefined)
    .join(' ');
}

/** What sets and clears each deadline, and the command that follows when it passes. */
export function deadlineTable(): string {
  const rows = contexts.flatMap(({ name, deadlines, samples }) =>
    deadlines.map((deadline) => {
      const effects = samples.map((sample) => ({
        sample,
        effect: deadline.after(sample, envelopeOf(sample)),
      }));
      const set = effects.filter(({ effect }) => effect !== undefined && 'at' in effect);
      const cleared = effects.filter(({ effect }) => effect !== undefined && 'cleared' in effect);
      const command = deadline.fire({ id: 'a/b', at: '2026-01-01T00:00:00.000Z' }).constructor.name;
      const events = (of: typeof effects) => of.map(({ sample }) => `\`${sample.type}\``).join(', ');
      return [`${name} ${deadline.name}`, events(set), events(cleared), `\`${command}\``];
    }),
  );
  return tableOf(['deadline', 'set by', 'cleared by', 'command'], rows).join('\n');
}

/** A state diagram per lifecycle, and the events that change no status. */
export function stateDiagrams(): string {
  return processes
    .map(({ title, isOfPart, transitions }) => {
      const found = transitions();
      const moves = found.filter(({ from, to }) => from !== to);
      const stays = isOfPart ? [] : found.filter(({ from, to }) => from === to);
      return [
        `### ${title}`,
        '',
        '```mermaid',
        'stateDiagram-v2',
        ...aliasesOf(moves),
        ...edgesOf(moves),
        ...endsOf(moves),
        '```',
        ...(stays.length === 0 ? [] : ['', `Recorded without a change of status: ${listOf(stays)}.`]),
      ].join('\n');
    })
    .join('\n\n');
}

/** Mermaid's names have no hyphens. */
function aliasesOf(moves: readonly Transition[]): readonly string[] {
  const names = new Set(moves.flatMap(({ from, to }) => [from, to]).filter((name) => name.includes('-')));
  return [...names].map((name) => `  state "${name}" as ${nodeOf(name)}`);
}

function edgesOf(moves: readonly Transition[]): readonly string[] {
  const edges = Map.groupBy(moves, ({ from, to }) => `  ${nodeOf(from)} --> ${nodeOf(to)}`);
  return [...edges].map(([edge, events]) => `${edge}: ${events.map(({ event }) => event).join(', ')}`);
}

function endsOf(moves: readonly Transition[]): readonly string[] {
  const ends = new Set(moves.map(({ to }) => to));
  for (const { from } of moves) ends.delete(from);
  return [...ends].map((name) => `  ${nodeOf(name)} --> [*]`);
}

function nodeOf(status: string): string {
  return status === 'none' ? '[*]' : status.replaceAll('-', '_');
}

function listOf(stays: readonly Transition[]): string {
  const events = Map.groupBy(stays, ({ event }) => event);
  return [...events]
    .map(([event, at]) => `\`${event}\` (${at.map(({ from }) => from).join(', ')})`)
    .join('; ');
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}
