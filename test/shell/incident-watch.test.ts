import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createRandom } from '../../bench/random.ts';
import { filesBelow } from '../../src/shell/files.ts';
import { watchIncidents } from '../../src/shell/incident-watch.ts';
import type { IncidentWatch } from '../../src/shell/incident-watch.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';
import { IncidentHand } from '../support/restless/incidents.ts';

const NOW = Date.UTC(2010, 8, 3, 22, 10);
/** Elsewhere nobody tells of changes, and everything is looked at each time. */
const TELLS = process.platform === 'linux';

const FILES = {
  'incidents/a.md': 'one',
  'incidents/b.md': 'two',
  'incidents/2010/c.md': 'three',
  'topology.yml': '',
};

/** A site whose incidents are watched, and what is there was looked at. */
async function watched(files: Readonly<Record<string, string>> = FILES) {
  const site = temporaryFolder();
  writeFiles(site, files);
  const watch = watchIncidents(site, 'incidents');
  onTestFinished(() => watch.close());
  expect(await watch.touched()).toBeNull();
  watch.done();
  return {
    site,
    watch,
    at: (name: string) => path.join(site, 'incidents', name),
    /** What is told of a change, and then done with. */
    async told(change: () => void): Promise<readonly string[] | null> {
      change();
      const touched = await watch.touched();
      watch.done();
      return touched === null ? null : [...touched].sort();
    },
  };
}
type Watched = Awaited<ReturnType<typeof watched>>;

/** What is told where changes are told of at all. */
const ifTold = (told: readonly string[] | null) => (TELLS ? told : null);

const CHANGES: readonly (readonly [string, readonly string[] | null, (site: Watched) => void])[] = [
  ['nothing', [], () => undefined],
  ['an edit in place', ['incidents/a.md'], ({ at }) => writeFileSync(at('a.md'), 'other')],
  [
    'an edit in place that keeps size and time',
    ['incidents/a.md'],
    ({ at }) => {
      const { atime, mtime } = statSync(at('a.md'));
      const descriptor = openSync(at('a.md'), 'r+');
      writeSync(descriptor, 'eno');
      closeSync(descriptor);
      utimesSync(at('a.md'), atime, mtime);
    },
  ],
  [
    'an edit by rename from outside',
    ['incidents/b.md'],
    ({ site, at }) => {
      writeFileSync(path.join(site, 'b.tmp'), 'other');
      renameSync(path.join(site, 'b.tmp'), at('b.md'));
    },
  ],
  [
    'an edit by rename within, from a name that is none of an incident',
    ['incidents/b.md'],
    ({ at }) => {
      writeFileSync(at('b.md~'), 'other');
      renameSync(at('b.md~'), at('b.md'));
    },
  ],
  ['a new file', ['incidents/new.md'], ({ at }) => writeFileSync(at('new.md'), 'new')],
  [
    'a new file in a folder below',
    ['incidents/2010/new.md'],
    ({ at }) => writeFileSync(at('2010/new.md'), 'new'),
  ],
  ['a file that is gone', ['incidents/a.md'], ({ at }) => rmSync(at('a.md'))],
  [
    'a file that has another name',
    ['incidents/a.md', 'incidents/z.md'],
    ({ at }) => renameSync(at('a.md'), at('z.md')),
  ],
  ['a file in capitals', ['incidents/LOUD.MD'], ({ at }) => writeFileSync(at('LOUD.MD'), 'new')],
  ['a hidden file', [], ({ at }) => writeFileSync(at('.a.md.swp'), 'new')],
  ['a file of another kind', [], ({ at }) => writeFileSync(at('notes.txt'), 'new')],
  ['a file elsewhere in the site', [], ({ site }) => writeFileSync(path.join(site, 'topology.yml'), 'site:')],
  [
    'a new folder, with files in it at once',
    null,
    ({ at }) => {
      mkdirSync(at('2011/deep'), { recursive: true });
      writeFileSync(at('2011/deep/d.md'), 'new');
    },
  ],
  ['a folder that has another name', null, ({ at }) => renameSync(at('2010'), at('2009'))],
  ['a folder that is gone', null, ({ at }) => rmSync(at('2010'), { recursive: true })],
  [
    'a folder that is gone and back',
    null,
    ({ at }) => {
      rmSync(at('2010'), { recursive: true });
      mkdirSync(at('2010'));
      writeFileSync(at('2010/c.md'), 'again');
    },
  ],
  [
    'incidents/ replaced by another folder',
    null,
    ({ site, at }) => {
      mkdirSync(path.join(site, 'next'));
      writeFileSync(path.join(site, 'next/a.md'), 'other');
      rmSync(at('.'), { recursive: true });
      renameSync(path.join(site, 'next'), at('.'));
    },
  ],
  [
    'incidents/ moved aside, and another one in its place',
    null,
    ({ site, at }) => {
      renameSync(at('.'), path.join(site, 'old'));
      mkdirSync(at('.'));
    },
  ],
  ['incidents/ gone', null, ({ at }) => rmSync(at('.'), { recursive: true })],
  [
    'so many changes that some may not have been told of',
    null,
    ({ at }) => {
      for (let file = 0; file < 2_500; file += 1) writeFileSync(at(`${String(file % 7)}.md`), String(file));
    },
  ],
];

