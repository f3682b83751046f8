import { StoreUnavailable, type LogReader, type Slice } from '@waybill/event-store';
import type { Position } from '@waybill/kernel';

/** Pages that are kept: readers that catch up together are rarely further apart. */
const PAGES_MAX = 4;

interface Page {
  readonly after: Position;
  readonly slice: Promise<Slice>;
  position: Position | undefined;
}

/** The pages of the log that were read last, shared by all readers that catch up. */
export class RecentPages {
  private pages: Page[] = [];

  constructor(
    private readonly log: Pick<LogReader, 'readAll'>,
    private readonly pageEvents: number,
  ) {}

  /**
   * A page that contains what follows a position; it may begin before it, and does not go beyond `upTo`. Rejects with the
   * log's failures, and with `StoreUnavailable` when the log that is read does not reach beyond the position yet.
   */
  async after(at: Position, upTo: Position): Promise<Slice> {
    const known = this.pages.find(
      ({ after, position }) => after === at || (after <= at && position !== undefined && position > at),
    );
    if (known) return known.slice;
    const page: Page = { after: at, slice: this.read(at, upTo), position: undefined };
    this.pages = [page, ...this.pages.slice(0, PAGES_MAX - 1)];
    try {
      const slice = await page.slice;
      page.position = slice.position;
      return slice;
    } catch (failure) {
      this.pages = this.pages.filter((one) => one !== page);
      throw failure;
    }
  }

  private async read(after: Position, upTo: Position): Promise<Slice> {
    for await (const slice of this.log.readAll({ after, upTo, max: this.pageEvents })) {
      if (slice.position > after) return slice;
    }
    throw new StoreUnavailable(`The log that is read is behind: it ends at ${after || 'its beginning'}.`);
  }
}
