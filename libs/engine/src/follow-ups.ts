import { START } from '@waybill/event-store';
import {
  idFrom,
  type Command,
  type Context,
  type Due,
  type Envelope,
  type DomainEvent,
  type Outside,
  type Saga,
} from '@waybill/kernel';
import type { Commands } from './commands.js';
import { withMeta, type CommandMeta } from './command-meta.js';
import type { ReadModels } from './read-models.js';

/** Gives the commands that follow from a context's facts and deadlines; each has an id that repetition does not change. */
export class FollowUps {
  constructor(
    private readonly context: Context,
    private readonly outside: <T>(port: Outside<T>) => T,
    private readonly commands: Commands,
    private readonly readModels: ReadModels,
  ) {}

  /** Resolves when every command that follows from the fact has been answered; rejects with the first refusal or failure. */
  async react(name: string, saga: Saga, fact: DomainEvent, envelope: Envelope): Promise<void> {
    const commands = await saga.react(fact, {
      envelope,
      outside: this.outside,
      read: (projection, id, { fresh = false } = {}) =>
        this.readModels.get(projection, id, fresh ? { after: envelope.position } : {}),
    });
    await Promise.all(commands.map((command, index) => this.give(withMeta(command, because(index)))));

    function because(index: number): CommandMeta {
      const { correlationId, traceparent, tenant } = envelope.meta;
      return {
        commandId: idFrom(envelope.id, fact.type, name, index),
        correlationId,
        causationId: envelope.id,
        actor: { kind: 'system', id: name },
        traceparent,
        tenant,
        since: envelope.position,
      };
    }
  }

  /** Gives what is commanded when a deadline has passed. */
  async fire(name: string, command: Command, { id, at }: Due): Promise<void> {
    const commandId = idFrom(name, id, at);
    const actor = { kind: 'system', id: name } as const;
    const because = { commandId, correlationId: commandId, causationId: commandId, actor, since: START };
    await this.give(withMeta(command, because));
  }

  private async give(command: Command): Promise<void> {
    const aggregate = this.context.aggregates.find(
      ({ commands }) => commands[command.constructor.name] === command.constructor,
    );
    if (!aggregate)
      throw new TypeError(`${this.context.name} has no aggregate that decides ${command.constructor.name}.`);
    await this.commands.execute(aggregate, command);
  }
}
