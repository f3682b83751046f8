import {
  Collection,
  ReadStore,
  type CollectionDefinition,
  type Progress,
  type Query,
  type Replacement,
} from '@waybill/read-store';

type Access = 'load' | 'replace';
type Before = (collection: string, access: Access) => void | Promise<void>;

/** A real read or state store whose reads and writes a test can delay or make fail. */
export class FaultyReadStore extends ReadStore {
  /**
   * Called before documents are read by id (`load`), and before documents or the checkpoint are written (`replace`).
   * What it throws rejects the call; what it returns is awaited.
   */
  before: Before = () => undefined;
  /** Called after documents or the checkpoint were written; what it throws rejects the call. */
  after: Before = () => undefined;

  constructor(private readonly store: ReadStore) {
    super();
  }

  get isExclusive() {
    return this.store.isExclusive;
  }

  bind(logId: string) {
    return this.store.bind(logId);
  }

  async collection<D extends object>(definition: CollectionDefinition<D>): Promise<Collection<D>> {
    const collection = await this.store.collection(definition);
    return new FaultyCollection(
      collection,
      (access) => this.before(definition.name, access),
      (access) => this.after(definition.name, access),
    );
  }

  collections() {
    return this.store.collections();
  }

  versions(name: string) {
    return this.store.versions(name);
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
    private readonly before: (access: Access) => void | Promise<void>,
    private readonly after: (access: Access) => void | Promise<void>,
  ) {
    super();
  }

  async get(id: string) {
    await this.before('load');
    return this.collection.get(id);
  }

  async getText(id: string) {
    await this.before('load');
    return this.collection.getText(id);
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

  ofSubjects(subjects: readonly string[]) {
    return this.collection.ofSubjects(subjects);
  }

  async replace(replacements: readonly Replacement<D>[], progress?: Progress) {
    await this.before('replace');
    const refused = await this.collection.replace(replacements, progress);
    await this.after('replace');
    return refused;
  }

  progress() {
    return this.collection.progress();
  }

  async claim(epoch: number) {
    await this.before('replace');
    return this.collection.claim(epoch);
  }

  purge(before: number) {
    return this.collection.purge(before);
  }

  scrub() {
    return this.collection.scrub();
  }

  drop() {
    return this.collection.drop();
  }
}
