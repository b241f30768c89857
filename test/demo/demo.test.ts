import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { giveOrder } from '../../src/demo/control.ts';
import { RECORDED_SNAPSHOT, REPOSITORY } from '../support/example-site.ts';
import { sharedFolder } from '../support/folder.ts';
import { until } from '../support/until.ts';

/*
 * The whole of it, as somebody at a terminal has it: one process with the stand-ins and the pages, another that probes. The
 * tests build on one another, because what is shown is what happens when one thing follows another.
 */

const site = sharedFolder();
let demo: ChildProcess;
let said = '';
let url = '';
let copy = '';

beforeAll(async () => {
  for (const name of ['topology.yml', 'incidents', 'content'])
    cpSync(path.join(REPOSITORY, name), path.join(site, name), { recursive: true });
  const args = [
    '--site',
    site,
    '--port',
    '0',
    '--moment',
    '2010-09-03 23:10',
    '--snapshot',
    RECORDED_SNAPSHOT,
  ];
  demo = spawn(process.execPath, ['--import', 'tsx', 'scripts/cli.ts', 'demo', ...args], {
    cwd: REPOSITORY,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  demo.stdout!.on('data', (chunk: Buffer) => (said += chunk.toString()));
  demo.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await told('its address is told', () => (url = /^ {2}(http:\S+)$/m.exec(said)?.[1] ?? '') !== '');
  copy = (await order('list')).at(-1)!.replace(/^.*: /, '');
});

afterAll(() => {
  demo.kill('SIGKILL');
});

/** Waits, and where it is in vain tells what the demonstration said. */
async function told(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  try {
    await until(what, isSo);
  } catch (cause) {
    throw new Error(`${what}: never. The demonstration said:\n${said}`, { cause });
  }
}

async function order(...words: string[]): Promise<readonly string[]> {
  const { ok, lines } = await giveOrder(site, words);
  expect(ok).toBe(true);
  return lines;
}

/** The text of a page: tags are no words, and everything is on one line. */
async function page(at = ''): Promise<string> {
  const response = await fetch(url + at);
  expect(response.status).toBe(200);
  const main = /<main.*<\/main>/s.exec(await response.text())?.[0] ?? '';
  return main
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ (?=[.,:;])/g, '');
}

/** Waits for words on the home page; the seconds are worth knowing. */
async function homeSays(...words: readonly string[]): Promise<void> {
  const startedAt = performance.now();
  await told(`the page says ${words.join(', ')}`, async () => {
    const text = await page();
    return words.every((word) => text.includes(word));
  });
  console.log(`${((performance.now() - startedAt) / 1000).toFixed(1)} s until: ${words.join(' / ')}`);
}

const ALL_WELL = 'All four services work.';

test('begins with a page that has looked and found all well', async () => {
  await homeSays(ALL_WELL);
  expect(await page()).not.toContain('no spare left');
});

test.each(['', 'infrastructure/', 'history/'])('the page /%s says that it is a demonstration', async (at) => {
  expect(await page(at)).toContain('A demonstration: real probes look at stand-ins');
});

test('one gateway of two is no outage', async () => {
  await order('stop', 'gw1');
  await homeSays(ALL_WELL, 'AV/GreyListing: works, no spare left');
});

test('both are, and mail is delayed, not lost', async () => {
  await order('stop', 'gw2');
  await homeSays('Incoming Mail', 'Backup MX', 'Mail is delayed, not lost');
  expect(await page()).not.toContain(ALL_WELL);
  await told('the terminal repeats it', () =>
    /s later the probes see gw2 offline, and the page says:/.test(said),
  );
});

test('when both are back, all is well', async () => {
  await order('start', 'gateways');
  await homeSays(ALL_WELL);
  expect(await page()).not.toContain('no spare left');
});

test('to be mute, or to refuse, is to be offline', async () => {
  await order('mute', 'mail1');
  await order('refuse', 'web1');
  await homeSays('Mail Servers: 1 of 3 offline; works', 'Web Service: 1 of 3 offline; works');
  await order('start', 'mail1', 'web1');
  await told('both are back', async () => !(await page()).includes('1 of 3 offline'));
});

describe('what is private', () => {
  test('is in the copy, and on no page', async () => {
    const topology = readFileSync(path.join(copy, 'topology.yml'), 'utf8');
    const ports = [...topology.matchAll(/127\.0\.0\.1[:,] ?(?:port: )?(\d+)/g)].map((match) => match[1]!);
    expect(ports.length).toBeGreaterThanOrEqual(26);
    for (const at of ['', 'infrastructure/']) {
      const html = await (await fetch(url + at)).text();
      expect(html).not.toContain('127.0.0.1');
      expect(html).not.toContain('ESMTP');
    }
  });
});

test('ends when it is told to, and leaves nothing: no process, no port, no file', async () => {
  const [row = ''] = (await order('list')).filter((line) => line.startsWith('gw1 '));
  const port = Number(/:(\d+)$/.exec(row)?.[1]);
  const ended = new Promise<number | null>((resolve) => demo.on('exit', resolve));
  demo.kill('SIGINT');
  expect(await ended).toBe(0);
  expect(existsSync(path.dirname(copy))).toBe(false);
  expect(existsSync(path.join(site, 'state/demo.json'))).toBe(false);
  await expect(fetch(url)).rejects.toThrow();
  const refused = await new Promise((resolve) => {
    connect(port, '127.0.0.1', () => resolve('connected')).on('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code),
    );
  });
  expect(refused).toBe('ECONNREFUSED');
});
