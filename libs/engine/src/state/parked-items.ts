import type { DomainEvent, Position } from '@waybill/kernel';
import type { Message } from '@waybill/message-bus';
import type { Collection, Query, ReadStore } from '@waybill/read-store';

/** Something that could not be handled: kept with its reason until a person has it retried or discards it. */
export interface ParkedItem {
  /** The reader that could not go on: `<context>.<name>`. */
  readonly by: string;
  /**
   * `document`: a read model's document, which misses later events until it is retried. `event`: an event of a saga or a
   * read model. `message`: a message of a saga. `stream`: a stream whose events are not published. `deadline`: one that
   * could not fire.
   */
  readonly kind: 'document' | 'event' | 'message' | 'stream' | 'deadline';
  /** The document's, event's, stream's or deadline's id. */
  readonly what: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  /** The event's type. */
  readonly event: string;
  readonly reason: string;
  readonly attempts: number;
  readonly parkedAt: string;
  /** The message itself: the bus does not keep it. */
  readonly message?: Message;
  /** When the deadline was due. */
  readonly due?: string;
}

/** What is parked, for all readers of a store. */
export class ParkedItems {
  private constructor(private readonly collection: Collection<ParkedItem>) {}

  static async open(state: ReadStore): Promise<ParkedItems> {
    const fields = { by: 'text', kind: 'text', parkedAt: 'text' } as const;
    return new ParkedItems(await state.collection<ParkedItem>({ name: 'engine.parked', version: 1, fields }));
  }

  /** Everything, or everything of one reader; oldest first. */
  async list(by?: string): Promise<readonly ParkedItem[]> {
    const where: Query['where'] = by === undefined ? {} : { by: { equals: by } };
    const items: ParkedItem[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.collection.find({ where, sort: { field: 'parkedAt' }, limit: 1_000, cursor });
      items.push(...page.items);
      cursor = page.next;
    } while (cursor !== undefined);
    return items;
  }

  /** Keeps an item; resolves when it is durable. One that is parked already stays as it was first parked. */
  async add(item: ParkedItem): Promise<void> {
    const [known] = await this.collection.load([idOf(item)]);
    if (!known?.document) await this.put(item, item, known?.fence);
  }

  async remove(item: Pick<ParkedItem, 'by' | 'kind' | 'what'>): Promise<void> {
    const [known] = await this.collection.load([idOf(item)]);
    if (known?.document) await this.put(item, undefined, known.fence);
  }

  private async put(
    item: Pick<ParkedItem, 'by' | 'kind' | 'what'>,
    document: ParkedItem | undefined,
    replaces: string | undefined,
  ): Promise<void> {
    await this.collection.replace([{ id: idOf(item), document, fence: `${replaces ?? ''}+`, replaces }]);
  }
}

/** What parking needs to know of the event in hand. */
export function parkedEvent({
  type,
  stream,
  revision,
  position,
}: Pick<ParkedItem, 'stream' | 'revision' | 'position'> & DomainEvent) {
  return { stream, revision, position, event: type };
}

function idOf({ by, kind, what }: Pick<ParkedItem, 'by' | 'kind' | 'what'>): string {
  return `${by}/${kind}/${what}`;
}
