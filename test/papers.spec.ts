import { describe, expect, it } from '@jest/globals';
import { format } from 'prettier';
import { read } from './docs/page.js';

describe('a file for tools', () => {
  it.each([
    ['.devcontainer/devcontainer.json', 'json'],
    ['.github/workflows/ci.yml', 'yaml'],
    ['.vscode/extensions.json', 'json'],
    ['.vscode/launch.json', 'json'],
  ])('can be parsed: %s', async (path, parser) => {
    await expect(format(await read(path), { parser })).resolves.toBeDefined();
  });

  it('installs the Node that the project is made for: .nvmrc', async () => {
    const { engines } = JSON.parse(await read('package.json'));
    expect(engines.node).toBe(`>=${(await read('.nvmrc')).trim()}`);
  });
});

describe('waybill.http', () => {
  it('has the requests of the README', async () => {
    const file = await read('waybill.http');
    const variables = new Map(
      [...file.matchAll(/^@(\w+) = (.+)$/gm)].map(([, name, value]) => [name, value]),
    );
    const requests = file
      .replaceAll(/\{\{(\w+)\}\}/g, (text, name: string) => variables.get(name) ?? text)
      .split(/^###.*$/m)
      .map(requestOf);
    const curls = [...(await read('README.md')).matchAll(/^curl (.+)$/gm)].map(([, curl = '']) => {
      const [, method = 'GET'] = /-X (\w+)/.exec(curl) ?? [];
      const [, url] = /(http:[^\s']+)/.exec(curl) ?? [];
      const [, body] = /-d '(.+)'/.exec(curl) ?? [];
      return { line: `${method} ${url}`, body: body === undefined ? undefined : JSON.parse(body) };
    });
    expect(curls).toHaveLength(6);
    for (const curl of curls) expect(requests).toContainEqual(curl);
  });
});

function requestOf(text: string) {
  const [line = '', ...rest] = text.trim().split('\n');
  const body = rest
    .join('\n')
    .replace(/^[\w-]+: .*$/m, '')
    .trim();
  return { line, body: body.startsWith('{') ? JSON.parse(body) : undefined };
}
