import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compile, type Compiled } from '@waybill/testing';
import supertest from 'supertest';

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
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
  const ended = once(child, 'close').then(([code]: readonly unknown[]) => code);
  return { child, said, ended };
}

/** Where it listens, once it says so. */
async function listening({ child, said }: ReturnType<typeof start>): Promise<string> {
  for (;;) {
    const [, url] = /"url":"([^"]+)"/.exec(said.out) ?? [];
    if (url) return url;
    await once(child.stdout, 'data');
  }
}

describe('a service', () => {
  it('says where it listens and who can reach it, serves, and ends well at SIGTERM with its log written', async () => {
    const service = start({ FOLDER: await newFolder() });
    const url = await listening(service);
    expect(new URL(url).hostname).toBe('127.0.0.1');
    expect(service.said.out).toContain('this machine only');
    await supertest(url).get('/v1/planets/saturn').set('x-request-id', 'the-last').expect(200);
    service.child.kill('SIGTERM');
    expect(await service.ended).toBe(0);
    expect(service.said.out).toContain('"requestId":"the-last"');
    for (const line of service.said.out.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('level');
    expect(service.said.err).toBe('');
  }, 30_000);

  it('says in one line why it cannot start', async () => {
    const folder = await newFolder();
    const first = start({ FOLDER: folder });
    const { port } = new URL(await listening(first));
    const attempts = [
      [{ FOLDER: await newFolder(), PORT: port }, /^Another process listens on that port/],
      [{ FOLDER: folder }, /^[^\n]*process[^\n]*$/],
      [{ FOLDER: folder, PORT: 'http' }, /^PORT is "http"/],
    ] as const;
    for (const [environment, reason] of attempts) {
      const attempt = start(environment);
      expect(await attempt.ended).toBe(1);
      expect(attempt.said.err.trim()).toMatch(reason);
      expect(attempt.said.err.trim().split('\n')).toHaveLength(1);
      expect(attempt.said.out).not.toContain('    at ');
    }
  }, 30_000);
});
