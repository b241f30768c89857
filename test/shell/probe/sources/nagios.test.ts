import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EngineReport } from '../../../../src/core/observe/source-votes.ts';
import { MINUTE_MS, SECOND_MS } from '../../../../src/core/model/time.ts';
import type { VoteReason } from '../../../../src/core/model/vote.ts';
import { askSources } from '../../../../src/shell/probe/sources/ask-sources.ts';
import { nagios } from '../../../../src/shell/probe/sources/nagios.ts';
import { readSources } from '../../../../src/shell/probe/sources/read-sources.ts';
import { temporaryFolder, writeFiles } from '../../../support/folder.ts';
import { NOW, testWorld } from '../world.ts';
import { ask } from './asking.ts';

const fixture = (name: string) =>
  decodeURIComponent(new URL(`../../../fixtures/engines/nagios/${name}`, import.meta.url).pathname);

/** The moment after the fixtures were recorded. */
const RECORDED_AT = Date.UTC(2026, 10, 26, 2, 42, 20);

const answerOf = (file: string, names: readonly string[], now = NOW, more: object = {}) =>
  ask(nagios, nagios.options.parse({ file, ...more }), names, { now });

/** A status file of a test's own. */
function fileOf(text: string): string {
  const folder = temporaryFolder();
  writeFiles(folder, { 'status.dat': text });
  return path.join(folder, 'status.dat');
}

const block = (kind: string, values: Readonly<Record<string, string | number>>) =>
  `${kind} {\n${Object.entries(values)
    .map(([key, value]) => `\t${key}=${String(value)}\n`)
    .join('')}\t}\n\n`;

const INFO = block('info', { created: NOW / SECOND_MS - 10, version: '4.4.6' });

const UP = {
  has_been_checked: 1,
  current_state: 0,
  last_hard_state: 0,
  state_type: 1,
  last_check: NOW / SECOND_MS - 20,
};

const byName = (reports: readonly EngineReport[]) => new Map(reports.map((report) => [report.name, report]));

const at = (seconds: number) => seconds * SECOND_MS;
const SOFT = 'failing, attempt soft: it does not count before the engine has tried often enough';
const BEHIND = 'unreachable: something before it is down';
const DOWNTIME = 'in a downtime of the engine, which announces nothing here';
const sure = { settled: true } as const;
const least = { settled: true, sinceIsAtLeast: true } as const;

describe('what Nagios 4.4.6 wrote', () => {
  const EXPECTED: readonly EngineReport[] = [
    { name: 'gw1', reason: 'ok', at: at(1795660927), sinceAt: at(1795660687), ...sure },
    { name: 'gw2', reason: 'reported-down', at: at(1795660928), sinceAt: at(1795660454), ...sure },
    { name: 'mx1', reason: 'ok', at: at(1795660936), sinceAt: at(1795660458), ...least, detail: SOFT },
    { name: 'new1', reason: 'never-checked', at: 0 },
    { name: 'router', reason: 'reported-down', at: at(1795660934), sinceAt: at(1795660448), ...sure },
    { name: 'behind', reason: 'reported-unknown', at: at(1795660932), detail: BEHIND },
    {
      name: 'rest',
      reason: 'reported-down',
      at: at(1795660936),
      sinceAt: at(1795660654),
      ...sure,
      detail: DOWNTIME,
    },
    { name: 'slow', reason: 'ok', at: at(1795660520), ...sure, believedForMs: 25 * MINUTE_MS },
    {
      name: 'flap',
      reason: 'reported-down',
      at: at(1795660936),
      sinceAt: at(1795660936),
      ...sure,
      detail: 'flapping',
    },
    { name: 'gw1!SMTP', reason: 'ok', at: at(1795660927), sinceAt: at(1795660459), ...least },
    {
      name: 'gw1!Queue length',
      reason: 'ok',
      at: at(1795660933),
      sinceAt: at(1795660465),
      ...least,
      detail: 'warning',
    },
    {
      name: 'gw1!disk',
      reason: 'reported-down',
      at: at(1795660934),
      sinceAt: at(1795660465),
      ...sure,
      detail: 'critical',
    },
    { name: 'gw1!ntp', reason: 'reported-unknown', at: at(1795660933), detail: 'its check could not tell' },
    { name: 'gw1!never', reason: 'never-checked', at: 0 },
  ];
  const NAMES = EXPECTED.map(({ name }) => name);

  it('is read to the last value', async () => {
    // Its unit was six seconds: the host that is checked every hundred of them is checked every ten minutes.
    const answer = await answerOf(fixture('status.dat'), NAMES, RECORDED_AT, { interval_length: '6s' });
    expect(byName(answer.reports)).toEqual(byName(EXPECTED));
    expect([answer.reports.length, answer.boots.size, answer.notes]).toEqual([EXPECTED.length, 0, []]);
  });

  it('counts only as far as it is of something here', async () => {
    const { reports } = await answerOf(fixture('status.dat'), ['gw1', 'gw1!SMTP', 'elsewhere'], RECORDED_AT);
    expect(reports.map(({ name }) => name)).toEqual(['gw1', 'gw1!SMTP']);
  });

  it('becomes votes', async () => {
    const { sources } = readSources(
      [
        {
          type: 'nagios',
          options: { file: fixture('status.dat'), servers: { mail: ['gw1', 'gw1!SMTP'], disks: 'gw1!disk' } },
          place: { line: 1, column: 1 },
        },
      ],
      {
        file: 'topology.yml',
        folder: '/srv/status',
        servers: [],
        everyMs: MINUTE_MS,
        freshForMs: 30 * MINUTE_MS,
      },
    );
    const [asked] = await askSources(sources, {
      servers: ['mail', 'disks', 'gw2', 'behind', 'elsewhere'],
      memory: new Map(),
      deadlineMs: 5_000,
      world: testWorld({ now: () => RECORDED_AT }),
      signal: new AbortController().signal,
    });
    expect(asked?.failure).toBeNull();
    expect(asked?.findings.votes.map(({ server, verdict, reason }) => [server, verdict, reason])).toEqual([
      ['mail', 'online', 'ok'],
      ['disks', 'offline', 'reported-down'],
      ['gw2', 'offline', 'reported-down'],
      ['behind', 'unknown', 'reported-unknown'],
    ]);
  });
});

