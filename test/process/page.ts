import { contexts } from './apps.js';
import { orderParcelProcess, orderPaymentProcess, orderProcess } from './order.lifecycles.js';
import { numbersProcess, referenceProcess } from './order-numbers.lifecycles.js';
import { billProcess, captureProcess, refundProcess, voidProcess } from './money.lifecycles.js';
import { paymentProcess } from './payment.lifecycle.js';
import { reactionsOf, type ReactionCommand } from './reactions.js';
import { fulfilmentProcess } from './fulfilment.lifecycle.js';
import { shipmentProcess } from './shipment.lifecycle.js';
import {
  claimProcess,
  locationProcess,
  reservationProcess,
  shortfallProcess,
  transferProcess,
} from './stock.lifecycles.js';
import { tableOf } from './table.js';
import type { Process, Transition } from './transitions.js';
import { undone } from './undone.js';

export const processes: readonly Process[] = [
  orderProcess,
  orderPaymentProcess,
  orderParcelProcess,
  numbersProcess,
  referenceProcess,
  reservationProcess,
  claimProcess,
  shortfallProcess,
  transferProcess,
  locationProcess,
  paymentProcess,
  captureProcess,
  voidProcess,
  refundProcess,
  billProcess,
  fulfilmentProcess,
  shipmentProcess,
];

/** For each context's events: which saga reacts to which with what, and what undoes it. */
export async function sagaTables(): Promise<string> {
  const sagas = contexts.flatMap(({ name, sagas }) =>
    sagas.map((saga) => ({ context: name, name: `${name} ${saga.name}`, saga })),
  );
  const recording = contexts.filter(({ samples }) => samples.length > 0);
  const tables = await Promise.all(
    recording.map(async ({ name, samples }) => {
      const rows = await Promise.all(
        sagas.map(async ({ context, name: reacts, saga }) =>
          (await reactionsOf(saga, samples)).flatMap(({ event, commands, needs }) =>
            commands.map((command) => ({
              event,
              cells: [reacts, textOf(command, needs), undone[context]?.[command.name] ?? ''],
            })),
          ),
        ),
      );
      const types = [...new Set(samples.map(({ type }) => type))];
      const sorted = types.flatMap((type) => rows.flat().filter(({ event }) => event === type));
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
    .filter((part) => part)
    .join(' ');
}

/** A state diagram per lifecycle, and the events that change no status. */
export function stateDiagrams(): string {
  const listed = new Set<string>();
  return processes
    .map(({ title, aggregate, isOfPart, transitions }) => {
      const found = transitions();
      const moves = found.filter(({ from, to }) => from !== to);
      const stays = found.filter(({ from, to }) => from === to);
      const notes = isOfPart ? namesOf(aggregate.name, stays, listed) : listOf(stays, statusesOf(found));
      return [
        `### ${title}`,
        '',
        '```mermaid',
        'stateDiagram-v2',
        ...aliasesOf(moves),
        ...edgesOf(moves),
        ...endsOf(moves),
        '```',
        ...(notes === ''
          ? []
          : ['', `${isOfPart ? 'Also recorded' : 'Recorded without a change of status'}: ${notes}.`]),
      ].join('\n');
    })
    .join('\n\n');
}

/** Of a part, the events that no diagram of its aggregate shows and no part before it has listed. */
function namesOf(aggregate: string, stays: readonly Transition[], listed: Set<string>): string {
  const shown = eventsShownOf(aggregate);
  const events = [...new Set(stays.map(({ event }) => event))].filter(
    (event) => !shown.has(event) && !listed.has(`${aggregate} ${event}`),
  );
  for (const event of events) listed.add(`${aggregate} ${event}`);
  return events.map((event) => `\`${event}\``).join(', ');
}

function eventsShownOf(name: string): ReadonlySet<string> {
  const shown = processes
    .filter(({ aggregate }) => aggregate.name === name)
    .flatMap(({ isOfPart, transitions }) => transitions().filter(({ from, to }) => from !== to || !isOfPart));
  return new Set(shown.map(({ event }) => event));
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

function statusesOf(found: readonly Transition[]): ReadonlySet<string> {
  const statuses = new Set(found.flatMap(({ from, to }) => [from, to]));
  statuses.delete('none');
  return statuses;
}

function listOf(stays: readonly Transition[], statuses: ReadonlySet<string>): string {
  const events = Map.groupBy(stays, ({ event }) => event);
  return [...events]
    .map(([event, at]) => {
      const where = new Set(at.map(({ from }) => from));
      const isEverywhere = statuses.size > 1 && [...statuses].every((status) => where.has(status));
      return `\`${event}\` (${isEverywhere ? 'everywhere' : [...where].join(', ')})`;
    })
    .join('; ');
}
