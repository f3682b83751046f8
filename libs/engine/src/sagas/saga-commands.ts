import { START } from '@waybill/event-store';
import {
  idFrom,
  type Command,
  type Context,
  type DomainEvent,
  type Due,
  type Envelope,
  type Outside,
  type Saga,
} from '@waybill/kernel';
import type { CommandMeta } from '../commands/command-meta.js';
import type { Commands } from '../commands/commands.js';
import type { ReadModels } from '../projections/read-models.js';

/** Sends the commands that follow from a context's events and deadlines, each with an id that repetition does not change. */
export class SagaCommands {
  constructor(
    private readonly context: Context,
    private readonly outside: <T>(port: Outside<T>) => T,
    private readonly commands: Commands,
    private readonly readModels: ReadModels,
  ) {}

  /**
   * Resolves when every command that follows from the event has been answered; rejects with the first refusal or failure.
   * `isRetry`: a person has asked for it; it is not skipped because later events were handled in the meantime.
   */
  async react(saga: Saga, event: DomainEvent, envelope: Envelope, isRetry: boolean): Promise<void> {
    const commands = await saga.react(event, {
      envelope,
      outside: this.outside,
      read: (projection, id, { fresh = false } = {}) =>
        this.readModels.get(projection, id, fresh ? { after: envelope.position } : {}),
    });
    const metaOf = this.metas(saga, envelope, isRetry);
    await Promise.all(commands.map((command) => this.send(command, metaOf)));
  }

  /** Sends the command of a deadline that has passed. */
  async fire(name: string, command: Command, { id, at }: Due): Promise<void> {
    const commandId = idFrom(name, id, at);
    const actor = { kind: 'system', id: name } as const;
    const meta = { commandId, correlationId: commandId, causationId: commandId, actor, since: START };
    await this.send(command, () => meta);
  }

  /** The id of a command depends on what it is and whom it is for, not on its place in the row. */
  private metas(saga: Saga, envelope: Envelope, isRetry: boolean): (target: string) => CommandMeta {
    const sagaId = `${this.context.name}.${saga.id}`;
    const { correlationId, traceparent, tenant } = envelope.meta;
    const repeats = new Map<string, number>();
    return (target) => {
      const repeat = repeats.get(target) ?? 0;
      repeats.set(target, repeat + 1);
      const label = repeat === 0 ? target : `${target}#${repeat}`;
      const source = `${sagaId}/${envelope.stream}/${label}`;
      return {
        commandId: idFrom(envelope.id, sagaId, label),
        correlationId,
        causationId: envelope.id,
        actor: { kind: 'system', id: `${this.context.name}.${saga.name}` },
        traceparent,
        tenant,
        since: envelope.position,
        cause: isRetry ? undefined : { source, revision: envelope.revision },
      };
    };
  }

  private async send(command: Command, metaOf: (target: string) => CommandMeta): Promise<void> {
    const { name } = command.constructor;
    const aggregate = this.context.aggregates.find(({ commands }) => commands[name] === command.constructor);
    if (!aggregate) throw new TypeError(`${this.context.name} has no aggregate that decides ${name}.`);
    await this.commands.execute(aggregate, command, metaOf(`${name} ${aggregate.idOf(command)}`));
  }
}