describe('what Icinga 2.13.6 wrote', () => {
  const USE_API =
    'Icinga 2 does not write down when a service was checked; use the type "icinga2", which asks its API';

  it('is believed of hosts, and of services not', async () => {
    const names = ['gw1', 'gw2', 'mx1', 'new1', 'behind', 'rest', 'slow', 'gw1!smtp'];
    const { reports, notes } = await answerOf(fixture('icinga2-status.dat'), names, RECORDED_AT);
    expect(byName(reports)).toEqual(
      byName([
        { name: 'gw1', reason: 'ok', at: at(1795660928), sinceAt: at(1795660689), ...sure },
        { name: 'gw2', reason: 'reported-down', at: at(1795660933), sinceAt: at(1795660440), ...least },
        { name: 'mx1', reason: 'ok', at: at(1795660933), sinceAt: at(1795660431), ...least, detail: SOFT },
        { name: 'new1', reason: 'never-checked', at: 0 },
        { name: 'behind', reason: 'reported-unknown', at: at(1795660930), detail: BEHIND },
        {
          name: 'rest',
          reason: 'reported-down',
          at: at(1795660929),
          sinceAt: at(1795660649),
          ...sure,
          detail: DOWNTIME,
        },
        {
          name: 'slow',
          reason: 'ok',
          at: at(1795660475),
          sinceAt: at(1795660475),
          ...least,
          believedForMs: 25 * MINUTE_MS,
        },
        { name: 'gw1!smtp', reason: 'reported-unknown', at: 0, detail: USE_API },
      ]),
    );
    expect(notes).toEqual(['its file is written by Icinga 2, whose API tells more; use the type "icinga2"']);
  });
});

describe('a host', () => {
  it.each<readonly [string, Readonly<Record<string, string | number>>, VoteReason, string | undefined]>([
    ['up', {}, 'ok', undefined],
    ['unreachable, and down before', { current_state: 2, last_hard_state: 1 }, 'reported-unknown', BEHIND],
    ['unreachable for one attempt', { current_state: 2, state_type: 0 }, 'ok', SOFT],
    ['never checked, by its flag', { has_been_checked: 0 }, 'never-checked', undefined],
    ['never checked, by its time', { last_check: 0 }, 'never-checked', undefined],
    ['checked at no time', { last_check: 'soon' }, 'never-checked', undefined],
    [
      'of no state',
      { last_hard_state: 'UP' },
      'reported-unknown',
      'its entry cannot be read: last_hard_state is no number',
    ],
    ['flapping', { is_flapping: 1 }, 'ok', 'flapping'],
    ['in two downtimes', { scheduled_downtime_depth: 2 }, 'ok', DOWNTIME],
  ])('%s', async (_, values, reason, detail) => {
    const file = fileOf(INFO + block('hoststatus', { host_name: 'gw1', ...UP, ...values }));
    const { reports } = await answerOf(file, ['gw1']);
    expect(reports.map((report) => [report.reason, report.detail])).toEqual([[reason, detail]]);
  });

  it('is believed for longer where it is checked less often, by the unit of the file', async () => {
    const file = fileOf(INFO + block('hoststatus', { host_name: 'gw1', ...UP, check_interval: '10.000000' }));
    const believed = async (more: object) =>
      (await answerOf(file, ['gw1'], NOW, more)).reports[0]?.believedForMs;
    expect(await believed({})).toBe(25 * MINUTE_MS);
    expect(await believed({ interval_length: '1s' })).toBeUndefined();
    expect(await believed({ interval: '1h' })).toBeUndefined();
  });
});

