import {
  Collection,
  ReadStore,
  type CollectionDefinition,
  type Query,
  type Replacement,
} from '@waybill/read-store';

type Before = (collection: string, wanted: 'load' | 'replace') => void | Promise<void>;

/** A real read store behind a line that a test can disturb. */
export class FaultyReadStore extends ReadStore {
  /** Called before documents are loaded or replaced; what it throws, that rejects with; what it returns is waited for. */
  before: Before = () => undefined;

  constructor(private readonly store: ReadStore) {
    super();
  }

  async collection<D extends object>(definition: CollectionDefinition<D>): Promise<Collection<D>> {
    const collection = await this.store.collection(definition);
    return new FaultyCollection(collection, (wanted) => this.before(definition.name, wanted));
  }

  versions(name: string) {
    return this.store.versions(name);
  }

  sync() {
    return this.store.sync();
  }

  trouble() {
    return this.store.trouble();
  }

  close() {
    return this.store.close();
  }
}

class FaultyCollection<D extends object> extends Collection<D> {
  constructor(
    private readonly collection: Collection<D>,
    private readonly before: (wanted: 'load' | 'replace') => void | Promise<void>,
  ) {
    super();
  }

  async get(id: string) {
    await this.before('load');
    return this.collection.get(id);
  }

  async load(ids: readonly string[]) {
    await this.before('load');
    return this.collection.load(ids);
  }

  find(query: Query) {
    return this.collection.find(query);
  }

  count() {
    return this.collection.count();
  }

  async replace(replacements: readonly Replacement<D>[], checkpoint?: string) {
    await this.before('replace');
    return this.collection.replace(replacements, checkpoint);
  }

  checkpoint() {
    return this.collection.checkpoint();
  }

  drop() {
    return this.collection.drop();
  }
}
