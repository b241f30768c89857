import { beforeEach, describe, expect, test, vi } from 'vitest';
import { diagnostic } from '../../../src/core/model/diagnostic.ts';
import { LOG_EVENTS } from '../../../src/shell/publish/log-writer.ts';
import type { TurnReport } from '../../../src/shell/publish/turn.ts';
import { openLog, running } from './open-log.ts';

const MINUTE = 60_000;
const START = { siteDir: '/srv/site', outDir: '/var/www', stateDir: '/srv/site/state' };
const TYPO = diagnostic(
  'bad-value',
  { file: 'incidents/a.md', line: 3, column: 5 },
  'it is wrong',
  'mend it',
);
const UNUSED = diagnostic('group-unused', { file: 'topology.yml', line: 9 }, 'nobody needs it');
const PULL = { code: 'pull-failed', message: 'the remote does not answer' } as const;

beforeEach(() => {
  // One hour before UTC's own time, so that a log by any other clock is found out.
  vi.stubEnv('TZ', 'Etc/GMT+1');
  return () => vi.unstubAllEnvs();
});

describe('for people', () => {
  test('the beginning and the end', () => {
    const { log, lines, turn } = openLog('human');
    log.start({ ...START, everyMs: MINUTE });
    expect(lines()).toEqual(['21:10:00  Publishing /srv/site into /var/www every 1m. Stop with Ctrl-C.']);
    turn();
    expect(lines()).toEqual(['21:10:00  Published: 3 files written, 6 of 40 pages rendered, in 1.5 s.']);
    log.stop();
    expect(lines()).toEqual(['21:10:00  Stopped after 1 turn.']);
  });

  test('a single turn begins without a word', () => {
    const { log, lines } = openLog('human');
    log.start(START);
    expect(lines()).toEqual([]);
  });

  test('a quiet minute is not told, and a quiet hour in one line', () => {
    const { lines, turn, wait } = running('human');
    for (let hour = 0; hour < 3; hour += 1) {
      for (let minute = 0; minute < 59; minute += 1) {
        wait(MINUTE);
        turn();
      }
      expect(lines()).toEqual([]);
      wait(MINUTE);
      turn();
      expect(lines()).toEqual([
        `${String(22 + hour)
          .padStart(2, '0')
          .replace('24', '00')}:10:00  Still publishing: 60 turns, nothing wrong.`,
      ]);
    }
  });

  test.each<[string, Partial<TurnReport>, string | null]>([
    ['probes had news', { changed: ['api/signalbox.json', 'badge/a.svg', 'services/web/index.html'] }, null],
    ['and it was compressed', { changed: ['index.html', 'index.html.br', 'index.html.gz'] }, null],
    [
      'staff had news',
      { changed: ['feed.json', 'heartbeat.json', 'incidents/a/index.html', 'incidents/a/index.html.gz'] },
      'Published: 4 files written, in 1.5 s; news in feed.json, incidents/a/index.html.',
    ],
    [
      'something was deleted',
      { changed: [], deleted: ['a', 'b', 'c', 'd', 'e'] },
      'Published: 0 files written, 5 deleted, in 1.5 s; news in a, b, c and 2 more.',
    ],
  ])('a turn in which %s', (_, changes, line) => {
    const { lines, turn } = running('human');
    turn(changes);
    expect(lines()).toEqual(line === null ? [] : [`21:10:00  ${line}`]);
  });

  test('a problem when it begins, at growing intervals while it lasts, and when it is over', () => {
    const { lines, turn, wait } = running('human');
    const said: string[] = [];
    for (let minute = 0; minute <= 170; minute += 1) {
      turn({ problems: [PULL] });
      said.push(...lines());
      wait(MINUTE);
    }
    turn();
    said.push(...lines());
    expect(said).toEqual([
      '21:10:00  Problem: pull-failed: the remote does not answer',
      '21:11:00  Still, for 1m: pull-failed: the remote does not answer',
      '21:16:00  Still, for 6m: pull-failed: the remote does not answer',
      '21:46:00  Still, for 36m: pull-failed: the remote does not answer',
      '22:46:00  Still, for 1h36m: pull-failed: the remote does not answer',
      '23:46:00  Still, for 2h36m: pull-failed: the remote does not answer',
      '00:01:00  Over, after 2h51m: pull-failed.',
    ]);
  });

  test('a problem that turns into another of its kind is told; another number is not', () => {
    const { lines, turn, wait } = running('human');
    turn({ problems: [PULL] });
    wait(30_000);
    turn({ problems: [{ ...PULL, message: 'diverged 3 commits' }] });
    turn({ problems: [{ ...PULL, message: 'diverged 4 commits' }] });
    turn({ problems: [PULL] });
    expect(lines()).toEqual([
      '21:10:00  Problem: pull-failed: the remote does not answer',
      '21:10:30  Still, for 30s: pull-failed: diverged 3 commits',
    ]);
  });

  test('words that are never the same are told some times, then now and then', () => {
    const { lines, turn } = running('human');
    for (let count = 0; count < 100; count += 1)
      turn({ problems: [{ ...PULL, message: 'x'.repeat(count + 1) }] });
    expect(lines()).toHaveLength(10);
  });

  test('a clock that is set back keeps nobody waiting', () => {
    const { lines, turn, wait } = running('human');
    turn({ problems: [PULL] });
    wait(-60 * MINUTE);
    turn({ problems: [PULL] });
    expect(lines().at(-1)).toBe('20:10:00  Still, for 0s: pull-failed: the remote does not answer');
  });

  test('that nothing is published, once, and that it is again', () => {
    const { lines, turn } = running('human');
    const problem = { code: 'not-written', message: 'the disk is full' } as const;
    const failed = { published: false, problems: [problem], changed: [] };
    turn(failed);
    turn(failed);
    turn();
    turn();
    expect(lines()).toEqual([
      '21:10:00  Nothing was published; what was published before stays as it is.',
      '21:10:00  Problem: not-written: the disk is full',
      '21:10:00  Publishing again: 3 files written, in 1.5 s.',
      '21:10:00  Over, after 0s: not-written.',
    ]);
  });

  test('diagnostics when they appear and when they go, worst first, and not each minute', () => {
    const { lines, turn } = running('human', { folder: 'mysite' });
    turn({ diagnostics: [UNUSED, TYPO] });
    turn({ diagnostics: [UNUSED, { ...TYPO, line: 7 }] });
    expect(lines()).toEqual([
      '21:10:00  mysite/incidents/a.md:3:5  error  bad-value  it is wrong',
      '21:10:00  mysite/topology.yml:9:1  warning  group-unused  nobody needs it',
    ]);
    turn({ diagnostics: [UNUSED] });
    expect(lines()).toEqual(['21:10:00  No longer found: 1 error.']);
    turn({ diagnostics: [UNUSED, UNUSED] });
    expect(lines()).toEqual(['21:10:00  mysite/topology.yml:9:1  warning  group-unused  nobody needs it']);
    turn();
    expect(lines()).toEqual(['21:10:00  No longer found: 2 warnings.']);
  });

  test('an age that grows is no news', () => {
    const { lines, turn } = running('human');
    const old = (hours: number) =>
      diagnostic(
        'open-too-long',
        { file: 'incidents/a.md' },
        `its last update is ${String(hours)} hours old`,
      );
    turn({ diagnostics: [old(25)] });
    lines();
    turn({ diagnostics: [old(26)] });
    expect(lines()).toEqual([]);
  });

  test('a turn that came to nothing says nothing of the content', () => {
    const { lines, turn } = running('human');
    turn({ diagnostics: [TYPO] });
    lines();
    const problems = [{ code: 'held', message: 'held' }] as const;
    turn({ published: false, problems });
    turn({ diagnostics: [TYPO], problems });
    expect(lines().join('\n')).not.toMatch(/bad-value|No longer/);
  });

  test('of very many diagnostics the first, and how many more there are', () => {
    const { lines, turn } = running('human');
    turn({ diagnostics: Array.from({ length: 5_000 }, () => TYPO) });
    const said = lines();
    expect(said).toHaveLength(21);
    expect(said.at(-1)).toBe('21:10:00  … and 4980 more; "signalbox check" lists them all.');
  });

  test('the last of what a deploy command said', () => {
    const { log, lines } = running('human');
    log.deployOutput(['', ' ']);
    expect(lines()).toEqual([]);
    log.deployOutput([...Array.from({ length: 30 }, (_, at) => `line ${String(at)}`), 'x'.repeat(1_000), '']);
    const said = lines();
    expect(said).toHaveLength(21);
    expect(said.slice(0, 2)).toEqual(['21:10:00  The deploy command said:', '21:10:00    | line 11']);
    expect(said.at(-1)).toBe(`21:10:00    | ${'x'.repeat(300)}`);
  });
});

