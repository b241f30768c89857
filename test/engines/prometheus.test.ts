import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { TestContext } from 'vitest';
import { missingPrograms } from '../../scripts/engines/prometheus-stack.ts';
import { filesBelow } from '../../src/shell/files.ts';
import { sharedFolder } from '../support/folder.ts';
import { ILLNESSES } from './prometheus-illnesses.ts';
import {
  doubtsIn,
  failuresInARow,
  isDark,
  isDarkIn,
  isEverywhere,
  isWell,
  isWellIn,
  isWellSince,
  NOT_IN_USE,
  redIn,
  verdictsOf,
} from './prometheus-looks.ts';
import { BELIEVED_MS, MODES, PASSWORD, startRun } from './prometheus-run.ts';
import type { Look, Run } from './prometheus-run.ts';

/*
 * The real Prometheus with its exporters, from a server that stops to the sentence on the page, and what can be ill on
 * the way. Where the programs are not installed the tests are skipped, and say so.
 *
 * Unknown within two CYCLES: a cycle is a round of the prober, and the second one at the latest is unknown. Where
 * Prometheus goes on answering, they count from when what it saw last is no longer believed (`believed_for`).
 */

const CYCLES = 2;

// On a machine that has other things to do; nothing waits longer than it has to.
vi.setConfig({ testTimeout: 120_000 });

const folder = sharedFolder();
const missing = missingPrograms();
const whySkipped = `The way through a real Prometheus was not tried, because these are not installed: ${missing.join(', ')}`;
// Reporters tell of a skipped test, and not why.
if (missing.length > 0) console.warn(whySkipped);

let started: Run | undefined;
beforeAll(async () => {
  if (missing.length === 0) started = await startRun(folder);
});
afterAll(() => started?.close());

function running(context: TestContext): Run {
  if (missing.length > 0) context.skip(whySkipped);
  return started!;
}

const become = (run: Run, server: string, manner: 'running' | 'stopped') =>
  run.fleet.servers.get(server)!.become(manner);

const ALL_WORK = 'All four services work.';
const NOTHING_KNOWN = 'We do not know whether the services work.';
const NO_SPARE = 'AV/GreyListing: works, no spare left.';
const BOTH_OFFLINE =
  /Both AV\/GreyListing servers are offline since [\d:]+; mail arrives through Backup MX\./;
const EFFECT = 'Mail is delayed, not lost; Backup MX delivers it onwards as soon as it can.';
/** Consecutive failures that the demonstration wants to see. */
const FAIL_AFTER = 2;

describe('from a server to the page', () => {
  test('all is well', async (context) => {
    const run = running(context);
    await run.lookUntil('all is well', isWell);
    for (const mode of MODES) {
      const { words, home } = await run.page(mode);
      expect(words).toEqual([ALL_WORK]);
      expect(home).toContain(ALL_WORK);
    }
  });

  test('machines tell when they were started', async (context) => {
    const run = running(context);
    const bootedAt = ({ rounds }: Look, id: string) => rounds.probes.snapshot.servers.get(id)?.bootedAt;
    const looks = await run.lookUntil('the node exporters were heard', (look) =>
      ['gw1', 'gw2'].every((id) => bootedAt(look, id) !== undefined),
    );
    // The real node exporter speaks for gw1, and the kernel says the same.
    const kernels = 1000 * Number(/^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))![1]);
    expect(Math.abs(bootedAt(looks.at(-1)!, 'gw1')! - kernels)).toBeLessThan(5_000);
    expect(bootedAt(looks.at(-1)!, 'gw2')).toBe(run.fleet.servers.get('gw2')!.bootedAt);
  });

  test('one gateway stops, then the other, and both start again', async (context) => {
    const run = running(context);
    await run.lookUntil('all is well', isWell);
    await become(run, 'gw1', 'stopped');
    const looks = await run.lookUntil('gw1 is offline', isEverywhere('gw1', 'offline'));
    const first = looks.findIndex((look) => verdictsOf(look, 'probes').get('gw1') === 'offline');
    expect(failuresInARow(looks.slice(0, first + 1), 'gw1')).toBeLessThanOrEqual(FAIL_AFTER);
    for (const mode of MODES) {
      const { words, home, infrastructure } = await run.page(mode);
      expect(words).toEqual([ALL_WORK, NO_SPARE]);
      expect(home).toContain(NO_SPARE);
      expect(infrastructure).toMatch(/AV\/GreyListing gw1 offline gw2 [\w ]+ works, no spare left/);
    }
    await become(run, 'gw2', 'stopped');
    await run.lookUntil('gw2 is offline', isEverywhere('gw2', 'offline'));
    for (const mode of MODES) {
      const { words, home } = await run.page(mode);
      for (const text of [words.join(' '), home]) {
        expect(text).toMatch(BOTH_OFFLINE);
        expect(text).toContain(EFFECT);
      }
    }
    await become(run, 'gw1', 'running');
    await become(run, 'gw2', 'running');
    await run.lookUntil('all is well again', isWell);
    expect((await run.page('probes')).words).toEqual([ALL_WORK]);
  });

  test('where one place is gone, the other decides', async (context) => {
    const run = running(context);
    await run.lookUntil('all is well', isWell);
    const seenFrom = ({ rounds }: Look) => rounds.probes.snapshot.servers.get('gw2')?.seenFrom;
    const amsterdamIs = (verdict: string) => (look: Look) => seenFrom(look)?.['Amsterdam'] === verdict;
    await run.stack.exporters.Amsterdam.end('SIGKILL');
    const looks = await run.lookUntil(
      'Amsterdam is unknown, and all is well',
      (look) => amsterdamIs('unknown')(look) && isWell(look),
    );
    expect(seenFrom(looks.at(-1)!)).toEqual({ Amsterdam: 'unknown', London: 'online' });
    for (const mode of MODES) expect([...redIn(looks, mode)]).toEqual([NOT_IN_USE]);
    await become(run, 'gw2', 'stopped');
    await run.lookUntil('gw2 is offline', isEverywhere('gw2', 'offline'));
    await become(run, 'gw2', 'running');
    await run.lookUntil('all is well but for Amsterdam', isWell);
    await run.stack.exporters.Amsterdam.start();
    await run.lookUntil('Amsterdam sees again', amsterdamIs('online'));
  });
});

