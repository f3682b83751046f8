/**
 * Everything that one process exchanges with its stores and the bus. A test can hold it back, as when the process is
 * paused, and cut it, as when the process is killed.
 */
export class ProcessLine {
  /** Called when the line is cut. */
  onCut: () => void = () => undefined;
  private gate: PromiseWithResolvers<void> | undefined;
  private isCut = false;

  get isHeld(): boolean {
    return this.gate !== undefined;
  }

  hold(): void {
    this.gate ??= Promise.withResolvers();
  }

  release(): void {
    this.gate?.resolve();
    this.gate = undefined;
  }

  cut(): void {
    this.isCut = true;
    this.release();
    this.onCut();
  }

  /** Makes a call when the line is open, and answers when it is open again: a held call may have been done. */
  async pass<T>(call: () => Promise<T>, unavailable: () => Error): Promise<T> {
    await this.opened(unavailable);
    const [outcome] = await Promise.allSettled([call()]);
    await this.opened(unavailable);
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  }

  /** Resolves when the line is open; rejects once it is cut. */
  async opened(unavailable: () => Error): Promise<void> {
    while (this.gate) await this.gate.promise;
    if (this.isCut) throw unavailable();
  }
}
