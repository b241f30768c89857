import { existsSync, mkdirSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { giveOrder, startControl } from '../../src/demo/control.ts';
import type { Reply } from '../../src/demo/control.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';

const URL = 'http://127.0.0.1:8080/';
const echo = (words: readonly string[]): Promise<Reply> => Promise.resolve({ ok: true, lines: words });

async function control(obey = echo, siteDir = temporaryFolder()) {
  const started = await startControl({ siteDir, folder: temporaryFolder(), url: URL }, obey);
  onTestFinished(() => started.close());
  return { siteDir, started, file: path.join(siteDir, 'state/demo.json') };
}

test('an order reaches the demonstration of the site, and its answer comes back', async () => {
  const { siteDir } = await control();
  expect(await giveOrder(siteDir, ['stop', 'gw1 "é"'])).toEqual({ ok: true, lines: ['stop', 'gw1 "é"'] });
});

test('several at once', async () => {
  const { siteDir } = await control();
  const orders = ['a', 'b', 'c'].map((word) => giveOrder(siteDir, [word]));
  expect((await Promise.all(orders)).map(({ lines }) => lines[0])).toEqual(['a', 'b', 'c']);
});

test('nobody but its owner can reach it, and no web page: it has no port', async () => {
  const folder = temporaryFolder();
  const started = await startControl({ siteDir: temporaryFolder(), folder, url: URL }, echo);
  onTestFinished(() => started.close());
  expect(statSync(path.join(folder, 'control')).isSocket()).toBe(true);
  // What mkdtemp makes; the demonstration gives it such a folder.
  expect(statSync(folder).mode & 0o077).toBe(0);
});

test.each([
  ['no order', ''],
  ['no JSON', 'stop gw1'],
  ['no list', '{"stop": "gw1"}'],
  ['no list of words', '["stop", 1]'],
  ['a request of HTTP', 'POST / HTTP/1.1\r\nHost: x\r\n\r\n["stop"]'],
  ['an order that is too long', JSON.stringify(['x'.repeat(5_000)])],
])('%s is cut off, and obeyed by nobody', async (_, text) => {
  const obeyed: (readonly string[])[] = [];
  const folder = temporaryFolder();
  const started = await startControl({ siteDir: temporaryFolder(), folder, url: URL }, (words) => {
    obeyed.push(words);
    return echo(words);
  });
  onTestFinished(() => started.close());
  const heard = await new Promise<string>((resolve) => {
    let said = '';
    const socket = connect(path.join(folder, 'control'), () => socket.end(text));
    socket.on('data', (chunk: Buffer) => (said += chunk.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(said));
  });
  expect(heard).toBe('');
  expect(obeyed).toEqual([]);
});

test('the address is gone with the demonstration, and so is an order', async () => {
  const { siteDir, started, file } = await control();
  expect(existsSync(file)).toBe(true);
  await started.close();
  expect(existsSync(file)).toBe(false);
  await expect(giveOrder(siteDir, ['list'])).rejects.toMatchObject({ name: 'UserError', exitCode: 3 });
});

test('a later demonstration of the same site keeps its address', async () => {
  const { siteDir, started, file } = await control();
  await control(() => Promise.resolve({ ok: true, lines: ['the later one'] }), siteDir);
  await started.close();
  expect(existsSync(file)).toBe(true);
  expect((await giveOrder(siteDir, ['list'])).lines).toEqual(['the later one']);
});

test.each([
  ['of one that was killed', JSON.stringify({ version: 1, socket: '/nowhere/control' })],
  ['that is half written', '{"version": 1, "soc'],
  ['without a socket', '{}'],
])('an address %s leads nowhere', async (_, text) => {
  const siteDir = temporaryFolder();
  mkdirSync(path.join(siteDir, 'state'));
  writeFiles(siteDir, { 'state/demo.json': text });
  await expect(giveOrder(siteDir, ['list'])).rejects.toThrow(`no demonstration of ${siteDir} is running`);
});
