import { START } from '@waybill/event-store';
import type { Position } from '@waybill/kernel';

/** Everything up to `through` was handled, except what is `open`. */
export interface Handled {
  readonly through: Position;
  readonly open: readonly Position[];
}

/**
 * Which events of one source a saga has handled. Events arrive in order of position and are handled in any order; what
 * arrives again is recognised, however often and however late. Takes constant space but for what is in hand.
 */
export class HandledPositions {
  private through: Position;
  private readonly open: Set<Position>;

  constructor({ through, open }: Handled = { through: START, open: [] }) {
    this.through = through;
    this.open = new Set(open);
  }

  has(position: Position): boolean {
    return position <= this.through && !this.open.has(position);
  }

  /** Whether the event at this position is in hand, or was when the process ended. */
  isOpen(position: Position): boolean {
    return this.open.has(position);
  }

  /** Notes that the event at this position is in hand. */
  take(position: Position): void {
    this.open.add(position);
    if (position > this.through) this.through = position;
  }

  settle(position: Position): void {
    this.open.delete(position);
  }

  toJSON(): Handled {
    return { through: this.through, open: [...this.open] };
  }
}
