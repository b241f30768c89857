import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diagnostic } from '../../../src/core/model/diagnostic.ts';
import { addTurn, metricsText, startTotals, writeMetrics } from '../../../src/shell/publish/metrics.ts';
import { PROBLEM_CODES } from '../../../src/shell/publish/turn.ts';
import type { TurnReport } from '../../../src/shell/publish/turn.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { NOW, turnReport, withoutSnapshot } from './reports.ts';

interface Family {
  readonly help: string;
  readonly type: string;
  readonly samples: Map<string, number>;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = String.raw`[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"`;
const VALUE = String.raw`[+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|NaN`;
const SAMPLE = new RegExp(`^(${NAME})(\\{${LABEL}(?:,${LABEL})*\\})? (${VALUE})$`);

/**
 * The text format as its specification has it (prometheus.io/docs/instrumenting/exposition_formats), as strictly as a
 * reader may be: HELP and TYPE once before the samples of each family, families in one piece, no sample twice.
 */
function parse(text: string): Map<string, Family> {
  expect(text.endsWith('\n')).toBe(true);
  const families = new Map<string, Family>();
  let current = '';
  for (const line of text.slice(0, -1).split('\n')) {
    const [, keyword, name = '', rest = ''] = new RegExp(`^# (HELP|TYPE) (${NAME}) (.+)$`).exec(line) ?? [];
    if (keyword === 'HELP') {
      expect(families.has(name), `${name} has one HELP`).toBe(false);
      expect(rest).not.toMatch(/\\(?![\\n])/);
      families.set((current = name), { help: rest, type: '', samples: new Map() });
    } else if (keyword === 'TYPE') {
      const family = families.get(name)!;
      expect([name, family.type, family.samples.size]).toEqual([current, '', 0]);
      expect(rest).toMatch(/^(counter|gauge)$/);
      families.set(name, { ...family, type: rest });
    } else {
      const [, sample, labels = '', value] = SAMPLE.exec(line) ?? [];
      expect(sample, `"${line}" is a sample of the family above it`).toBe(current);
      const { type, samples } = families.get(current)!;
      expect(type).not.toBe('');
      expect(samples.has(labels), `${line} comes once`).toBe(false);
      samples.set(labels, Number(value));
    }
  }
  return families;
}

const read = (report: TurnReport, totals = addTurn(startTotals(), report)) =>
  parse(metricsText(report, totals));
const valueIn = (families: ReturnType<typeof parse>, name: string, labels = '') =>
  families.get(name)?.samples.get(labels);

const place = { file: 'topology.yml' };
const FULL = turnReport({
  problems: [{ code: 'pull-failed', message: 'a "secret"\\\n' }],
  diagnostics: [
    diagnostic('bad-value', place, 'a'),
    diagnostic('bad-value', place, 'b'),
    diagnostic('group-unused', place, 'c'),
  ],
  deleted: ['a'],
});

describe('the text', () => {
  test.each<[string, string, number | undefined]>([
    ['signalbox_publish_success', '', 1],
    ['signalbox_publish_timestamp_seconds', '', NOW / 1_000 + 1.5],
    ['signalbox_publish_duration_seconds', '', 1.5],
    ['signalbox_snapshot_timestamp_seconds', '', NOW / 1_000 - 30],
    ['signalbox_snapshot_age_seconds', '', 31.5],
    ['signalbox_valid_until_timestamp_seconds', '', NOW / 1_000 + 270],
    ['signalbox_publish_pages_planned', '', 40],
    ['signalbox_publish_pages_rendered', '', 6],
    ['signalbox_publish_files_written', '', 3],
    ['signalbox_publish_files_deleted', '', 1],
    ['signalbox_diagnostics', '{severity="error"}', 2],
    ['signalbox_diagnostics', '{severity="warning"}', 1],
    ['signalbox_diagnostics', '{severity="hint"}', 0],
    ['signalbox_problem', '{code="pull-failed"}', 1],
    ['signalbox_problem', '{code="deploy-failed"}', 0],
    ['signalbox_turns_total', '', 1],
    ['signalbox_turn_failures_total', '', 0],
    ['signalbox_pages_rendered_total', '', 6],
  ])('%s%s is %d', (name, labels, value) => {
    expect(valueIn(read(FULL), name, labels)).toBe(value);
  });

  test('has every problem there is, each time', () => {
    const labels = PROBLEM_CODES.map((code) => `{code="${code}"}`);
    expect([...read(turnReport()).get('signalbox_problem')!.samples.keys()]).toEqual(labels);
  });

  test('leaves out what nobody knows', () => {
    const families = read(withoutSnapshot(turnReport({ published: false })));
    for (const name of [
      'signalbox_snapshot_timestamp_seconds',
      'signalbox_snapshot_age_seconds',
      'signalbox_valid_until_timestamp_seconds',
      'signalbox_publish_timestamp_seconds',
    ])
      expect(families.has(name), name).toBe(false);
    expect(valueIn(families, 'signalbox_publish_success')).toBe(0);
    expect(valueIn(families, 'signalbox_turn_failures_total')).toBe(1);
  });

  test('an age is never less than nothing', () => {
    expect(valueIn(read(turnReport({ takenAt: NOW + 10_000 })), 'signalbox_snapshot_age_seconds')).toBe(0);
  });

  test('names end as they should', () => {
    for (const [name, { type, help }] of read(FULL)) {
      expect(name.endsWith('_total'), name).toBe(type === 'counter');
      expect(name).not.toMatch(/_(ms|milliseconds|minutes|bytes_total_count)(_|$)/);
      expect(help).toMatch(/^[A-Z].*\.$/);
    }
  });

  test('is whole for every turn', () => {
    const count = fc.nat();
    const turn = fc.record({
      startedAt: fc.integer({ min: 0, max: 8.64e15 }),
      durationMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
      published: fc.boolean(),
      pagesPlanned: count,
      pagesRendered: count,
      takenAt: fc.integer({ min: 0, max: 8.64e15 }),
      problems: fc.array(fc.record({ code: fc.constantFrom(...PROBLEM_CODES), message: fc.string() })),
    });
    fc.assert(
      fc.property(turn, (changes) => {
        const families = read(turnReport(changes));
        expect(valueIn(families, 'signalbox_publish_duration_seconds')).toBe(
          Math.round(changes.durationMs) / 1e3,
        );
      }),
    );
  });
});

test('totals count turns, and remember when one last published', () => {
  const first = turnReport({ pagesRendered: 40 });
  const second = turnReport({ startedAt: NOW + 60_000, published: false, pagesRendered: 0 });
  const totals = addTurn(addTurn(startTotals(), first), second);
  expect(totals).toEqual({ turns: 2, failures: 1, pagesRendered: 40, publishedAt: NOW + 1_500 });
  expect(addTurn(startTotals(NOW - 1), second).publishedAt).toBe(NOW - 1);
});

describe('the file', () => {
  const text = metricsText(FULL, addTurn(startTotals(), FULL));

  test('is replaced whole, for everybody to read, and leaves nothing beside it', () => {
    const file = path.join(temporaryFolder(), 'signalbox.prom');
    writeFileSync(file, 'old', { mode: 0o600 });
    const umask = process.umask(0o077);
    try {
      expect(writeMetrics(file, text)).toBeNull();
    } finally {
      process.umask(umask);
    }
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(statSync(file).mode & 0o777).toBe(0o644);
    expect(readdirSync(path.dirname(file))).toEqual(['signalbox.prom']);
  });

  test('is another one than before: whoever reads the old one reads it to its end', () => {
    const file = path.join(temporaryFolder(), 'signalbox.prom');
    writeMetrics(file, 'old');
    const before = statSync(file).ino;
    writeMetrics(file, text);
    expect(statSync(file).ino).not.toBe(before);
  });

  test('waits under a name that the collector does not read', () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'signalbox.prom');
    // Where a folder is in the way the rename fails; a link that leads nowhere shows the name it waits under.
    symlinkSync('nowhere/at/all', path.join(folder, `.signalbox.prom.${String(process.pid)}.tmp`));
    expect(writeMetrics(file, text)?.message).toContain(
      `${folder}/.signalbox.prom.${String(process.pid)}.tmp'`,
    );
  });

  test.each([
    ['its folder is not there', 'absent/signalbox.prom', /no such file or directory/],
    ['a folder has its name', 'taken', /EISDIR|directory/],
  ])('a failure is a problem, and leaves nothing: %s', (_, name, reason) => {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, 'taken'));
    const file = path.join(folder, name);
    const problem = writeMetrics(file, text);
    expect(problem?.code).toBe('metrics-failed');
    expect(problem?.message).toMatch(reason);
    expect(problem?.message.startsWith(`the metrics cannot be written to ${file}: `)).toBe(true);
    expect(readdirSync(folder)).toEqual(['taken']);
  });
});
