import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RememberedIncident } from '../../src/core/sources.ts';
import { ChangedWhileReading, IncidentCache } from '../../src/shell/incident-cache.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';

const MEMORY: RememberedIncident = { incident: null, diagnostics: [] };
const CONTEXT = 'Europe/London en-GB';
/** Long after any file of the test was written: their times are no longer racy. */
const LATER_MS = 4_102_444_800_000;

function cached(code = 'program 1') {
  const siteDir = temporaryFolder();
  const cacheFile = path.join(siteDir, 'state', 'incidents.json');
  writeFiles(siteDir, { 'incidents/2010-08-31-a.md': 'one', 'incidents/2010/2010-09-01-b.md': 'two' });
  const open = (withCode = code) =>
    new IncidentCache({ file: cacheFile, code: withCode, siteDir, folder: 'incidents' });
  const remember = (nowMs = LATER_MS) => {
    const cache = open();
    const sources = cache.list(nowMs)(CONTEXT);
    cache.save(new Map(sources.map((source) => [source.file, MEMORY])));
  };
  const known = (context = CONTEXT, withCode = code) =>
    open(withCode)
      .list(LATER_MS)(context)
      .filter((source) => source.remembered !== undefined)
      .map((source) => source.file);
  return { siteDir, cacheFile, open, remember, known, file: path.join(siteDir, 'incidents/2010-08-31-a.md') };
}

const BOTH = ['incidents/2010-08-31-a.md', 'incidents/2010/2010-09-01-b.md'];

describe('the cache of parsed incidents', () => {
  it('knows nothing at first and everything afterwards', () => {
    const { known, remember } = cached();
    expect(known()).toEqual([]);
    remember();
    expect(known()).toEqual(BOTH);
  });

  it('is not believed in another context, by other code, or when torn', () => {
    const { known, remember, cacheFile } = cached();
    remember();
    expect(known('Asia/Tokyo en-GB')).toEqual([]);
    expect(known(CONTEXT, 'program 2')).toEqual([]);
    writeFileSync(cacheFile, readFileSync(cacheFile, 'utf8').slice(0, -20));
    expect(known()).toEqual([]);
    rmSync(cacheFile);
    expect(known()).toEqual([]);
  });

  it('sees an edit of the same length in the same instant: what was fresh when we looked is compared by digest', () => {
    const { known, remember, file } = cached();
    const { mtimeMs, atime, mtime } = statSync(file);
    remember(mtimeMs + 1);
    writeFileSync(file, 'eno');
    utimesSync(file, atime, mtime);
    expect(known()).toEqual(BOTH.slice(1));
  });

  it('sees an edit behind a set-back modification time', () => {
    const { known, remember, file } = cached();
    const { atime, mtime } = statSync(file);
    remember();
    writeFileSync(file, 'eno');
    utimesSync(file, atime, mtime);
    expect(known()).toEqual(BOTH.slice(1));
  });

  it('keeps what it knows of a file that was only touched, as a fresh checkout does', () => {
    const { known, remember, file } = cached();
    remember();
    utimesSync(file, 1_000_000, 1_000_000);
    expect(known()).toEqual(BOTH);
  });

  it('says so when a listed file changes before its text is read', () => {
    const { remember, open, file } = cached();
    remember();
    const [source] = open().list(LATER_MS)(CONTEXT);
    writeFileSync(file, 'different');
    expect(() => source?.text()).toThrow(ChangedWhileReading);
  });

  it('forgets files that are gone', () => {
    const { known, remember, file, cacheFile } = cached();
    remember();
    rmSync(file);
    remember();
    expect(known()).toEqual(BOTH.slice(1));
    expect(readFileSync(cacheFile, 'utf8')).not.toContain('2010-08-31-a');
  });
});
