import type { Appended, NewEvent } from '@waybill/event-store';
import type { Position, Projection } from '@waybill/kernel';

/** The most documents that are remembered: beyond them a reader without a Consistency-Token may be too early. */
const DOCUMENTS_MAX = 10_000;

/** The documents of one read model that events of this process change, as long as it may not contain these events. */
export class OwnWrites {
  /** By document id, in the order of the positions. */
  private readonly positions = new Map<string, Position>();
  private readonly events: ReadonlySet<string>;

  /** `position`: how far the read model has come. */
  constructor(
    private readonly projection: Projection,
    private readonly position: () => Position,
  ) {
    this.events = new Set(projection.events);
  }

  /** Where the log must have been folded to before the document shows all that was written; undefined if nowhere. */
  positionOf(id: string): Position | undefined {
    return this.positions.get(id);
  }

  /** Takes note of what one append has written. */
  add(stream: string, events: readonly NewEvent[], { revision, position }: Appended): void {
    for (const [index, event] of events.entries()) {
      if (!this.events.has(event.type)) continue;
      for (const id of this.keysOf(event, stream, revision - events.length + 1 + index, position)) {
        this.positions.delete(id);
        this.positions.set(id, position);
      }
    }
    this.forget();
  }

  private keysOf(event: NewEvent, stream: string, revision: number, position: Position): readonly string[] {
    const { id, data, meta } = event;
    try {
      return this.projection.keys(data, {
        id,
        stream,
        revision,
        position,
        recordedAt: meta.occurredAt,
        meta,
      });
    } catch {
      // The projector parks this event and says why; there is no document to wait for.
      return [];
    }
  }

  private forget(): void {
    const folded = this.position();
    for (const [id, position] of this.positions) {
      if (position > folded && this.positions.size <= DOCUMENTS_MAX) return;
      this.positions.delete(id);
    }
  }
}
