import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { filesBelow } from '../../../src/shell/files.ts';
import {
  compressChanged,
  dropCompressed,
  removeCompressed,
  withForms,
  withStandingForms,
} from '../../../src/shell/publish/compress.ts';
import type { CompressRequest } from '../../../src/shell/publish/compress.ts';
import { temporaryFolder, writeFiles } from '../../support/folder.ts';

/** 3 September 2010, with a fraction of a second as file systems have. */
const THEN = Date.UTC(2010, 8, 3, 22, 10) / 1000 + 0.123456;

const page = (word: string) => `<p>${`${word} works. `.repeat(200)}</p>\n`;

function published(files: Readonly<Record<string, string>>) {
  const outDir = temporaryFolder();
  const put = (name: string, text: string, at = THEN) => {
    // Replaced as the publisher does it: aside, then renamed.
    writeFiles(outDir, { [`${name}.new`]: text });
    utimesSync(path.join(outDir, `${name}.new`), at, at);
    renameSync(path.join(outDir, `${name}.new`), path.join(outDir, name));
  };
  for (const [name, text] of Object.entries(files)) put(name, text);
  const compress = (request: Partial<CompressRequest> = {}) =>
    compressChanged({ outDir, changed: [], deleted: [], ...request });
  const read = (name: string) => readFileSync(path.join(outDir, name));
  const unpacked = (name: string) =>
    (name.endsWith('.gz') ? gunzipSync(read(name)) : brotliDecompressSync(read(name))).toString();
  const remove = (name: string) => rmSync(path.join(outDir, name));
  const place = (name: string) => path.join(outDir, name);
  return { outDir, put, compress, read, unpacked, remove, place, files: () => filesBelow(outDir) };
}

const FINE = { written: [], deleted: [], left: 0, problem: null };

describe('changed files', () => {
  test('get both forms, with the time of the file', async () => {
    const { compress, unpacked, place, files } = published({ 'a/index.html': page('Mail') });
    expect(await compress({ changed: ['a/index.html'] })).toEqual({
      ...FINE,
      written: ['a/index.html.br', 'a/index.html.gz'],
    });
    expect(files()).toEqual(['a/index.html', 'a/index.html.br', 'a/index.html.gz']);
    for (const name of ['a/index.html.br', 'a/index.html.gz']) {
      expect(unpacked(name)).toBe(page('Mail'));
      expect(statSync(place(name)).mtimeMs).toBeCloseTo(statSync(place('a/index.html')).mtimeMs, 2);
    }
  });

  test('the same bytes in give the same bytes out, without name, time or system', async () => {
    const [one, two] = [published({ 'a.html': page('Mail') }), published({})];
    two.put('b.html', page('Mail'), THEN + 1_000);
    await one.compress({ changed: ['a.html'] });
    await two.compress({ changed: ['b.html'] });
    for (const ending of ['.gz', '.br'])
      expect(one.read(`a.html${ending}`)).toEqual(two.read(`b.html${ending}`));
    // RFC 1952: no flags, no time, the strongest compression, an unknown system.
    expect([...one.read('a.html.gz').subarray(3, 10)]).toEqual([0, 0, 0, 0, 0, 2, 255]);
  });

  test.each(['html', 'css', 'js', 'json', 'svg', 'xml', 'atom', 'rss', 'txt', 'ics', 'md'])(
    '.%s is worth it',
    async (ending) => {
      const { compress } = published({ [`a.${ending}`]: page('Mail') });
      expect((await compress({ changed: [`a.${ending}`] })).written).toHaveLength(2);
    },
  );

  test.each([
    ['a picture', 'a.png', page('Mail')],
    ['no ending', '_headers', page('Mail')],
    ['a small one', 'heartbeat.json', 'x'.repeat(1_023)],
    ['a compressed one', 'a.html.gz', page('Mail')],
  ])('%s is not', async (_, name, text) => {
    const { compress, files } = published({ [name]: text });
    expect(await compress({ changed: [name], files: [name] })).toEqual(FINE);
    expect(files()).toEqual([name]);
  });

  test('what saves less than a tenth is not kept', async () => {
    const { compress, place, files } = published({});
    // Bytes without any order; the same each time.
    const digests = Array.from({ length: 64 }, (_, index) =>
      createHash('sha512').update(String(index)).digest(),
    );
    writeFileSync(place('a.txt'), Buffer.concat(digests));
    expect(await compress({ changed: ['a.txt'] })).toEqual(FINE);
    expect(files()).toEqual(['a.txt']);
  });

  test('what is live is compressed quickly, the rest thoroughly; both come out right', async () => {
    const words = Array.from({ length: 3_000 }, (_, index) => `${String(index * 7919)} ${'abc'[index % 3]!}`);
    const content = `<p>${words.join(' works ')}</p>`;
    const { compress, read, unpacked } = published({ 'live.html': content, 'archive.html': content });
    await compress({ changed: ['live.html', 'archive.html'], isLive: (name) => name === 'live.html' });
    expect(read('archive.html.br').length).toBeLessThan(read('live.html.br').length);
    expect([unpacked('live.html.br'), unpacked('archive.html.br')]).toEqual([content, content]);
  });

  test('a large one comes out right', async () => {
    const content = page('Mail').repeat(100);
    const { compress, unpacked } = published({ 'a.html': content });
    await compress({ changed: ['a.html'] });
    expect(unpacked('a.html.br')).toBe(content);
  });

  test('what did not change is not compressed again', async () => {
    const { compress, place } = published({ 'a.html': page('Mail'), 'b.html': page('Web') });
    await compress({ changed: ['a.html', 'b.html'] });
    const before = statSync(place('b.html.gz')).ino;
    expect(await compress({ changed: ['a.html', 'b.html'], files: ['a.html', 'b.html'] })).toEqual(FINE);
    expect(statSync(place('b.html.gz')).ino).toBe(before);
  });
});