describe('in JSON', () => {
  const time = '2010-09-03T22:10:00Z';

  test('each turn is one line, whatever it was', () => {
    const { records, turn } = openLog('json');
    turn();
    turn({ published: false, problems: [PULL, PULL], diagnostics: [] });
    const [first, second, problem] = records();
    expect(first).toEqual({
      time,
      level: 'info',
      event: 'turn',
      published: true,
      duration_ms: 1_500,
      pages_planned: 40,
      pages_rendered: 6,
      files_written: 3,
      files_deleted: 0,
      taken_at: '2010-09-03T22:09:30Z',
      valid_until: '2010-09-03T22:14:30Z',
      problems: [],
      diagnostics: { errors: 0, warnings: 0, hints: 0 },
    });
    expect(second).toMatchObject({ level: 'error', published: false, problems: ['pull-failed'] });
    expect(problem).toEqual({ time, level: 'error', event: 'problem', ...PULL });
  });

  test('a turn with problems is a warning', () => {
    const { records, turn } = running('json');
    turn({ problems: [PULL] });
    expect(records().map(({ event, level }) => [event, level])).toEqual([
      ['turn', 'warn'],
      ['problem', 'warn'],
    ]);
  });

  test('everything else', () => {
    const { log, records, turn, wait } = running('json', { folder: 'mysite' });
    log.start({ ...START, everyMs: MINUTE });
    log.note('a note');
    log.deployOutput(['no route']);
    turn({ problems: [PULL], diagnostics: [TYPO] });
    wait(MINUTE);
    turn({ problems: [PULL] });
    wait(90 * MINUTE);
    turn();
    log.stop();
    const told = records().filter(({ event }) => event !== 'turn');
    expect(told.map((record) => ({ ...record, time: undefined }))).toEqual([
      {
        level: 'info',
        event: 'start',
        site: '/srv/site',
        out: '/var/www',
        state: '/srv/site/state',
        every_seconds: 60,
      },
      { level: 'info', event: 'note', message: 'a note' },
      { level: 'warn', event: 'deploy-output', output: ['no route'] },
      { level: 'warn', event: 'problem', ...PULL },
      {
        level: 'error',
        event: 'diagnostic',
        severity: 'error',
        code: 'bad-value',
        file: 'mysite/incidents/a.md',
        line: 3,
        column: 5,
        message: 'it is wrong',
        hint: 'mend it',
      },
      { level: 'warn', event: 'problem-lasts', ...PULL, for_seconds: 60 },
      { level: 'info', event: 'diagnostics-gone', errors: 1, warnings: 0, hints: 0 },
      { level: 'info', event: 'problem-over', code: 'pull-failed', for_seconds: 5_460 },
      { level: 'info', event: 'stop', turns: 4 },
    ]);
  });

  test('names are in kebab case, keys in snake case', () => {
    const { log, records, turn } = openLog('json');
    log.start({ ...START, everyMs: MINUTE });
    turn({ problems: [PULL], diagnostics: [TYPO] });
    for (const record of records()) {
      expect(Object.keys(LOG_EVENTS)).toContain(record['event']);
      for (const key of Object.keys(record)) expect(key).toMatch(/^[a-z]+(_[a-z]+)*$/);
    }
    for (const event of Object.keys(LOG_EVENTS)) expect(event).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });
});
