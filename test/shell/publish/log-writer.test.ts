import { PassThrough, Writable } from 'node:stream';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { diagnostic } from '../../../src/core/model/diagnostic.ts';
import { createPublishLog } from '../../../src/shell/publish/log.ts';
import type { LogFormat } from '../../../src/shell/publish/log.ts';
import { openLog } from './open-log.ts';
import { NOW, turnReport } from './reports.ts';

const MINUTE = 60_000;
const TYPO = diagnostic(
  'bad-value',
  { file: 'incidents/a.md', line: 3, column: 5 },
  'it is wrong',
  'mend it',
);

beforeEach(() => {
  // One hour before UTC's own time, so that a log by any other clock is found out.
  vi.stubEnv('TZ', 'Etc/GMT+1');
  return () => vi.unstubAllEnvs();
});

describe('how far a long turn is', () => {
  /** Pages done, one every half second. */
  const render = ({ log, wait }: ReturnType<typeof openLog>, seconds: number) => {
    for (let half = 0; half <= seconds * 2; half += 1) {
      log.progress(half, 100);
      wait(500);
    }
  };

  test.each<[LogFormat, boolean]>([
    ['human', true],
    ['human', false],
    ['json', false],
  ])('is not told of one under two seconds: %s, on a terminal: %s', (format, isTTY) => {
    const opened = openLog(format, { isTTY });
    for (let turn = 0; turn < 3; turn += 1) {
      render(opened, 1.5);
      opened.turn();
    }
    expect(opened.written()).not.toMatch(/progress|pages\n|of 100/);
  });

  test('is one line on a terminal, which makes room for the next', () => {
    const opened = openLog('human', { isTTY: true });
    render(opened, 3);
    expect(opened.written()).toBe(
      '\r\u001b[2K21:10:02  4 of 100 pages\r\u001b[2K21:10:02  5 of 100 pages\r\u001b[2K21:10:03  6 of 100 pages',
    );
    opened.log.note('a note');
    expect(opened.written()).toBe('\r\u001b[2K21:10:03  a note\n');
    opened.log.progress(7, 100);
    opened.written();
    opened.turn();
    expect(opened.written()).toMatch(/^\r\u001b\[2K21:10:03 {2}Published: [^\r]*\n$/);
    opened.turn();
    expect(opened.written()).toBe('');
  });

  test('elsewhere it is a line now and then', () => {
    const human = openLog('human');
    render(human, 13);
    expect(human.lines()).toEqual([
      '21:10:02  4 of 100 pages.',
      '21:10:07  14 of 100 pages.',
      '21:10:12  24 of 100 pages.',
    ]);
    const json = openLog('json', { isTTY: true });
    render(json, 8);
    expect(json.records()).toEqual([
      { time: '2010-09-03T22:10:02Z', level: 'info', event: 'progress', done: 4, total: 100 },
      { time: '2010-09-03T22:10:07Z', level: 'info', event: 'progress', done: 14, total: 100 },
    ]);
  });
});

describe('what others wrote', () => {
  const HOSTILE = 'a\u001b[2J\r\nfake: "x"\u0007\u009b31m\u2028b\u202egpj\u2066\u007f';
  const everything = (format: LogFormat) => {
    const opened = openLog(format, { folder: HOSTILE });
    opened.log.start({ everyMs: MINUTE, siteDir: HOSTILE, outDir: HOSTILE, stateDir: HOSTILE });
    opened.log.note(HOSTILE);
    opened.log.deployOutput([HOSTILE]);
    opened.turn();
    opened.turn({
      changed: [`incidents/${HOSTILE}`],
      problems: [{ code: 'pull-failed', message: HOSTILE }],
      diagnostics: [{ ...TYPO, file: HOSTILE, message: HOSTILE, hint: HOSTILE }],
    });
    opened.log.stop();
    return opened.written();
  };
  /** Everything a terminal obeys, or a reader of lines takes for the end of one, but the line feed. */
  const OBEYED =
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

  test('commands no terminal and makes no line, for people', () => {
    const text = everything('human');
    expect(text).not.toMatch(OBEYED);
    expect(
      text
        .split('\n')
        .slice(0, -1)
        .filter((line) => !/^\d\d:\d\d:\d\d {2}\S| {2}\|/.test(line)),
    ).toEqual([]);
    expect(text.match(/\\u\{1b\}/g)!.length).toBeGreaterThan(6);
  });

  test('nor in JSON, which says the same again when it is read', () => {
    const text = everything('json');
    expect(text).not.toMatch(OBEYED);
    const records = text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records.map(({ event }) => event)).toEqual([
      'start',
      'note',
      'deploy-output',
      'turn',
      'turn',
      'problem',
      'diagnostic',
      'stop',
    ]);
    expect(records[1]?.['message']).toBe(HOSTILE);
  });
});

describe('a reader that goes away', () => {
  test.each<[string, () => NodeJS.WritableStream]>([
    [
      'says so by an event',
      () =>
        new Writable({
          write(_chunk, _encoding, done) {
            done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
          },
        }),
    ],
    ['has gone before', () => new PassThrough().destroy()],
    ['has ended', () => new PassThrough().end()],
    [
      'throws',
      () =>
        Object.assign(new PassThrough(), {
          write: () => {
            throw new Error('EIO');
          },
        }),
    ],
  ])('stops nothing: it %s', async (_, open) => {
    const stream = open();
    const log = createPublishLog({ stream, format: 'json', now: () => NOW, folder: '' });
    for (let count = 0; count < 3; count += 1) {
      log.turn(turnReport());
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(() => log.stop()).not.toThrow();
  });

  test('and one that does not read fills no memory', () => {
    const stream = new Writable({ write: () => undefined });
    const log = createPublishLog({ stream, format: 'json', now: () => NOW, folder: '' });
    for (let count = 0; count < 10_000; count += 1) log.note('x'.repeat(1_000));
    expect(stream.writableLength).toBeLessThan(1_100_000);
  });
});
