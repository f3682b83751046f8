import { START } from '@waybill/event-store';
import { newId, type Position } from '@waybill/kernel';
import type { Message } from '@waybill/message-bus';

/** How far a consumer has come with the messages of one publishing context. */
export interface Source {
  /** The backfill that it waits for, or has received. Without one it began with the live messages. */
  readonly backfill?: string;
  /** Whether it receives live messages: before the end of a backfill it does not, for the backfill contains them. */
  readonly isLive: boolean;
  /** The newest epoch that it has seen. */
  readonly epoch: number;
  /** Everything up to here has been received. */
  readonly position: Position;
}

/** The sources of one consumer, by publishing context. */
export type Sources = Readonly<Record<string, Source>>;

/** The context that publishes a topic. */
export function publisherOf(topic: string): string {
  return topic.slice(0, topic.indexOf('.'));
}

/** The source of a consumer that is new: with `needsBackfill` it must receive the publisher's past first. */
export function newSource(needsBackfill: boolean): Source {
  const start = { epoch: 0, position: START };
  return needsBackfill ? { ...start, backfill: newId(), isLive: false } : { ...start, isLive: true };
}

/** What a message means for a source: whether to handle it, and the source afterwards. */
export function receive(
  source: Source,
  message: Message,
): { readonly accept: boolean; readonly source: Source } {
  const { epoch } = message;
  if (epoch < source.epoch) return { accept: false, source };
  const at = { ...source, epoch };
  switch (message.kind) {
    case 'mark':
      return { accept: false, source: source.isLive ? reach(at, message.position) : at };
    case 'backfill-end':
      return message.backfill === source.backfill
        ? { accept: false, source: reach({ ...at, isLive: true }, message.position) }
        : { accept: false, source: at };
    case 'event': {
      if (message.backfill !== undefined) return { accept: message.backfill === source.backfill, source: at };
      if (!source.isLive) return { accept: false, source: at };
      return { accept: true, source: reach(at, message.envelope.position) };
    }
    case 'backfill-request':
      return { accept: false, source: at };
  }
}

function reach(source: Source, position: Position): Source {
  return position > source.position ? { ...source, position } : source;
}