describe('no form is older than its file', () => {
  const compressed = async () => {
    const world = published({ 'a.html': page('Mail'), 'b.html': page('Web') });
    await world.compress({ changed: ['a.html', 'b.html'] });
    return world;
  };

  test('a changed file gets new ones', async () => {
    const { put, compress, unpacked } = await compressed();
    put('a.html', page('News'), THEN + 60);
    expect((await compress({ changed: ['a.html'] })).written).toEqual(['a.html.br', 'a.html.gz']);
    expect([unpacked('a.html.gz'), unpacked('a.html.br')]).toEqual([page('News'), page('News')]);
  });

  test('they can be dropped before the file is replaced, so that nobody gets the old one after the new', async () => {
    const { outDir, files } = await compressed();
    expect(dropCompressed(outDir, 'a.html')).toEqual(['a.html.gz', 'a.html.br']);
    expect(dropCompressed(outDir, 'a.html')).toEqual([]);
    expect(files()).toEqual(['a.html', 'b.html', 'b.html.br', 'b.html.gz']);
  });

  test('one that has become small loses them', async () => {
    const { put, compress, files } = await compressed();
    put('a.html', 'small', THEN + 60);
    expect(await compress({ changed: ['a.html'] })).toEqual({ ...FINE, deleted: ['a.html.br', 'a.html.gz'] });
    expect(files()).toEqual(['a.html', 'b.html', 'b.html.br', 'b.html.gz']);
  });

  test('one that is deleted loses them', async () => {
    const { remove, compress, files } = await compressed();
    remove('a.html');
    expect(await compress({ deleted: ['a.html'] })).toEqual({ ...FINE, deleted: ['a.html.br', 'a.html.gz'] });
    expect(files()).toEqual(['b.html', 'b.html.br', 'b.html.gz']);
  });

  test('after a kill half-way the next one makes what is missing, stale or without a file', async () => {
    const { put, remove, compress, unpacked, files } = await compressed();
    put('a.html', page('News'), THEN + 60);
    remove('b.html');
    put('c.html', page('New'), THEN + 60);
    put('notes.txt.gz', 'of somebody else');
    const report = await compress({ files: ['a.html', 'c.html'] });
    expect(report).toEqual({
      ...FINE,
      written: ['a.html.br', 'a.html.gz', 'c.html.br', 'c.html.gz'],
      deleted: ['b.html.br', 'b.html.gz'],
    });
    expect(unpacked('a.html.gz')).toBe(page('News'));
    expect(files()).toContain('notes.txt.gz');
  });

  test('a file that is newer than its forms only by its time is compressed again', async () => {
    const { compress, place } = await compressed();
    utimesSync(place('a.html'), THEN, THEN + 0.001);
    expect((await compress({ files: ['a.html', 'b.html'] })).written).toEqual(['a.html.br', 'a.html.gz']);
  });
});

