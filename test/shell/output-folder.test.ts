import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Manifest } from '../../src/shell/manifest.ts';
import { OutputFolder } from '../../src/shell/output-folder.ts';
import { UserError } from '../../src/shell/user-error.ts';
import { temporaryFolder } from '../support/folder.ts';

type Files = Readonly<Record<string, string>>;

function publisher() {
  const root = temporaryFolder();
  const outDir = path.join(root, 'out');
  const stateDir = path.join(root, 'state');
  return {
    outDir,
    stateDir,
    read: (name: string) => readFileSync(path.join(outDir, name), 'utf8'),
    publish(files: Files): { written: string[]; deleted: string[] } {
      const manifest = new Manifest(stateDir, outDir);
      const folder = new OutputFolder(outDir, manifest);
      for (const [name, text] of Object.entries(files)) folder.put(name, `inputs of ${text}`, text);
      folder.deleteOrphans();
      manifest.save();
      folder.close();
      return { written: folder.written, deleted: folder.deleted };
    },
  };
}

describe('the output folder', () => {
  it('writes what is new, and nothing when nothing changed', () => {
    const { publish, read, outDir } = publisher();
    const files = { 'index.html': 'home', 'a/b/index.html': 'deep' };
    expect(publish(files)).toEqual({ written: ['index.html', 'a/b/index.html'], deleted: [] });
    const before = statSync(path.join(outDir, 'index.html')).mtimeMs;
    expect(publish(files)).toEqual({ written: [], deleted: [] });
    expect(statSync(path.join(outDir, 'index.html')).mtimeMs).toBe(before);
    expect(read('a/b/index.html')).toBe('deep');
  });

  it('writes only changed bytes, although the inputs changed too', () => {
    const { publish } = publisher();
    publish({ 'index.html': 'home', 'x.html': 'x' });
    expect(publish({ 'index.html': 'news', 'x.html': 'x' }).written).toEqual(['index.html']);
  });

  it('deletes its own orphans and the folders they leave empty, and nobody else’s files', () => {
    const { publish, outDir } = publisher();
    publish({ 'index.html': 'home', 'a/b/index.html': 'deep', 'c/index.html': 'c' });
    writeFileSync(path.join(outDir, 'c', 'foreign.txt'), 'mine');
    expect(publish({ 'index.html': 'home' }).deleted).toEqual(['a/b/index.html', 'c/index.html']);
    expect(existsSync(path.join(outDir, 'a'))).toBe(false);
    expect(readdirSync(path.join(outDir, 'c'))).toEqual(['foreign.txt']);
  });

  it('puts right a file that somebody else changed, or deleted', () => {
    const { publish, read, outDir } = publisher();
    const files = { 'index.html': 'home', 'x.html': 'x' };
    publish(files);
    writeFileSync(path.join(outDir, 'index.html'), 'hack');
    utimesSync(path.join(outDir, 'index.html'), 1, 1);
    expect(publish(files).written).toEqual(['index.html']);
    expect(read('index.html')).toBe('home');
  });

  it('compares with the bytes on disk when the manifest is lost or torn', () => {
    const { publish, stateDir } = publisher();
    const files = { 'index.html': 'at home – où', 'x.html': 'x' };
    publish(files);
    const manifests = path.join(stateDir, 'manifests');
    for (const name of readdirSync(manifests)) writeFileSync(path.join(manifests, name), '{"version":1,"fil');
    expect(publish({ ...files, 'x.html': 'y' }).written).toEqual(['x.html']);
  });

  it('leaves no waiting file behind, not even one of a killed publish', () => {
    const { publish, outDir } = publisher();
    mkdirSync(path.join(outDir, '.signalbox-tmp'), { recursive: true });
    writeFileSync(path.join(outDir, '.signalbox-tmp', 'half'), 'ha');
    publish({ 'index.html': 'home' });
    expect(readdirSync(outDir)).toEqual(['index.html']);
  });
});

