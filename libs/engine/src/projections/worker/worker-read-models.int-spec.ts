import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { compile, spawnChild, temporaryFolder, type Compiled } from '@waybill/testing';

jest.setTimeout(60_000);

const CHILD = 'libs/engine/src/projections/worker/worker-read-models.child.ts';

describe('read models in a worker thread', () => {
  let compiled: Compiled;
  let folder: ReturnType<typeof temporaryFolder>;
  beforeAll(async () => {
    compiled = await compile('libs');
  });
  afterAll(() => compiled.remove());
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  /** What a scene came to; the child has ended by itself, so its thread has, too. */
  async function play(scene: string): Promise<unknown> {
    const child = spawnChild(compiled.path(CHILD), [folder.path, scene]);
    const outcome: unknown = JSON.parse(await child.line(() => true));
    expect(await child.ended).toBe(0);
    return outcome;
  }

  it('show what a reader with a token wants to see, and end with the engine', async () => {
    expect(await play('reads')).toEqual({
      view: { count: 11, isMainThread: false },
      documents: 5,
      behind: 'ProjectionBehind',
      reports: [],
    });
  });

  it('go on where they stopped after a restart', async () => {
    await play('reads');
    expect(await play('reads')).toMatchObject({ view: { count: 22 } });
  });

  it('have deadlines fired by the main thread, which are then removed', async () => {
    expect(await play('deadlines')).toEqual({
      ended: 1,
      left: { id: 'later', at: '2999-01-01T00:00:00.000Z' },
      reports: [],
    });
  });

  it('open personal data with keys of their own, and show it as erased once its subject is', async () => {
    expect(await play('erases')).toEqual({
      before: ['Ada', 'Bob'],
      view: { names: ['erased', 'Bob', 'Robert'], isMainThread: false },
      reports: [],
    });
  });

  it('park a document through the state store of the main thread, and fold it again when asked', async () => {
    expect(await play('parks')).toEqual({
      good: { count: 1, isMainThread: false },
      item: { by: 'tallies.tally-view', kind: 'document', what: 'bad', reason: 'Error: Disturbed.' },
      first: false,
      second: true,
      bad: { count: 2, isMainThread: false },
      left: [],
    });
  });

  it('are started again in a new thread when theirs has ended, and lose nothing', async () => {
    expect(await play('crashes')).toEqual({
      view: { count: 3, isMainThread: false },
      parked: [],
      health: [{ name: 'tallies', isReady: true }],
    });
  });

  it('stop the context at an event that only a newer release can read', async () => {
    expect(await play('meetsNewer')).toEqual({
      health: [
        {
          name: 'tallies',
          isReady: false,
          reason: 'The event Counted has version 9; this release knows versions up to 1. Upgrade it.',
        },
      ],
      readers: [],
      view: { count: 1, isMainThread: false },
    });
  });

  it('keep an engine from starting whose context is not in the file that it names', async () => {
    expect(await play('misnamed')).toMatch(/^TypeError: .*tallies.page.js exports no context others\.$/);
  });
});