describe('the time a turn gives it', () => {
  test('what is left over is made in the next turns', async () => {
    const names = ['a.html', 'b.html', 'c.html'];
    const { compress, files } = published(Object.fromEntries(names.map((name) => [name, page(name)])));
    expect(await compress({ changed: names, limitMs: 0 })).toEqual({ ...FINE, left: 3 });
    expect(files()).toEqual(names);
    expect((await compress({ files: names, limitMs: Infinity })).left).toBe(0);
    expect(files()).toHaveLength(9);
  });

  test('no stale form is left, though there is no time to make a new one', async () => {
    const { put, compress, files } = published({ 'a.html': page('Mail') });
    await compress({ changed: ['a.html'] });
    put('a.html', page('News'), THEN + 60);
    expect(await compress({ changed: ['a.html'], limitMs: 0 })).toEqual({
      ...FINE,
      deleted: ['a.html.br', 'a.html.gz'],
      left: 1,
    });
    expect(files()).toEqual(['a.html']);
  });
});

describe('a disk that refuses', () => {
  test('is a problem, names the file, and leaves no stale form', async () => {
    const { put, compress, place, outDir, files } = published({
      'a.html': page('Mail'),
      'b.html': page('Web'),
    });
    await compress({ changed: ['a.html', 'b.html'] });
    put('a.html', page('News'), THEN + 60);
    put('b.html', page('News'), THEN + 60);
    // Where the new form of one of them belongs, a folder has come to stand.
    rmSync(place('a.html.br'));
    mkdirSync(place('a.html.br'));
    const { problem, written, left } = await compress({ changed: ['a.html', 'b.html'] });
    expect(problem?.code).toBe('compression-failed');
    expect(problem?.message).toContain(`the compressed forms of ${outDir}/a.html cannot be written: EISDIR`);
    expect({ written, left }).toEqual({ written: ['a.html.gz', 'b.html.br', 'b.html.gz'], left: 0 });
    expect(files()).toEqual(['a.html', 'a.html.gz', 'b.html', 'b.html.br', 'b.html.gz']);
  });

  test('again and again is not asked for ever, and what waits is cleared away', async () => {
    const names = Array.from({ length: 8 }, (_, index) => `${String(index)}.html`);
    const { outDir, compress, place } = published(
      Object.fromEntries(names.map((name) => [name, page(name)])),
    );
    for (const name of names) mkdirSync(place(`${name}.gz`));
    const { problem, left } = await compress({ changed: names });
    expect(problem?.code).toBe('compression-failed');
    expect(left).toBeGreaterThanOrEqual(4);
    expect(readdirSync(outDir)).not.toContain('.signalbox-tmp');
  });
});

describe('switched off again', () => {
  test('all forms go, but only where they are ours', async () => {
    const ours = published({ 'a.html': page('Mail') });
    await ours.compress({ changed: ['a.html'] });
    ours.put('gone.html.gz', 'an orphan');
    expect(removeCompressed(ours.outDir, ['a.html'])).toEqual(['a.html.br', 'a.html.gz', 'gone.html.gz']);
    expect(readdirSync(ours.outDir)).toEqual(['a.html']);
    const theirs = published({ 'a.html': page('Mail'), 'a.html.gz': 'made by somebody else' });
    expect(removeCompressed(theirs.outDir, ['a.html'])).toEqual([]);
    expect(theirs.files()).toEqual(['a.html', 'a.html.gz']);
  });
});

