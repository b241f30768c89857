import { describe, expect, test } from 'vitest';
import type { SourceAnswer, SourceMemory } from '../../../../src/core/observe/source-votes.ts';
import { ProbeFailure } from '../../../../src/shell/probe/failure.ts';
import { askSources } from '../../../../src/shell/probe/sources/ask-sources.ts';
import type { AskOptions, Source } from '../../../../src/shell/probe/sources/ask-sources.ts';
import type { SourceWorld } from '../../../../src/shell/probe/sources/source-kind.ts';
import { NOW, testWorld } from '../world.ts';

const GOOD: SourceAnswer = { reports: [{ name: 'gw1', reason: 'ok', at: NOW }], boots: new Map(), notes: [] };

function sourceOf(
  name: string,
  ask: (world: SourceWorld) => Promise<SourceAnswer>,
  more: Partial<Source> = {},
): Source {
  return {
    type: 'test',
    rules: {
      name,
      vantage: name,
      vantages: new Map(),
      servers: new Map([['gw2', ['gw2.internal', 'gw2!smtp']]]),
      canaries: ['outside'],
      believedForMs: 60_000,
    },
    timeoutMs: 5_000,
    secrets: () => [],
    ask,
    ...more,
  };
}

const memoryOf = (name: string): ReadonlyMap<string, SourceMemory> =>
  new Map([[name, new Map([[name, new Map([['gw1', NOW]])]])]]);

function asking(sources: readonly Source[], more: Partial<AskOptions> = {}) {
  const { signal, ...world } = testWorld();
  return askSources(sources, {
    servers: ['gw1', 'gw2'],
    memory: new Map(),
    deadlineMs: 10_000,
    world,
    signal,
    ...more,
  });
}

test('a source is told what is asked of, and whether it is asked for the first time', async () => {
  const worlds: Pick<SourceWorld, 'names' | 'isFirst'>[] = [];
  const source = sourceOf('a', ({ names, isFirst }) => {
    worlds.push({ names, isFirst });
    return Promise.resolve(GOOD);
  });
  await asking([source]);
  await asking([source], { memory: memoryOf('a') });
  expect(worlds).toEqual([
    { names: new Set(['gw1', 'gw2.internal', 'gw2!smtp', 'outside']), isFirst: true },
    { names: new Set(['gw1', 'gw2.internal', 'gw2!smtp', 'outside']), isFirst: false },
  ]);
});

test('all are asked at once', async () => {
  let waiting = 0;
  let release: () => void = () => undefined;
  const both = new Promise<void>((resolve) => (release = resolve));
  const meeting = (name: string) =>
    sourceOf(name, async () => {
      waiting += 1;
      if (waiting === 2) release();
      await both;
      return GOOD;
    });
  const asked = await asking([meeting('a'), meeting('b')]);
  expect(asked.map(({ source, failure, reports }) => [source.rules.name, failure, reports])).toEqual([
    ['a', null, 1],
    ['b', null, 1],
  ]);
});

describe('a source that fails costs its votes and nothing else', () => {
  const never = () => new Promise<never>(() => undefined);

  test.each<[string, Source['ask'], Partial<Source>, string]>([
    [
      'by what it answers',
      () => Promise.reject(new ProbeFailure('bad-reply', 'its answer is no JSON')),
      {},
      'its answer is no JSON',
    ],
    [
      'by an error of the system',
      () => Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })),
      {},
      'connect ECONNREFUSED',
    ],
    [
      'by a bug of ours',
      () => Promise.reject(new TypeError('x is undefined')),
      {},
      'asking it failed, which is a bug: x is undefined',
    ],
    [
      'by a bug before it begins',
      () => {
        throw new TypeError('y is undefined');
      },
      {},
      'asking it failed, which is a bug: y is undefined',
    ],
    ['by saying nothing', never, { timeoutMs: 20 }, 'no answer within 0.0 s'],
  ])('%s', async (_, ask, more, failure) => {
    const good = sourceOf('good', () => Promise.resolve(GOOD));
    const [failed, fine] = await asking([sourceOf('bad', ask, more), good], { memory: memoryOf('bad') });
    expect(failed?.failure).toBe(failure);
    expect(failed?.findings.votes).toMatchObject([
      { server: 'gw1', vantage: 'bad', reason: 'source-failed', detail: failure },
    ]);
    expect(fine?.findings.votes).toMatchObject([{ server: 'gw1', vantage: 'good', reason: 'ok' }]);
  });

  test('none is waited for longer than the round', async () => {
    const [asked] = await asking([sourceOf('a', never)], { deadlineMs: 20 });
    expect(asked?.failure).toBe('no answer within 0.0 s');
  });

  test('and is told to stop', async () => {
    let signal: AbortSignal | undefined;
    const source = sourceOf('a', (world) => {
      ({ signal } = world);
      return never();
    });
    await asking([source], { deadlineMs: 20 });
    expect(signal?.aborted).toBe(true);
  });
});

test('what must not be written down is not, whoever quotes it', async () => {
  const secrets = () => ['SENTINEL', 'SENTINEL-AND-MORE', 'dXNlcjpTRU5USU5FTA==', '1'];
  const said = 'denied: Bearer SENTINEL-AND-MORE, Basic dXNlcjpTRU5USU5FTA==, SENTINEL, 1';
  const failing = sourceOf('a', () => Promise.reject(new ProbeFailure('bad-reply', said)), { secrets });
  const quoting = sourceOf(
    'b',
    () =>
      Promise.resolve({
        ...GOOD,
        reports: [{ name: 'gw1', reason: 'reported-down', at: NOW, detail: said }],
        notes: [said],
      }),
    { secrets },
  );
  const asked = await asking([failing, quoting], { memory: memoryOf('a') });
  const tidy = 'denied: Bearer ***, Basic ***, ***, 1';
  expect(asked[0]?.failure).toBe(tidy);
  expect(asked[1]?.notes).toEqual([tidy]);
  expect(asked[1]?.findings.votes[0]?.detail).toBe(tidy);
  expect(
    JSON.stringify(asked.map(({ findings, failure, notes }) => [findings.votes, failure, notes])),
  ).not.toContain('SENTINEL');
});
