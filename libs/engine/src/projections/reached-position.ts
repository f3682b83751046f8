import { START } from '@waybill/event-store';
import type { Position } from '@waybill/kernel';

interface Waiter {
  readonly position: Position;
  readonly settle: (isReached: boolean) => void;
}

/** How far a reader has come in the log, and who waits for it to come further. */
export class ReachedPosition {
  private reached: Position = START;
  private waiters: Waiter[] = [];
  private isOver = false;
  /** Called when somebody begins to wait, so that work in hand can be finished early. */
  onWait: () => void = () => undefined;
  /** Called when it has come further. */
  onAdvance: () => void = () => undefined;

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
    this.onAdvance();
    if (this.waiters.length === 0) return;
    const passed = this.waiters.filter((waiter) => waiter.position <= position);
    this.waiters = this.waiters.filter((waiter) => waiter.position > position);
    for (const { settle } of passed) settle(true);
  }

  /** Whether the position is reached within the time. */
  wait(position: Position, timeoutMs: number): Promise<boolean> {
    if (position <= this.reached) return Promise.resolve(true);
    if (this.isOver) return Promise.resolve(false);
    return new Promise((resolve) => {
      const settle = (isReached: boolean) => {
        clearTimeout(timer);
        resolve(isReached);
      };
      const waiter = { position, settle };
      const timer = setTimeout(() => {
        this.waiters = this.waiters.filter((other) => other !== waiter);
        settle(false);
      }, timeoutMs);
      this.waiters.push(waiter);
      this.onWait();
    });
  }

  /** It comes no further in this process: nobody waits any longer. */
  giveUp(): void {
    this.isOver = true;
    for (const { settle } of this.waiters.splice(0)) settle(false);
  }
}