describe('an output folder that is not as it was left', () => {
  const files = { 'index.html': 'home', 'incidents/a/index.html': 'a', 'incidents/b/index.html': 'b' };

  it('keeps no page that is gone from the site, although the memory is lost', () => {
    const { publish, stateDir, outDir } = publisher();
    publish({ ...files, 'history/2010/08/index.html': 'month' });
    mkdirSync(path.join(outDir, 'incidents/mine'));
    writeFileSync(path.join(outDir, 'incidents/mine/notes.txt'), 'mine');
    rmSync(stateDir, { recursive: true });
    const left = { 'index.html': 'home', 'incidents/a/index.html': 'a' };
    expect(publish(left)).toEqual({
      written: [],
      deleted: ['history/2010/08/index.html', 'incidents/b/index.html'],
    });
    expect(existsSync(path.join(outDir, 'incidents/mine/notes.txt'))).toBe(true);
  });

  it.each([
    ['a folder in the place of a file', 'index.html', (target: string) => mkdirSync(target)],
    ['a file in the place of a folder', 'incidents', (target: string) => writeFileSync(target, 'hello')],
    ['a link to elsewhere', 'incidents', (target: string) => symlinkSync(temporaryFolder(), target)],
  ])('says what is in the way: %s', (_, name, put) => {
    const { publish, outDir } = publisher();
    mkdirSync(outDir, { recursive: true });
    put(path.join(outDir, name));
    const failure = (() => {
      try {
        return publish(files);
      } catch (error) {
        return error;
      }
    })();
    expect(failure).toBeInstanceOf(UserError);
    expect(failure).toMatchObject({ exitCode: 3, message: expect.stringContaining(name) as string });
  });

  it('forgets an orphan that became somebody’s folder', () => {
    const { publish, outDir } = publisher();
    publish(files);
    rmSync(path.join(outDir, 'incidents/b/index.html'));
    mkdirSync(path.join(outDir, 'incidents/b/index.html'));
    expect(publish({ 'index.html': 'home', 'incidents/a/index.html': 'a' }).deleted).toEqual([]);
  });

  it('leaves alone what another living process has waiting', () => {
    const { publish, outDir } = publisher();
    const theirs = path.join(outDir, '.signalbox-tmp', String(process.ppid));
    mkdirSync(theirs, { recursive: true });
    publish(files);
    expect(existsSync(theirs)).toBe(true);
  });

  it.each(['out', 'out/deeper'])('refuses a file where the folder should be (%s)', (name) => {
    const root = temporaryFolder();
    writeFileSync(path.join(root, 'out'), 'hello');
    const outDir = path.join(root, name);
    const open = () => new OutputFolder(outDir, new Manifest(path.join(root, 'state'), outDir));
    expect(open).toThrow(UserError);
  });
});

describe('the manifest', () => {
  it('is no memory when its parts have the wrong shape', () => {
    const { publish, stateDir, outDir } = publisher();
    publish({ 'index.html': 'home' });
    const manifests = path.join(stateDir, 'manifests');
    const [name = ''] = readdirSync(manifests);
    const whole = JSON.parse(readFileSync(path.join(manifests, name), 'utf8')) as object;
    for (const wrong of [null, 7, { 'index.html': null }]) {
      writeFileSync(path.join(manifests, name), JSON.stringify({ ...whole, files: wrong }));
      expect(new Manifest(stateDir, outDir).remembers).toBe(false);
    }
  });

  it('does not vouch for a file that looks otherwise than it was left', () => {
    const { publish, outDir, stateDir } = publisher();
    publish({ 'index.html': 'home' });
    expect(new Manifest(stateDir, outDir).intact('index.html')?.inputs).toBe('inputs of home');
    writeFileSync(path.join(outDir, 'index.html'), 'longer than before');
    expect(new Manifest(stateDir, outDir).intact('index.html')).toBeUndefined();
  });

  it('knows what was published after a line of its journal was torn', () => {
    const { publish, outDir, stateDir } = publisher();
    publish({ 'index.html': 'home' });
    publish({ 'index.html': 'home', 'a.html': 'a' });
    const manifests = path.join(stateDir, 'manifests');
    const journal = readdirSync(manifests).find((name) => name.endsWith('.ndjson')) ?? '';
    appendFileSync(path.join(manifests, journal), '["b.html",{"inp');
    publish({ 'index.html': 'news', 'a.html': 'a', 'c.html': 'c' });
    const manifest = new Manifest(stateDir, outDir);
    for (const [name, text] of Object.entries({ 'index.html': 'news', 'a.html': 'a', 'c.html': 'c' }))
      expect(manifest.intact(name)?.inputs, name).toBe(`inputs of ${text}`);
    expect(publish({ 'index.html': 'news' }).deleted).toEqual(['a.html', 'c.html']);
  });

  it('belongs to one output folder', () => {
    const { publish, outDir, stateDir } = publisher();
    publish({ 'index.html': 'home' });
    expect(new Manifest(stateDir, `${outDir}-other`).intact('index.html')).toBeUndefined();
  });
});