test.for(ILLNESSES)('%s: unknown within two cycles', async ([, illness], context) => {
  const run = running(context);
  await run.lookUntil('all is well', isWell);
  try {
    await illness.fall(run);
    const believedUntil = Date.now() + (illness.answersOn === true ? BELIEVED_MS : 0);
    const looks = await run.lookUntil('nothing is claimed', isDark);
    expect(looks.filter(({ startedAt }) => startedAt > believedUntil).length).toBeLessThanOrEqual(CYCLES);
    const later = await run.look();
    expect(isDark(later)).toBe(true);
    for (const mode of MODES) {
      expect([...redIn([...looks, later], mode)]).toEqual([NOT_IN_USE]);
      expect(doubtsIn(later, mode)).toContain(illness.doubts[mode]);
      const { words, home } = await run.page(mode);
      expect(words[0]).toBe(NOTHING_KNOWN);
      expect(home).toContain(NOTHING_KNOWN);
    }
    await illness.tempts?.(run);
  } finally {
    await illness.mend(run);
  }
  const after = await run.lookUntil('all is well again', isWellSince(Date.now()));
  for (const mode of MODES) expect([...redIn(after, mode)]).toEqual([NOT_IN_USE]);
  expect((await run.page('probes')).words).toEqual([ALL_WORK]);
});

test('without a Watchdog, that no alert fires says nothing', async (context) => {
  const run = running(context);
  await run.lookUntil('all is well', isWell);
  const rules = run.stack.configuration('rules.yml');
  const without = rules.replace(/^ +- alert: Watchdog\n +expr: .*\n/m, '');
  expect(without).not.toBe(rules);
  try {
    run.stack.configure('rules.yml', without);
    await run.stack.reload();
    const believedUntil = Date.now() + BELIEVED_MS;
    const looks = await run.lookUntil('nothing is claimed', (look) => isDarkIn(look, 'alerts'));
    expect(looks.filter(({ startedAt }) => startedAt > believedUntil).length).toBeLessThanOrEqual(CYCLES);
    expect(doubtsIn(looks.at(-1)!, 'alerts')).toContain('stale');
    // Probes need no rules.
    await run.lookUntil(
      'only alerts say nothing',
      (look) => isDarkIn(look, 'alerts') && isWellIn(look, 'probes'),
    );
  } finally {
    run.stack.restore('rules.yml');
    await run.stack.reload();
  }
  await run.lookUntil('all is well again', isWellSince(Date.now()));
});

describe('what is private', () => {
  /** What pages would hold if something of the engine got through. */
  const ENGINE = ['127.0.0.1', 'probe_success', 'signalbox-london', 'signalbox-amsterdam'];
  const SECRETS = [PASSWORD, Buffer.from(`signalbox:${PASSWORD}`).toString('base64')];

  test('Prometheus answers nobody without the password', async (context) => {
    const run = running(context);
    const { status } = await fetch(`${run.stack.url}/api/v1/query?query=1`);
    expect(status).toBe(401);
  });

  test('the password stands in no file, and nothing of the engine on a page', async (context) => {
    const run = running(context);
    for (const mode of MODES) {
      await run.page(mode);
      const files = filesBelow(run.sites[mode]);
      const expected = [
        '_site/index.html',
        ...['snapshot.json', 'votes.json', 'probe.log'].map((name) => `state/${name}`),
      ];
      expect(files).toEqual(expect.arrayContaining(expected));
      for (const file of files) {
        const text = readFileSync(path.join(run.sites[mode], file), 'latin1');
        const isPublic = file.startsWith('_site/') || file === 'state/snapshot.json';
        const found = [...SECRETS, ...(isPublic ? ENGINE : [])].filter((word) => text.includes(word));
        expect([file, found]).toEqual([file, []]);
      }
    }
    // Of an engine that did not answer, the prober spoke.
    expect(run.said.length).toBeGreaterThan(0);
    expect(run.said.filter((line) => SECRETS.some((secret) => line.includes(secret)))).toEqual([]);
  });
});
