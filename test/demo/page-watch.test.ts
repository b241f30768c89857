import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/core/compile.ts';
import { NO_HISTORY } from '../../src/core/evaluate/history.ts';
import type { Verdict } from '../../src/core/model/snapshot.ts';
import type { SiteStatus } from '../../src/core/model/status.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/core/model/time.ts';
import { serversOf } from '../../src/core/model/topology.ts';
import { parseTopology } from '../../src/core/parse/topology.ts';
import { watchPage } from '../../src/demo/page-watch.ts';
import { createWords } from '../../src/render/words/words.ts';
import { REPOSITORY } from '../support/example-site.ts';

const TEXT = readFileSync(path.join(REPOSITORY, 'topology.yml'), 'utf8');
const TOPOLOGY = parseTopology(TEXT, { file: 'topology.yml', env: {} }).topology!;
const NOW = Date.UTC(2026, 10, 25, 12, 0, 10);
const WORDS = createWords(TOPOLOGY.site);

type Verdicts = Readonly<Record<string, Verdict>>;

/** The site as probes see it, all servers online but these; null where nobody has looked. */
function statusWhere(verdicts: Verdicts | null, { takenAt = NOW - 5_000, now = NOW } = {}): SiteStatus {
  const servers = serversOf(TOPOLOGY).map(({ id }) => [id, { verdict: verdicts?.[id] ?? 'online' }] as const);
  const snapshot = {
    version: 1,
    taken_at: new Date(takenAt).toISOString(),
    vantages: ['here'],
    servers: Object.fromEntries(servers),
  };
  const { site } = compile({
    topology: { file: 'topology.yml', text: TEXT },
    incidents: () => [],
    snapshot: { file: 'state/snapshot.json', text: verdicts === null ? null : JSON.stringify(snapshot) },
    history: NO_HISTORY,
    content: [],
    env: {},
    now,
  });
  return site!.status;
}

/** A watch with a clock of its own. */
function watching() {
  const clock = { ms: 0 };
  const watch = watchPage({ topology: TOPOLOGY, words: WORDS, elapsed: () => clock.ms });
  return {
    watch,
    built(
      verdicts: Verdicts | null,
      afterMs: number,
      more: Parameters<typeof statusWhere>[1] & { files?: string[] } = {},
    ) {
      clock.ms += afterMs;
      const { files = [], ...times } = more;
      return watch.built({ status: statusWhere(verdicts, times), filesWritten: files, filesDeleted: [] });
    },
  };
}

const ALL_WELL = ['  All four services work.'];

describe('in the beginning', () => {
  test('nothing is told before anybody has looked', () => {
    const { built } = watching();
    expect(built(null, 100)).toEqual({ reload: false, lines: [] });
    expect(built({}, 1_900)).toEqual({
      reload: true,
      lines: ['2.0 s after the start the page says:', ...ALL_WELL],
    });
  });

  test('what comes of itself is not timed by the start', () => {
    const { built } = watching();
    built({}, 1_000);
    expect(built({ gw1: 'offline' }, 1_000).lines[0]).toBe('The probes see gw1 offline, and the page says:');
  });

  test('the same again is no news', () => {
    const { built } = watching();
    built({}, 1_000);
    expect(built({}, 2_000)).toEqual({ reload: false, lines: [] });
  });
});

describe('an order is answered', () => {
  test('by one gateway of two', () => {
    const { watch, built } = watching();
    built({}, 1_000);
    watch.ordered();
    expect(built({ gw1: 'offline' }, 3_240)).toEqual({
      reload: true,
      lines: [
        '3.2 s later the probes see gw1 offline, and the page says:',
        '  All four services work.',
        '  AV/GreyListing: works, no spare left.',
      ],
    });
  });

  test('by both, and mail is delayed, not lost', () => {
    const { watch, built } = watching();
    built({ gw1: 'offline' }, 1_000);
    watch.ordered();
    const { lines } = built({ gw1: 'offline', gw2: 'offline' }, 4_000);
    expect(lines[0]).toBe('4.0 s later the probes see gw2 offline, and the page says:');
    expect(lines.slice(1).join('\n')).toMatch(/Incoming Mail: .*Backup MX.*Mail is delayed, not lost/s);
  });

  test('by servers that no service needs: the headline stays, and the diagram changes', () => {
    const { watch, built } = watching();
    built({}, 1_000);
    watch.ordered();
    expect(built({ backup1: 'offline', backup2: 'offline' }, 2_000)).toEqual({
      reload: true,
      lines: ['2.0 s later the probes see backup1 and backup2 offline'],
    });
  });

  test('by several that turn at once, each way', () => {
    const { watch, built } = watching();
    built({ web1: 'offline' }, 1_000);
    watch.ordered();
    const { lines } = built({ gw1: 'offline', mail1: 'unknown' }, 2_000);
    expect(lines[0]).toMatch(
      /the probes see gw1 offline and web1 online and mail1 unknown, and the page says:$/,
    );
  });

  test('what comes long after it is no answer', () => {
    const { watch, built } = watching();
    built({}, 1_000);
    watch.ordered();
    expect(built({ gw1: 'offline' }, 3 * MINUTE_MS).lines[0]).toBe(
      'The probes see gw1 offline, and the page says:',
    );
  });
});

test('evidence that grows too old is told by the page alone', () => {
  const { built } = watching();
  built({}, 1_000);
  const { lines, reload } = built({}, HOUR_MS, { now: NOW + HOUR_MS });
  expect(reload).toBe(true);
  expect(lines[0]).toBe('The page says:');
  expect(lines.join('\n')).toContain('Incoming Mail: Unknown. At 12:00 it worked.');
});

test('a server that is not in use is no news, and the prober’s return is told by the page alone', () => {
  const { built } = watching();
  built({ store4: 'unknown' }, 1_000);
  expect(built({ store4: 'offline' }, 1_000).lines).toEqual([]);
  built({ store4: 'offline' }, HOUR_MS, { now: NOW + HOUR_MS });
  expect(built({ store4: 'offline' }, 1_000).lines).toEqual(['The page says:', ...ALL_WELL]);
});

describe('open pages load again', () => {
  test.each([
    ['when the time they show is another', { takenAt: NOW + 55_000, now: NOW + 60_000 }, true],
    ['not for seconds that nobody sees', { takenAt: NOW - 2_000 }, false],
    ['when an entry was edited', { files: ['incidents/2026-11-24-x/index.html'] }, true],
    ['not because a page was written', { files: ['index.html', 'infrastructure/index.html'] }, false],
  ])('%s', (_, more, reload) => {
    const { built } = watching();
    built({}, 1_000);
    expect(built({}, 2_000, more)).toEqual({ reload, lines: [] });
  });
});
