import { START } from '@waybill/event-store';
import type { Position } from '@waybill/kernel';

interface Waiter {
  readonly position: Position;
  readonly settle: (reached: boolean) => void;
}

/** How far something has come in the log, and who waits for it to come further. */
export class Progress {
  private reached: Position = START;
  private waiters: Waiter[] = [];
  /** Called when somebody begins to wait, so that what is in hand can be finished early. */
  onWait: () => void = () => undefined;

  get position(): Position {
    return this.reached;
  }

  /** Whether somebody waits for it to come further. */
  get isAwaited(): boolean {
    return this.waiters.length > 0;
  }

  advance(position: Position): void {
    if (position <= this.reached) return;
    this.reached = position;
    if (this.waiters.length === 0) return;
    const passed = this.waiters.filter((waiter) => waiter.position <= position);
    this.waiters = this.waiters.filter((waiter) => waiter.position > position);
    for (const { settle } of passed) settle(true);
  }

  /** Whether the position was reached within the time. */
  wait(position: Position, milliseconds: number): Promise<boolean> {
    if (position <= this.reached) return Promise.resolve(true);
    return new Promise((resolve) => {
      const settle = (reached: boolean) => {
        clearTimeout(timer);
        resolve(reached);
      };
      const waiter = { position, settle };
      const timer = setTimeout(() => {
        this.waiters = this.waiters.filter((other) => other !== waiter);
        settle(false);
      }, milliseconds);
      this.waiters.push(waiter);
      this.onWait();
    });
  }
}
