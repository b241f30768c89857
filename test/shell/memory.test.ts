import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/core/model/snapshot.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/core/model/time.ts';
import { serversOf } from '../../src/core/model/topology.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { openMemory, openRecorder } from '../../src/shell/memory.ts';
import { evidence, NOW, topology } from '../core/evaluate/build.ts';
import { historyFrom } from '../core/evaluate/history-build.ts';
import { temporaryFolder } from '../support/folder.ts';

const site = topology({ gateways: 'gw1 gw2' }, { mail: 'gateways' });

function looking(minute: number, verdicts = '', from: Topology = site): Snapshot {
  return { ...evidence(from, verdicts).snapshot, takenAt: NOW + minute * MINUTE_MS };
}

function stateFolder() {
  const folder = temporaryFolder();
  const file = (name: string) => path.join(folder, 'history', name);
  const september = file('2010-09.ndjson');
  return { folder, file, september, text: () => readFileSync(september, 'utf8') };
}

function states(folder: string, server: string, minute: number) {
  const history = historyFrom(openMemory(folder).read(new Map()), NOW + minute * MINUTE_MS);
  return history.verdicts(server, NOW, NOW + minute * MINUTE_MS).map(({ state }) => state);
}

describe('the memory on disk', () => {
  it('is empty where there is none', () => {
    expect(openMemory(temporaryFolder()).read(new Map())).toEqual({
      months: [],
      observedUntilAt: null,
      dayCounts: new Map(),
    });
  });

  it('keeps what changed, and when anybody looked last', () => {
    const { folder, text, file } = stateFolder();
    const recorder = openRecorder(folder);
    for (const [minute, verdicts] of ['', 'gw1:offline', ''].entries()) {
      expect(recorder.record(looking(minute, verdicts), site, NOW + minute * MINUTE_MS)).toEqual([]);
    }
    expect(text().trimEnd().split('\n')).toEqual([
      '{"at":"2010-09-03T22:10:00Z","all":{"server":{"gw1":"online","gw2":"online"},"group":{"gateways":"operational"},"service":{"mail":"operational"}}}',
      '{"at":"2010-09-03T22:11:00Z","server":"gw1","is":"offline"}',
      '{"at":"2010-09-03T22:12:00Z","server":"gw1","is":"online"}',
    ]);
    expect(readFileSync(file('observed.json'), 'utf8')).toBe('{"until":"2010-09-03T22:12:00Z"}\n');
    expect(states(folder, 'gw1', 3)).toEqual(['online', 'offline', 'online']);
  });

  it('goes on where another recorder stopped', () => {
    const { folder, text } = stateFolder();
    openRecorder(folder).record(looking(0), site, NOW);
    const before = text();
    openRecorder(folder).record(looking(1), site, NOW + MINUTE_MS);
    expect(text()).toBe(before);
    openRecorder(folder).record(looking(2, 'gw2:offline'), site, NOW + 2 * MINUTE_MS);
    expect(text()).toBe(`${before}{"at":"2010-09-03T22:12:00Z","server":"gw2","is":"offline"}\n`);
  });

  it('says so when a snapshot is older than what it knows, and keeps what it knows', () => {
    const { folder, text } = stateFolder();
    const recorder = openRecorder(folder);
    recorder.record(looking(5), site, NOW + 5 * MINUTE_MS);
    const before = text();
    expect(recorder.record(looking(3, 'gw1:offline'), site, NOW + 5 * MINUTE_MS)).toEqual([
      'the snapshot of 2010-09-03T22:13:00Z is older than what is recorded, so it is not recorded',
    ]);
    expect(text()).toBe(before);
  });

  it('keeps the months a wrong clock began under another name', () => {
    const { folder, file, text } = stateFolder();
    const recorder = openRecorder(folder);
    recorder.record(looking(0), site, NOW);
    const ahead = { ...looking(0), takenAt: NOW + 100 * DAY_MS };
    recorder.record(ahead, site, ahead.takenAt);
    expect(existsSync(file('2010-12.ndjson'))).toBe(true);
    expect(recorder.record(looking(1, 'gw1:offline'), site, NOW + MINUTE_MS)).toEqual([
      'the clock was set back from 2010-12-12T22:10:00Z to 2010-09-03T22:11:00Z; what was recorded for the time between is told anew',
    ]);
    expect(readdirSync(file('.')).sort()).toEqual([
      '2010-09.ndjson',
      '2010-12.ndjson.ahead-of-2010-09-03T221100Z',
      'observed.json',
    ]);
    expect(states(folder, 'gw1', 2)).toEqual(['online', 'offline']);
    expect(text()).toContain('lost');
    const again = openRecorder(folder);
    expect(again.repairs).toEqual([]);
    again.record(looking(2, 'gw1:offline'), site, NOW + 2 * MINUTE_MS);
    expect(states(folder, 'gw1', 3)).toEqual(['online', 'offline']);
  });
});

