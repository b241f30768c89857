import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { replaceFile } from '../../../src/shell/files.ts';
import { openReleases, Releases } from '../../../src/shell/publish/releases.ts';
import type { Release, ReleasesOptions } from '../../../src/shell/publish/releases.ts';
import { UserError } from '../../../src/shell/user-error.ts';
import { temporaryFolder, writeFiles } from '../../support/folder.ts';
import { treeOf } from '../../support/tree.ts';

const AT = Date.UTC(2010, 8, 3, 22, 10);
const MINUTE = 60_000;

function place(options: ReleasesOptions = {}) {
  const root = temporaryFolder();
  const outDir = path.join(root, 'www/site');
  mkdirSync(path.dirname(outDir));
  const releases = openReleases(outDir, options);
  let turns = 0;
  /** One release more, in which these files are replaced; null deletes one. */
  const release = async (files: Readonly<Record<string, string | null>>): Promise<Release> => {
    const draft = await releases.fork(AT + turns * MINUTE);
    turns += 1;
    for (const [name, text] of Object.entries(files)) {
      if (text === null) rmSync(path.join(draft.folder, name));
      else replaceFile(path.join(draft.folder, name), text);
    }
    expect(releases.switchTo(draft.name)).toBe(true);
    return releases.current()!;
  };
  const read = (name: string) => readFileSync(path.join(outDir, name), 'utf8');
  const names = () => releases.list().map(({ name }) => name);
  const beside = () => readdirSync(`${outDir}.releases`).sort();
  return { root, outDir, releases, release, read, names, beside };
}

const STAMPS = ['20100903T221000Z', '20100903T221100Z', '20100903T221200Z', '20100903T221300Z'] as const;

describe('a release', () => {
  test('is what the link points at, by a path that can be moved', async () => {
    const { root, outDir, releases, release, read } = place();
    expect([releases.current(), releases.latest(), releases.needsNew()]).toEqual([null, null, true]);
    const first = await release({ 'index.html': 'home', 'a/b/index.html': 'deep' });
    expect(first).toEqual({ name: STAMPS[0], folder: path.join(`${outDir}.releases`, STAMPS[0]), at: AT });
    expect(readlinkSync(outDir)).toBe(`site.releases/${STAMPS[0]}`);
    expect(releases.needsNew()).toBe(false);
    expect(read('a/b/index.html')).toBe('deep');
    renameSync(path.join(root, 'www'), path.join(root, 'moved'));
    expect(readFileSync(path.join(root, 'moved/site/index.html'), 'utf8')).toBe('home');
  });

  test('holds what the one before held, and leaves that as it was', async () => {
    const { release, releases, outDir } = place();
    const first = await release({ 'index.html': 'home', 'x/index.html': 'x', 'y/index.html': 'y' });
    const second = await release({ 'index.html': 'news', 'x/index.html': null });
    expect(treeOf(first.folder)).toEqual({ 'index.html': 'home', 'x/index.html': 'x', 'y/index.html': 'y' });
    expect(treeOf(outDir)).toEqual({ 'index.html': 'news', 'y/index.html': 'y' });
    const inodes = [first, second].map(({ folder }) => statSync(path.join(folder, 'y/index.html')).ino);
    expect(inodes[0]).toBe(inodes[1]);
    expect(releases.list()).toEqual([first, second]);
  });

  test('is made of copies, times and all, where the file system makes no links', async () => {
    const refuse = () => {
      throw Object.assign(new Error('no links here'), { code: 'EPERM' });
    };
    const { release } = place({ link: refuse });
    const first = await release({ 'a/index.html': 'a' });
    chmodSync(path.join(first.folder, 'a/index.html'), 0o640);
    const second = await release({});
    const [before, after] = [first, second].map(({ folder }) => statSync(path.join(folder, 'a/index.html')));
    expect(after!.ino).not.toBe(before!.ino);
    expect(after!.mtimeMs).toBeCloseTo(before!.mtimeMs, 2);
    expect(after!.mode).toBe(before!.mode);
    expect(treeOf(second.folder)).toEqual({ 'a/index.html': 'a' });
  });

  test('other faults of linking are not covered up', async () => {
    const refuse = () => {
      throw Object.assign(new Error('the disk is full'), { code: 'ENOSPC' });
    };
    const { release } = place({ link: refuse });
    await release({ 'index.html': 'home' });
    await expect(release({})).rejects.toMatchObject({
      name: 'UserError',
      exitCode: 3,
      message: expect.stringMatching(
        /^the releases of .*\/www\/site cannot be written: the disk is full$/,
      ) as string,
    });
  });

  test('takes hidden files, links and rights of folders along, and nothing half-written', async () => {
    const { release } = place();
    const first = await release({ '.well-known/security.txt': 'mail us', 'a/index.html': 'a' });
    symlinkSync('a/index.html', path.join(first.folder, 'b.html'));
    chmodSync(path.join(first.folder, 'a'), 0o2750);
    writeFiles(first.folder, { '.signalbox-tmp/99/half': 'ha' });
    const { folder } = await release({});
    expect(readdirSync(folder).sort()).toEqual(['.well-known', 'a', 'b.html']);
    expect(readFileSync(path.join(folder, '.well-known/security.txt'), 'utf8')).toBe('mail us');
    expect(readlinkSync(path.join(folder, 'b.html'))).toBe('a/index.html');
    expect(statSync(path.join(folder, 'a')).mode & 0o7777).toBe(0o2750);
  });

  test('a draft counts for nothing, and one that is left over is cleared away', async () => {
    const { releases, release, names, beside, read } = place();
    await release({ 'index.html': 'home' });
    const draft = await releases.fork(AT + MINUTE);
    replaceFile(path.join(draft.folder, 'index.html'), 'half');
    expect([names(), read('index.html')]).toEqual([[STAMPS[0]], 'home']);
    await releases.prune(5);
    expect(beside()).toEqual([STAMPS[0], `${STAMPS[1]}.part`]);
    const other = await releases.fork(AT + MINUTE);
    expect(other.name).toBe(`${STAMPS[1]}-2`);
    expect(treeOf(other.folder)).toEqual({ 'index.html': 'home' });
    releases.switchTo(other.name);
    expect(await releases.prune(5)).toBe(true);
    expect(beside()).toEqual([STAMPS[0], `${STAMPS[1]}-2`]);
  });

  test('where somebody deleted the current one, the next is made of the newest that is left', async () => {
    const { releases, release, read } = place();
    await release({ 'index.html': 'one' });
    const { folder } = await release({ 'index.html': 'two' });
    rmSync(folder, { recursive: true });
    expect([releases.current(), releases.needsNew(), releases.latest()?.name]).toEqual([
      null,
      true,
      STAMPS[0],
    ]);
    await release({});
    expect(read('index.html')).toBe('one');
  });
});

