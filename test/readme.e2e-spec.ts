import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SANDBOX_TOKENS } from '../apps/payments/src/outside/sandbox-tokens.js';
import { Waybill } from './waybill.js';

const shell = promisify(execFile);
const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/```sh\n(curl [^\n]+)\n```\n\n```json\n(.+?)\n```/gs)].map(
  ([, command = '', answer = '']) => ({ command, answer }),
);

describe('the README', () => {
  let waybill: Waybill;
  let url: string;

  beforeAll(async () => {
    waybill = await Waybill.start();
    url = await waybill.listen();
  });
  afterAll(() => waybill.stop());

  it('shows six curls', () => expect(examples).toHaveLength(6));

  it.each(examples)('gets what it shows: $command', async ({ command, answer }) => {
    const { stdout } = await shell('sh', ['-c', command.replace('http://127.0.0.1:3000', url)]);
    await waybill.settled();
    expect(withoutTimes(stdout)).toEqual(withoutTimes(answer));
  });

  it('names only tokens that the sandbox knows', () => {
    const tokens = [...readme.matchAll(/\btok_\w+/g)].map(([token]) => token);
    expect(Object.keys(SANDBOX_TOKENS)).toEqual(expect.arrayContaining(tokens));
    expect(tokens.length).toBeGreaterThan(5);
  });

  it('links to files that are there', async () => {
    const links = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map(([, path = '']) => path);
    expect(links.length).toBeGreaterThan(5);
    for (const path of links) {
      await expect(shell('test', ['-e', path])).resolves.toBeDefined();
    }
  });
});

function withoutTimes(json: string): unknown {
  return JSON.parse(json, (name, value: unknown) => (name.endsWith('At') ? 'a time' : value));
}