describe('a memory that was damaged', () => {
  const recordedFor = (minutes: number) => {
    const made = stateFolder();
    const recorder = openRecorder(made.folder);
    for (let minute = 0; minute < minutes; minute++) {
      recorder.record(looking(minute, minute % 2 === 1 ? 'gw1:offline' : ''), site, NOW + minute * MINUTE_MS);
    }
    return made;
  };

  it('loses a torn last line to the file beside it, and nothing else', () => {
    const { folder, september, text, file } = recordedFor(3);
    const before = text();
    appendFileSync(september, '{"at":"2010-09-03T22:1');
    const recorder = openRecorder(folder);
    expect(recorder.repairs).toEqual([
      'the last line of 2010-09.ndjson was torn; it was moved to set-aside.ndjson',
    ]);
    expect(text()).toBe(before);
    expect(JSON.parse(readFileSync(file('set-aside.ndjson'), 'utf8'))).toEqual({
      from: '2010-09.ndjson',
      line: 4,
      text: '{"at":"2010-09-03T22:1',
    });
    recorder.record(looking(3, 'gw1:offline'), site, NOW + 3 * MINUTE_MS);
    expect(states(folder, 'gw1', 4)).toEqual(['online', 'offline', 'online', 'offline']);
  });

  it('gives a whole last line its line break back', () => {
    const { folder, september, text } = recordedFor(2);
    const before = text();
    writeFileSync(september, before.trimEnd());
    expect(openRecorder(folder).repairs).toEqual([]);
    expect(text()).toBe(before);
  });

  it('sets a line aside that cannot be read, and reads the others', () => {
    const { folder, september, text, file } = recordedFor(4);
    const rows = text().split('\n');
    writeFileSync(september, [rows[0], rows[1], '\u0000 rubbish', ...rows.slice(2)].join('\n'));
    expect(states(folder, 'gw1', 4)).toEqual(['online', 'offline', 'online', 'offline']);
    expect(openRecorder(folder).repairs).toEqual([
      '2010-09.ndjson line 3 cannot be read; it was moved to set-aside.ndjson',
    ]);
    expect(text()).toBe(rows.join('\n'));
    expect(readFileSync(file('set-aside.ndjson'), 'utf8')).toContain('rubbish');
  });

  it.each([
    ['cut anywhere', (text: string, at: number) => text.slice(0, at)],
    [
      'with any byte changed',
      (text: string, at: number) => `${text.slice(0, at)}\u0007${text.slice(at + 1)}`,
    ],
  ])('%s is mended and goes on', (_name, damage) => {
    const { text } = recordedFor(4);
    const whole = text();
    for (let at = 0; at < whole.length; at += 7) {
      const { folder, september } = stateFolder();
      mkdirSync(path.dirname(september), { recursive: true });
      writeFileSync(september, damage(whole, at));
      const recorder = openRecorder(folder);
      recorder.record(looking(10, 'gw2:offline'), site, NOW + 10 * MINUTE_MS);
      expect(states(folder, 'gw2', 11).at(-1)).toBe('offline');
      expect(states(folder, 'gw1', 11).at(-1)).toBe('online');
      expect(openRecorder(folder).repairs).toEqual([]);
    }
  });

  it.each(['', '{', 'null', '{"until":5}', '{"until":"soon"}'])(
    'does without the note of when anybody looked: %s',
    (note) => {
      const { folder, file } = recordedFor(2);
      writeFileSync(file('observed.json'), note);
      const history = historyFrom(openMemory(folder).read(new Map()), NOW + HOUR_MS);
      expect(history.observed).toEqual({ fromAt: NOW, untilAt: NOW + MINUTE_MS });
    },
  );

  it('mends itself after a write that failed half-way', () => {
    const { folder, september, text, file } = recordedFor(2);
    const recorder = openRecorder(folder);
    recorder.record(looking(2), site, NOW + 2 * MINUTE_MS);
    // A folder in the way stands for a disk that takes no more; half a line is what such a disk leaves.
    const blocked = `${file('observed.json')}.${String(process.pid)}.tmp`;
    mkdirSync(blocked);
    expect(() => recorder.record(looking(3, 'gw2:offline'), site, NOW + 3 * MINUTE_MS)).toThrow();
    appendFileSync(september, '{"at":"2010');
    rmdirSync(blocked);
    recorder.record(looking(4, 'gw2:offline'), site, NOW + 4 * MINUTE_MS);
    expect(states(folder, 'gw2', 5)).toEqual(['online', 'offline']);
    expect(text().endsWith('\n')).toBe(true);
  });
});

describe('its size', () => {
  it('is under a megabyte after a quiet year of 200 servers', () => {
    const groups = Object.fromEntries(
      Array.from({ length: 40 }, (_, group) => [
        `group-number-${String(group)}`,
        Array.from({ length: 5 }, (_unused, n) => `server-${String(group)}-${String(n)}`).join(' '),
      ]),
    );
    const large = topology(groups, { mail: 'group-number-0 group-number-1', web: 'group-number-2' });
    expect(serversOf(large)).toHaveLength(200);
    const { folder } = stateFolder();
    const recorder = openRecorder(folder);
    // Once in six hours is as good as once a minute: what does not change is not written.
    const slow = { ...large, site: { ...large.site, freshForMs: 7 * HOUR_MS } };
    for (let hour = 0; hour < 365 * 24; hour += 6)
      recorder.record(looking(hour * 60, '', slow), slow, NOW + hour * HOUR_MS);
    const total = readdirSync(path.join(folder, 'history'))
      .map((name) => statSync(path.join(folder, 'history', name)).size)
      .reduce((sum, size) => sum + size, 0);
    expect(total).toBeGreaterThan(10_000);
    expect(total).toBeLessThan(1_000_000);
  });
});