describe('where the link belongs', () => {
  test('a folder with something in it is refused, with what to do instead, which works', async () => {
    const root = temporaryFolder();
    const outDir = path.join(root, 'the site');
    writeFiles(outDir, { 'index.html': 'home' });
    let hint = '';
    try {
      openReleases(outDir);
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      const refused = error as UserError;
      expect(refused.message).toBe(
        `${outDir} is a folder, and with --releases a symbolic link has to stand there`,
      );
      expect(refused.exitCode).toBe(2);
      hint = refused.hint!;
    }
    expect(lstatSync(outDir).isDirectory()).toBe(true);
    const command = /: (cd .*)\. Or /.exec(hint)![1]!;
    execFileSync('sh', ['-ec', command]);
    const releases = openReleases(outDir);
    expect(releases.needsNew()).toBe(false);
    expect(releases.current()?.name).toMatch(/^\d{8}T\d{6}Z$/);
    expect(treeOf(outDir)).toEqual({ 'index.html': 'home' });
    const { name, folder } = await releases.fork(Date.UTC(2100, 0));
    replaceFile(path.join(folder, 'index.html'), 'news');
    releases.switchTo(name);
    expect(treeOf(outDir)).toEqual({ 'index.html': 'news' });
  });

  test('an empty folder gives way', async () => {
    const outDir = path.join(temporaryFolder(), 'site');
    mkdirSync(outDir);
    const releases = openReleases(outDir);
    const { name, folder } = await releases.fork(AT);
    writeFiles(folder, { 'index.html': 'home' });
    releases.switchTo(name);
    expect(treeOf(outDir)).toEqual({ 'index.html': 'home' });
  });

  test.each([
    [
      'another link',
      (dir: string) => symlinkSync('elsewhere', dir),
      /is a symbolic link to elsewhere, which is no/,
    ],
    [
      'a link to something else among the releases',
      (dir: string) => symlinkSync('site.releases/old', dir),
      /is a symbolic link to site\.releases\/old, which is no release of ours$/,
    ],
    ['a file', (dir: string) => writeFileSync(dir, ''), /is a file, and no folder can be published there$/],
  ])('%s is refused', (_, make, message) => {
    const outDir = path.join(temporaryFolder(), 'site');
    make(outDir);
    expect(() => openReleases(outDir)).toThrow(message);
  });

  test('a link that a killed process left waiting is cleared away, and nothing else', async () => {
    const { outDir, release } = place();
    symlinkSync('site.releases/x', `${outDir}.next-0123abcd`);
    execFileSync('touch', ['-h', '-d', '2010-09-03', `${outDir}.next-0123abcd`]);
    writeFileSync(`${outDir}.next-89abcdef`, 'no link');
    symlinkSync('site.releases/x', `${outDir}.next-00000000`);
    await release({ 'index.html': 'home' });
    expect(readdirSync(path.dirname(outDir)).sort()).toEqual([
      'site',
      'site.next-00000000',
      'site.next-89abcdef',
      'site.releases',
    ]);
  });
});

