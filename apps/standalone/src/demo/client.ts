import { setTimeout as pause } from 'node:timers/promises';

const WAIT_MAX_MS = 10_000;

/** A client of Waybill's API that prints every request. */
export class Client {
  constructor(
    private readonly url: string,
    private readonly say: (line: string) => void,
  ) {}

  /** Sends a task; throws with the problem's detail when it is refused. */
  async post(path: string, body: object = {}, method = 'POST'): Promise<{ readonly id: string }> {
    const answer = await this.fetch<{ readonly id: string }>(path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    this.say(`  ${method} ${path}`);
    return answer;
  }

  get<T>(path: string): Promise<T> {
    return this.fetch<T>(path);
  }

  /** Repeats the request until the answer is as wanted. Throws after ten seconds. */
  async until<T>(path: string, wanted: (answer: T) => boolean): Promise<T> {
    for (const end = Date.now() + WAIT_MAX_MS; ; await pause(20)) {
      const answer = await this.get<T>(path).catch((failure: unknown) => {
        if (Date.now() > end) throw failure;
      });
      if (answer !== undefined && wanted(answer)) return answer;
      if (Date.now() > end)
        throw new Error(`${path} did not become what was expected: ${JSON.stringify(answer)}`);
    }
  }

  private async fetch<T>(path: string, init?: RequestInit): Promise<T> {
    const response = await fetch(`${this.url}${path}`, init);
    const answer: T = JSON.parse(await response.text());
    if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  }
}
