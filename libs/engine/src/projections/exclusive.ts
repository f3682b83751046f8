/** Runs pieces of work one after the other, in the order in which they were asked for. */
export class Exclusive {
  private last: Promise<unknown> = Promise.resolve();

  /** Resolves or rejects as the work does; a failure does not affect what comes after it. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work);
    this.last = result.catch(() => undefined);
    return result;
  }
}