describe('going back', () => {
  const WHO = { who: 'anna', now: AT + 10 * MINUTE };

  test('shows the release again, and holds it against the publisher', async () => {
    const { releases, release, read, outDir } = place();
    await release({ 'index.html': 'good' });
    await release({ 'index.html': 'bad' });
    const hold = { who: 'anna', at: WHO.now, from: STAMPS[1], to: STAMPS[0] };
    expect(releases.putBack(STAMPS[0], WHO)).toEqual(hold);
    expect(new Releases(outDir).held()).toEqual(hold);
    expect(JSON.parse(readFileSync(`${outDir}.releases/held.json`, 'utf8'))).toEqual({
      version: 1,
      who: 'anna',
      when: '2010-09-03T22:20:00.000Z',
      from: STAMPS[1],
      to: STAMPS[0],
    });
    const draft = await releases.fork(AT + 11 * MINUTE);
    expect(releases.switchTo(draft.name)).toBe(false);
    expect(read('index.html')).toBe('good');
  });

  test('over, the next release is made of the newest, not of the one that was held', async () => {
    const { releases, release, read } = place();
    await release({ 'index.html': 'good', 'x.html': 'deleted later' });
    await release({ 'index.html': 'bad', 'x.html': null, 'y.html': 'new' });
    releases.putBack(STAMPS[0], WHO);
    expect(releases.resume()).toMatchObject({ who: 'anna' });
    expect([releases.held(), releases.resume(), releases.needsNew()]).toEqual([null, null, true]);
    expect(read('index.html')).toBe('good');
    const { folder } = await release({ 'index.html': 'mended' });
    expect(treeOf(folder)).toEqual({ 'index.html': 'mended', 'y.html': 'new' });
    expect(releases.needsNew()).toBe(false);
  });

  test('wins against a publisher that is just switching, whoever comes first', async () => {
    for (const moment of ['named', 'linked', 'switched'] as const) {
      const world = place({
        onStep: (step) => {
          if (step === moment && armed) {
            armed = false;
            new Releases(world.outDir).putBack(STAMPS[0], WHO);
          }
        },
      });
      let armed = false;
      await world.release({ 'index.html': 'good' });
      await world.release({ 'index.html': 'bad' });
      const draft = await world.releases.fork(AT + 9 * MINUTE);
      armed = true;
      expect(world.releases.switchTo(draft.name)).toBe(false);
      expect([moment, world.read('index.html')]).toEqual([moment, 'good']);
      expect(world.releases.held()?.to).toBe(STAMPS[0]);
    }
  });

  test('a note that cannot be read holds as well', async () => {
    const { releases, release, outDir } = place();
    await release({ 'index.html': 'home' });
    for (const note of ['', '{', '[]', '{"who":"anna","when":"yesterday","from":"a","to":"b"}']) {
      writeFileSync(`${outDir}.releases/held.json`, note);
      expect(releases.held()).toMatchObject({ who: 'somebody', to: '' });
      expect(releases.switchTo((await releases.fork(AT)).name)).toBe(false);
    }
  });

  test('to one that is deleted at this moment: the link stays, and nothing is held', async () => {
    const { releases, release, read } = place();
    await release({ 'index.html': 'one' });
    await release({ 'index.html': 'two' });
    expect(() => releases.putBack('20100903T200000Z', WHO)).toThrow('has just been deleted');
    expect([releases.held(), read('index.html')]).toEqual([null, 'two']);
  });
});

describe('releases of old', () => {
  const five = async () => {
    const world = place();
    for (const name of ['one', 'two', 'three', 'four'])
      await world.release({ 'index.html': name, [name]: name });
    return world;
  };

  test.each([
    [2, [STAMPS[2], STAMPS[3]]],
    [1, [STAMPS[3]]],
    [0, [STAMPS[3]]],
    [9, [...STAMPS]],
  ])('keep %i', async (keep, kept) => {
    const { releases, names, beside } = await five();
    expect(await releases.prune(keep)).toBe(true);
    expect([names(), beside()]).toEqual([kept, kept]);
  });

  test('never the current one, nor one that a hold names, nor the newest', async () => {
    const { releases, beside } = await five();
    releases.putBack(STAMPS[2], { who: 'anna', now: AT });
    releases.putBack(STAMPS[0], { who: 'anna', now: AT });
    await releases.prune(1);
    expect(beside()).toEqual([STAMPS[0], STAMPS[2], STAMPS[3], 'held.json']);
  });

  test('when the time is over the rest is for the next turn, and half of a release is none', async () => {
    const { releases, names, beside } = await five();
    expect(await releases.prune(1, 0)).toBe(false);
    expect(names()).toEqual([STAMPS[3]]);
    expect(beside()).toEqual([...STAMPS.slice(0, 3).map((name) => `${name}.gone`), STAMPS[3]]);
    expect(await releases.prune(1)).toBe(true);
    expect(beside()).toEqual([STAMPS[3]]);
  });

  test('what somebody else keeps there stays', async () => {
    const { releases, outDir, beside } = await five();
    writeFiles(`${outDir}.releases`, { 'notes/a': 'a', 'notes.part/a': 'a', '20100903T2210.gone/x': 'x' });
    writeFileSync(`${outDir}.releases/20100903T210000Z`, 'a file');
    await releases.prune(1);
    expect(beside()).toEqual(
      [STAMPS[3], 'notes', 'notes.part', '20100903T2210.gone', '20100903T210000Z'].sort(),
    );
    expect(existsSync(`${outDir}.releases/notes/a`)).toBe(true);
  });
});
