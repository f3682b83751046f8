/** An event as the domain writes it: a flat object named in the past tense, with everything that a reader needs. */
export interface DomainEvent {
  readonly type: string;
}

/** The member of a union of events that has the given name. */
export type Named<E extends DomainEvent, T extends E['type']> = Extract<E, { readonly type: T }>;

/** Who made something happen. */
export interface Actor {
  readonly kind: 'user' | 'api-key' | 'system' | 'gateway';
  readonly id: string;
}

/** What is known about an event besides its content: which command made it, for whom, when and because of what. */
export interface Meta {
  readonly commandId: string;
  /** Shared by everything that followed from one request. */
  readonly correlationId: string;
  /** The message that caused the command: an event id, or the command's own id when a client sent it. */
  readonly causationId: string;
  readonly actor: Actor;
  /** RFC 3339, UTC, milliseconds; taken from the injected clock. */
  readonly occurredAt: string;
  /** W3C trace context, passed on unchanged. */
  readonly traceparent?: string;
  readonly tenant?: string;
  /**
   * Sagas' commands that this stream answered with "nothing to do" since its previous event: per `<saga>/<source stream>`
   * the revision of the latest source event. Repeating one of them after this event could undo it; the engine does not.
   */
  readonly settled?: Readonly<Record<string, number>>;
}

/** A place in the log. Opaque; positions of one store compare as strings. */
export type Position = string;

/** What a projection or a saga may know of a message besides its event. */
export interface Envelope {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly recordedAt: string;
  readonly meta: Meta;
}

/** A command is an instance of a class; the class is its type, its validation and its schema. */
export type Command = object;

/** A class of commands. Its constructor takes the command's fields. */
export type CommandClass<C extends Command = Command> = new (fields: never) => C;
