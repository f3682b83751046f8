import type { Context } from '@waybill/kernel';

/** The map of the contexts in Markdown: what each decides, records, shows, reacts to, waits for and publishes. */
export function mapOf(contexts: readonly Context[], published: readonly string[]): string {
  return [
    '# The map',
    '',
    'What each context decides, records, shows, reacts to, waits for and publishes. `npm run map` makes this page from the',
    'code; a test compares the two.',
    ...contexts.flatMap((context) => ['', ...pageOf(context, published)]),
    '',
  ].join('\n');
}

function pageOf(context: Context, published: readonly string[]): readonly string[] {
  const { name, aggregates, projections, sagas, deadlines } = context;
  const own = published
    .filter((event) => event.startsWith(`${name}.`))
    .map((event) => event.slice(name.length + 1));
  return [
    `## ${name}`,
    '',
    ...aggregates.flatMap(({ name: aggregate, commands, events }) => [
      `- **decides** (${aggregate}): ${list(Object.keys(commands))}`,
      `- **records** (${aggregate}): ${list(events)}`,
    ]),
    `- **shows**: ${list(projections.map((projection) => projection.name))}`,
    ...sagas.map(
      (saga) => `- **reacts** (${saga.name}) to ${list([...saga.publishedEvents, ...saga.ownEvents])}`,
    ),
    `- **waits for**: ${list(deadlines.map((deadline) => deadline.name))}`,
    `- **publishes**: ${list(own)}`,
  ];
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : names.join(', ');
}
