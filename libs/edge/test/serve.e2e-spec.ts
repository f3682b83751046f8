import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compile, type Compiled } from '@waybill/testing';
import supertest from 'supertest';

const OPENING = 'Opening the stores, and reading what has changed since the last time.';

let compiled: Compiled;
const folders: string[] = [];
const children: ChildProcess[] = [];

beforeAll(async () => {
  compiled = await compile('libs');
}, 30_000);
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  compiled.remove();
  for (const folder of folders) await rm(folder, { recursive: true });
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'serve-'));
  folders.push(folder);
  return folder;
}

function start(environment: Readonly<Record<string, string>>) {
  const env = { ...process.env, NODE_OPTIONS: '', PORT: '0', ...environment };
  const child = spawn(process.execPath, [compiled.path('libs/edge/test/planets.main.ts')], { env });
  children.push(child);
  const written = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (written.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (written.err += chunk.toString()));
  const ended = once(child, 'close').then(([code]: readonly unknown[]) => code);
  return { child, written, ended };
}

/** The first match in what it has written, as soon as there is one. */
async function match(
  { child, written }: ReturnType<typeof start>,
  pattern: RegExp,
): Promise<RegExpExecArray> {
  for (;;) {
    const found = pattern.exec(written.out);
    if (found) return found;
    await once(child.stdout, 'data');
  }
}

async function urlOf(service: ReturnType<typeof start>): Promise<string> {
  const [, url = ''] = await match(service, /"url":"([^"]+)"/);
  return url;
}

/** The lines of its log, each of which is a JSON object with a level. */
function linesOf({ written }: ReturnType<typeof start>): readonly object[] {
  const lines: readonly object[] = written.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  for (const line of lines) expect(line).toHaveProperty('level');
  return lines;
}

describe('a service', () => {
  it('says and logs what it does when it starts, serves and, at SIGTERM, ends with its log written', async () => {
    const service = start({ FOLDER: await newFolder() });
    const url = await urlOf(service);
    expect(new URL(url).hostname).toBe('127.0.0.1');
    expect(service.written.out).toContain('this machine only');
    await supertest(url).get('/v1/planets/saturn').set('x-request-id', 'the-last').expect(200);
    service.child.kill('SIGTERM');
    expect(await service.ended).toBe(0);
    const lines = linesOf(service);
    expect(lines).toContainEqual(expect.objectContaining({ requestId: 'the-last' }));
    expect(lines.at(-2)).toMatchObject({ level: 'info', msg: 'draining', signal: 'SIGTERM' });
    expect(lines.at(-1)).toMatchObject({ level: 'info', msg: 'stopped', ms: expect.any(Number) });
    expect(service.written.err.trim().split('\n')).toEqual([
      OPENING,
      expect.stringMatching(/^Stopping \(SIGTERM\): finishing requests, then closing the stores\./),
      expect.stringMatching(/^Stopped after \d+ ms\.$/),
    ]);
  }, 60_000);

  it('ends at SIGTERM although a read waits and connections are idle', async () => {
    const service = start({ FOLDER: await newFolder() });
    const url = await urlOf(service);
    const agent = new Agent({ keepAlive: true });
    const idle = get(`${url}/livez`, { agent });
    const [alive]: readonly IncomingMessage[] = await once(idle, 'response');
    alive?.resume();
    const headers = { 'consistency-token': '99', prefer: 'wait=10' };
    const waiting = get(`${url}/v1/planets/saturn/awaited`, { agent, headers });
    await match(service, /"msg":"waiting"/);
    service.child.kill('SIGTERM');
    const [answer]: readonly IncomingMessage[] = await once(waiting, 'response');
    expect(answer?.statusCode).toBe(503);
    answer?.resume();
    expect(await service.ended).toBe(0);
    expect(linesOf(service).at(-1)).toMatchObject({ msg: 'stopped' });
    agent.destroy();
  }, 60_000);

  it('writes in one line why it cannot start', async () => {
    const folder = await newFolder();
    const first = start({ FOLDER: folder });
    const { port } = new URL(await urlOf(first));
    const actors = join(folder, 'actors.json');
    await writeFile(actors, '{"actors":[]}');
    const attempts = [
      [{ FOLDER: await newFolder(), PORT: port }, new RegExp(`^Another process listens on port ${port}\\.`)],
      [{ FOLDER: '/proc/none' }, /\/proc\/none/],
      [
        { FOLDER: await newFolder(), HOST: 'nowhere.invalid', ACTORS_FILE: actors },
        /^The host name nowhere\.invalid cannot be resolved/,
      ],
      [{ FOLDER: await newFolder(), HOST: '203.0.113.1', ACTORS_FILE: actors }, /^Waybill cannot listen: /],
      [{ FOLDER: await newFolder(), HOST: '0.0.0.0' }, /^HOST is "0\.0\.0\.0", but without ACTORS_FILE/],
      [{ FOLDER: folder, ACTORS_FILE: '/nowhere/actors.json' }, /^ACTORS_FILE is "\/nowhere\/actors\.json"/],
      [{ FOLDER: folder }, /^[^\n]*process[^\n]*$/],
      [{ FOLDER: folder, PORT: 'http' }, /^PORT is "http"/],
    ] as const;
    for (const [environment, reason] of attempts) {
      const attempt = start(environment);
      expect(await attempt.ended).toBe(1);
      const [last, ...others] = attempt.written.err.trim().split('\n').toReversed();
      expect(last).toMatch(reason);
      expect([[], [OPENING]]).toContainEqual(others);
      expect(attempt.written.out).not.toContain('    at ');
    }
  }, 60_000);
});