describe('of one change after everything was looked at', () => {
  test.each(CHANGES)('%s: %j', async (_name, expected, change) => {
    const site = await watched();
    expect(await site.told(() => change(site))).toEqual(ifTold(expected));
  });

  test.each(CHANGES)(
    '%s: is not told twice, and what comes next is told',
    async (_name, _expected, change) => {
      const site = await watched();
      await site.told(() => change(site));
      // A folder that is not there cannot be watched, so everything is looked at.
      const isThere = statSync(site.at('.'), { throwIfNoEntry: false }) !== undefined;
      expect(await site.told(() => undefined)).toEqual(isThere ? ifTold([]) : null);
      mkdirSync(site.at('.'), { recursive: true });
      const next = await site.told(() => writeFileSync(site.at('next.md'), 'new'));
      expect(next).toEqual(isThere ? ifTold(['incidents/next.md']) : null);
      expect(await site.told(() => undefined)).toEqual(ifTold([]));
    },
  );
});

test('what was told is told again until somebody has looked at it', async () => {
  const { watch, at } = await watched();
  writeFileSync(at('a.md'), 'other');
  await watch.touched();
  writeFileSync(at('b.md'), 'other');
  expect([...((await watch.touched()) ?? [])].sort()).toEqual(
    TELLS ? ['incidents/a.md', 'incidents/b.md'] : [],
  );
});

test('a site without incidents is looked at each time, until they come', async () => {
  const site = temporaryFolder();
  const watch = watchIncidents(site, 'incidents');
  onTestFinished(() => watch.close());
  for (let turn = 0; turn < 3; turn += 1) {
    expect(await watch.touched()).toBeNull();
    watch.done();
  }
  writeFiles(site, FILES);
  expect(await watch.touched()).toBeNull();
  watch.done();
  expect(await watch.touched()).toEqual(TELLS ? new Set() : null);
});

/** Every file with its bytes, as whoever reads them finds them. */
function textsIn(folder: string): ReadonlyMap<string, string> {
  return new Map(
    filesBelow(folder)
      .filter((name) => /\.md$/i.test(name))
      .map((name) => [`incidents/${name}`, readFileSync(path.join(folder, name), 'latin1')]),
  );
}

/** Whatever has changed must be told, or everything be looked at. */
async function missed(
  watch: IncidentWatch,
  before: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
) {
  const touched = await watch.touched();
  if (touched === null) return { all: true, missed: [] };
  const names = [...new Set([...before.keys(), ...now.keys()])];
  return {
    all: false,
    missed: names.filter((name) => before.get(name) !== now.get(name) && !touched.has(name)),
  };
}

test('whatever people do to the files, nothing is missed', async () => {
  let [told, all] = [0, 0];
  const parent = temporaryFolder();
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 12 }),
      async (seed, steps) => {
        const site = path.join(parent, 'site');
        writeFiles(site, FILES);
        const hand = new IncidentHand(site, createRandom(seed));
        const watch = watchIncidents(site, 'incidents');
        try {
          let before: ReadonlyMap<string, string> = new Map();
          for (const acts of steps) {
            const did = Array.from({ length: acts }, () => hand.act(NOW));
            const now = textsIn(path.join(site, 'incidents'));
            const found = await missed(watch, before, now);
            expect({ did, missed: found.missed }).toEqual({ did, missed: [] });
            if (found.all) all += 1;
            else told += 1;
            // Now and then a turn fails, and what it was told is not done with.
            if (acts === 4) continue;
            watch.done();
            before = now;
          }
        } finally {
          watch.close();
          rmSync(site, { recursive: true, force: true });
        }
      },
    ),
    { numRuns: 150, seed: 20_100_903 },
  );
  if (TELLS) expect(told).toBeGreaterThan(all);
});
