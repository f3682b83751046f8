import { START } from '@waybill/event-store';
import type { Context, Position, Projection } from '@waybill/kernel';
import type { Collection, ReadStore } from '@waybill/read-store';
import type { Commands } from '../commands/commands.js';
import type { ContextFollower } from '../ownership/context-follower.js';
import { publisherOf, type Sources } from '../publishing/sources.js';
import { readCheckpoint } from '../state/checkpoints.js';
import { pause } from '../timers.js';
import { AwaitedReplica } from './awaited-replica.js';
import { nameOf, openReadModel } from './context-read-models.js';
import { OwnWrites } from './own-writes.js';
import type { ReadModels, ServedReadModel } from './read-models.js';

/** How often the stored position of a read model that another process builds is looked at, in milliseconds. */
const POLL_MS = 25;

interface Parts {
  readonly reads: ReadStore;
  readonly followers: readonly ContextFollower[];
  readonly commands: Commands;
  readonly readModels: ReadModels;
  /** After it nobody waits any longer. */
  readonly signal: AbortSignal;
}

/** Makes the read models of these contexts available to queries, wherever they are built. */
export async function serveReadModels(contexts: readonly Context[], parts: Parts): Promise<void> {
  for (const context of contexts) {
    for (const projection of context.projections) {
      const collection = await openReadModel(parts.reads, context, projection);
      parts.readModels.serve(served(context, projection, collection, parts));
    }
  }
}

function served(
  context: Context,
  projection: Projection,
  collection: Collection,
  { reads, followers, commands, signal }: Parts,
): ServedReadModel {
  const name = nameOf(context, projection);
  const follower = followers.find((one) => one.context === context);
  const sources = new Set(projection.isReplica ? projection.events.map(publisherOf) : []);
  const publishers = followers.filter((one) => sources.has(one.context.name));
  const replica = new AwaitedReplica(() => {
    for (const publisher of publishers) publisher.hurryMark();
    follower?.hurryReplica(name);
  }, signal);
  let stored: Position = START;

  async function storedPosition(): Promise<Position> {
    if (!projection.isReplica) return (await collection.progress())?.position ?? START;
    const sources = await readCheckpoint<Sources>(reads, `${name}@${projection.version}`);
    const positions = Object.values(sources ?? {}).map(({ position }) => position);
    return positions.length === 0 ? START : positions.reduce((least, one) => (one < least ? one : least));
  }

  async function poll(position: Position, endMs: number): Promise<boolean> {
    for (;;) {
      stored = await storedPosition();
      if (stored >= position) return true;
      if (performance.now() >= endMs || signal.aborted) return false;
      await pause(POLL_MS, signal);
    }
  }

  /** A process that loses the context while somebody waits looks at what the next owner has stored. */
  async function wait(position: Position, timeoutMs: number): Promise<boolean> {
    const endMs = performance.now() + timeoutMs;
    const reached = follower?.wait(name, position, timeoutMs);
    if (reached && (await (projection.isReplica ? replica.during(reached) : reached))) return true;
    return follower?.isOwner ? false : poll(position, endMs);
  }

  const position = () => follower?.positionOf(name) ?? stored;
  const ownWrites = new OwnWrites(projection, position);
  // Nothing in a replica follows from this context's own events.
  for (const aggregate of projection.isReplica ? [] : context.aggregates) {
    commands.onWritten(aggregate, (...write) => ownWrites.add(...write));
  }

  return { projection, collection, position, wait, written: (id) => ownWrites.positionOf(id) };
}