describe('how old the file is', () => {
  const aged = (created: number | string) =>
    fileOf(block('info', { created }) + block('hoststatus', { host_name: 'gw1', ...UP }));
  const seconds = NOW / SECOND_MS;

  it.each([seconds, seconds - 150, seconds + 30])('%d is well', async (created) => {
    expect((await answerOf(aged(created), ['gw1'])).reports).toHaveLength(1);
  });

  it.each<readonly [number | string, string]>([
    [
      seconds - 151,
      'its file is old: written 151 seconds ago, and believed for 150 seconds; is the engine running?',
    ],
    [
      seconds - 12 * 60,
      'its file is old: written 12 minutes ago, and believed for 150 seconds; is the engine running?',
    ],
    [
      seconds - 86_400,
      'its file is old: written 24 hours ago, and believed for 150 seconds; is the engine running?',
    ],
    [seconds + 31, 'its file was written in the future, so one of the two clocks is wrong'],
    ['', 'its file does not say when it was written, so it may be of any age'],
    [0, 'its file does not say when it was written, so it may be of any age'],
    ['yesterday', 'its file does not say when it was written, so it may be of any age'],
  ])('%s is not', async (created, message) => {
    await expect(answerOf(aged(created), ['gw1'])).rejects.toMatchObject({ name: 'ProbeFailure', message });
  });

  it('has to stand in it', async () => {
    const message = 'its file does not say when it was written, so it may be of any age';
    const file = fileOf(block('hoststatus', { host_name: 'gw1', ...UP }));
    await expect(answerOf(file, ['gw1'])).rejects.toMatchObject({ name: 'ProbeFailure', message });
    await expect(answerOf(fileOf(''), ['gw1'])).rejects.toMatchObject({ name: 'ProbeFailure', message });
  });
});

describe('a file that is not whole', () => {
  it('tells what is whole in it, and says so', async () => {
    const text = readFileSync(fixture('status.dat'), 'utf8');
    const cut = text.indexOf('\tcheck_interval', text.indexOf('host_name=gw2'));
    const { reports, notes } = await answerOf(fileOf(text.slice(0, cut)), ['gw1', 'gw2', 'mx1'], RECORDED_AT);
    expect(reports.map(({ name }) => name)).toEqual(['gw1']);
    expect(notes).toEqual(['its file is not whole; what stands in the torn part does not count']);
  });

  it('that has nothing of here says so', async () => {
    const { reports, notes } = await answerOf(fixture('status.dat'), ['mail1'], RECORDED_AT);
    expect(reports).toEqual([]);
    expect(notes).toEqual([
      'none of the 14 names in its file is that of a server here; say in "servers" what it calls them',
    ]);
  });
});

describe('no file', () => {
  const none = 'there is no file where "file" says';

  it.each<readonly [string, (folder: string) => string, string]>([
    ['there', (folder) => `${folder}/status.dat`, `${none}; the engine deletes it when it stops`],
    ['but a folder', (folder) => folder, none],
    ['but below a file', (folder) => `${folder}/file/status.dat`, `${none}; a part of its path is no folder`],
    ['of that size', (folder) => `${folder}/large`, 'its file is larger than 64 MB'],
    ['of that name', (folder) => `${folder}/${'x'.repeat(300)}`, 'its file cannot be read (ENAMETOOLONG)'],
  ])('%s', async (_, name, message) => {
    const folder = temporaryFolder();
    writeFiles(folder, { file: '', large: '' });
    truncateSync(path.join(folder, 'large'), 64 * 1024 * 1024 + 1);
    await expect(answerOf(name(folder), ['gw1'])).rejects.toMatchObject({ name: 'ProbeFailure', message });
  });

  it('for somebody who has no right to it', async () => {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, 'nagios'));
    writeFiles(folder, { 'nagios/status.dat': INFO });
    chmodSync(folder, 0o755);
    chmodSync(path.join(folder, 'nagios'), 0o000);
    const module = new URL('../../../../src/shell/probe/sources/nagios.ts', import.meta.url).href;
    const program = `const { nagios } = await import(${JSON.stringify(module)});
      // Root may read everything, nobody (65534) may not.
      if (process.getuid() === 0) process.setuid(65534);
      const options = nagios.options.parse({ file: ${JSON.stringify(path.join(folder, 'nagios/status.dat'))} });
      await nagios.ask(options, { now: () => 0, names: new Set() }).catch(({ message }) => console.log(message));`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program]);
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    chmodSync(path.join(folder, 'nagios'), 0o755);
    expect(said.toString()).toBe(
      'its file may not be read: the user that asks needs the right to read it and to enter its folder\n',
    );
  });
});

describe('an option', () => {
  it.each<readonly [object, string]>([
    [{}, 'file'],
    [{ file: 'status.dat' }, 'the path of a file that begins with /'],
    [{ file: '/status.dat', interval_length: 60 }, 'interval_length'],
    [{ file: '/status.dat', url: 'http://nagios/' }, 'url'],
  ])('%j is a mistake', (options, words) => {
    const found = nagios.options.safeParse(options);
    expect(JSON.stringify(found.error?.issues)).toContain(words);
  });
});
