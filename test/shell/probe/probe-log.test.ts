import { readdirSync, readFileSync, rmSync, statSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { LOG_EVENTS, LOG_FILE, openProbeLog } from '../../../src/shell/probe/probe-log.ts';
import { temporaryFolder } from '../../support/folder.ts';

const NOW = Date.UTC(2010, 8, 3, 22, 10);

function openLog(maxBytes?: number) {
  const stateDir = temporaryFolder();
  const failures: string[] = [];
  const log = openProbeLog({
    stateDir,
    now: () => NOW,
    onFailure: (problem) => failures.push(problem),
    ...(maxBytes === undefined ? {} : { maxBytes }),
  });
  const file = path.join(stateDir, LOG_FILE);
  return { stateDir, log, file, failures, lines: () => readFileSync(file, 'utf8').split('\n').slice(0, -1) };
}

test('one JSON object a line, with its time and how grave it is', () => {
  const { log, lines } = openLog();
  log.write('start', { vantage: 'london' });
  log.write('failed', { server: 'gw1', checks: [{ detail: 'said "hello\nworld"' }] });
  expect(lines().map((line) => JSON.parse(line) as unknown)).toEqual([
    { at: '2010-09-03T22:10:00Z', level: 'info', event: 'start', vantage: 'london' },
    {
      at: '2010-09-03T22:10:00Z',
      level: 'info',
      event: 'failed',
      server: 'gw1',
      checks: [{ detail: 'said "hello\nworld"' }],
    },
  ]);
});

test('nobody but its owner may read it', () => {
  const { log, file } = openLog();
  log.write('start', {});
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('never grows beyond five files of the size that is set', () => {
  const { log, stateDir, file } = openLog(1_000);
  for (let count = 0; count < 200; count += 1) log.write('soft', { count, filling: 'x'.repeat(50) });
  const names = readdirSync(stateDir).sort();
  expect(names).toEqual(['probe.log', 'probe.log.1', 'probe.log.2', 'probe.log.3', 'probe.log.4']);
  for (const name of names) {
    expect(statSync(path.join(stateDir, name)).size).toBeLessThanOrEqual(1_000);
    expect(statSync(path.join(stateDir, name)).mode & 0o777).toBe(0o600);
  }
  const last = readFileSync(file, 'utf8').trim().split('\n').at(-1) ?? '';
  expect(JSON.parse(last)).toMatchObject({ count: 199 });
});

test('a disk that takes nothing is told once, and again after it took something', () => {
  const { log, file, failures } = openLog();
  mkdirSync(file);
  log.write('start', {});
  log.write('stop', {});
  expect(failures).toEqual([expect.stringMatching(/^probe\.log cannot be written: EISDIR/)]);
  rmSync(file, { recursive: true });
  log.write('start', {});
  rmSync(file);
  mkdirSync(file);
  log.write('stop', {});
  expect(failures).toHaveLength(2);
});

test('every event has a level', () => {
  expect(new Set(Object.values(LOG_EVENTS))).toEqual(new Set(['info', 'warning', 'error']));
});