describe('for who sends the files elsewhere', () => {
  test('forms stand behind their files, those that are gone for good are deleted', () => {
    const turn = {
      changed: ['a.html', 'small.html', 'index.html', 'heartbeat.json'],
      deleted: ['gone.html'],
    };
    const forms = {
      written: ['a.html.br', 'a.html.gz', 'index.html.gz', 'old.html.gz'],
      deleted: ['x.html.gz'],
    };
    const dropped = ['a.html.gz', 'small.html.gz', 'gone.html.br'];
    expect(withForms(turn, forms, dropped)).toEqual({
      changed: [
        'old.html.gz',
        'a.html',
        'a.html.gz',
        'a.html.br',
        'small.html',
        'index.html',
        'index.html.gz',
        'heartbeat.json',
      ],
      deleted: ['gone.html', 'gone.html.br', 'small.html.gz', 'x.html.gz'],
    });
  });

  test('a target that is given every turn never has a form of another page than its own', async () => {
    const { outDir, put, remove, compress, files, read } = published({});
    const target = new Map<string, string>();
    const pages = [
      { a: page('1'), b: page('1') },
      { a: page('2'), b: 'small' },
      { b: page('3') },
      { a: page('4'), b: page('3') },
    ];
    let before: Readonly<Record<string, string>> = {};
    for (const [index, now] of pages.entries()) {
      const dropped: string[] = [];
      const changed = Object.entries(now).filter(([name, content]) => before[name] !== content);
      const deleted = Object.keys(before).filter((name) => !(name in now));
      for (const name of [...changed.map(([known]) => known), ...deleted])
        dropped.push(...dropCompressed(outDir, `${name}.html`));
      for (const [name, content] of changed) put(`${name}.html`, content, THEN + index);
      for (const name of deleted) remove(`${name}.html`);
      const turn = {
        changed: changed.map(([name]) => `${name}.html`),
        deleted: deleted.map((name) => `${name}.html`),
      };
      const sent = withForms(turn, await compress(turn), dropped);
      for (const name of sent.changed) target.set(name, read(name).toString('base64'));
      for (const name of sent.deleted) target.delete(name);
      before = now;
      expect(Object.fromEntries(target)).toEqual(
        Object.fromEntries(files().map((name) => [name, read(name).toString('base64')])),
      );
    }
  });

  test('everything is every file with the forms it has', async () => {
    const { outDir, compress } = published({ 'a.html': page('Mail'), 'b.html': 'small' });
    await compress({ changed: ['a.html', 'b.html'] });
    expect(withStandingForms(outDir, ['b.html', 'a.html'])).toEqual([
      'b.html',
      'a.html',
      'a.html.gz',
      'a.html.br',
    ]);
  });
});

/** Reads and unpacks both forms as fast as it can, until there is a file `done`. */
const READER = `
const { existsSync, readFileSync } = require('fs');
const { gunzipSync, brotliDecompressSync } = require('zlib');
let reads = 0;
while (!existsSync('done')) {
  for (const [name, unpack] of [['a.html.gz', gunzipSync], ['a.html.br', brotliDecompressSync]]) {
    let form;
    try { form = readFileSync(name); } catch (error) { if (error.code !== 'ENOENT') throw error; continue; }
    const text = unpack(form).toString();
    if (!/^<p>(\\d+ works\\. )+<\\/p>\\n$/.test(text)) throw new Error('half a page: ' + text);
    reads += 1;
    if (reads === 1) console.log('reading');
  }
}
console.log(reads);`;

test('whoever reads meanwhile finds whole forms, or none', async () => {
  const { put, compress, outDir } = published({ 'a.html': page('0') });
  await compress({ changed: ['a.html'] });
  const reader = spawn(process.execPath, ['-e', READER], { cwd: outDir, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(reader, 'close');
  const [said, errors] = [text(reader.stdout), text(reader.stderr)];
  await once(reader.stdout, 'data');
  for (let round = 1; round < 60; round += 1) {
    put('a.html', page(String(round)), THEN + round);
    await compress({ changed: ['a.html'] });
  }
  put('done', '');
  await ended;
  expect(await errors).toBe('');
  expect(Number((await said).trim().split('\n').at(-1))).toBeGreaterThan(10);
});
