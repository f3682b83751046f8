import { Clock } from '@waybill/engine';
import { NOW } from './decisions.js';

/** A clock that stands until it is moved. */
export class ManualClock extends Clock {
  private time = Date.parse(NOW);

  override now(): number {
    return this.time;
  }

  skip(milliseconds: number): void {
    this.time += milliseconds;
  }
}
