import { WrongExpectedRevision, type EventStore } from '@waybill/event-store';
import { idFrom, type Position } from '@waybill/kernel';
import type { Clock } from '../clock.js';
import { ReaderStopped } from '../errors.js';

/** Says in the log that a saga or a publisher has run: the log outlives the state store with their checkpoints. */
export class FirstStart {
  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly kind: 'saga' | 'publisher',
    /** `<context>.<name>`. */
    private readonly name: string,
  ) {}

  async isRecorded(): Promise<boolean> {
    return (await this.store.read(this.stream, { max: 1 })).length > 0;
  }

  /** What is to be done about a reader that has run before and has no checkpoint. */
  missingCheckpoint(): ReaderStopped {
    return new ReaderStopped(
      `The ${this.kind} ${this.name} has run before, but its checkpoint is missing from the state store. Restore the ` +
        `state store from a backup; or start once with SAGAS_START_AT_HEAD=${this.name}: events that it has not ` +
        'handled yet are then never handled.',
    );
  }

  /** Recording it again does nothing. */
  async record(position: Position): Promise<void> {
    const { kind, name } = this;
    const type = kind === 'saga' ? 'SagaStarted' : 'PublisherStarted';
    const id = idFrom(`${kind}-started`, name);
    const data = { type, name, position };
    const occurredAt = new Date(this.clock.now()).toISOString();
    const actor = { kind: 'system', id: name } as const;
    const meta = { commandId: id, correlationId: id, causationId: id, actor, occurredAt };
    try {
      await this.store.append(this.stream, [{ id, type, version: 1, data, meta }], 'new');
    } catch (failure) {
      if (!(failure instanceof WrongExpectedRevision)) throw failure;
    }
  }

  private get stream(): string {
    return `${this.kind}-${this.name}`;
  }
}
