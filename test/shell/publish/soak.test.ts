import { cpSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createRandom } from '../../../bench/random.ts';
import type { Random } from '../../../bench/random.ts';
import type { Diagnostic } from '../../../src/core/model/diagnostic.ts';
import type { PageRenderer, RenderJob } from '../../../src/render/eleventy.ts';
import { filesBelow } from '../../../src/shell/files.ts';
import type { IncidentWatch } from '../../../src/shell/incident-watch.ts';
import { Manifest } from '../../../src/shell/manifest.ts';
import { openPublisher } from '../../../src/shell/publish/publisher.ts';
import type { Publisher } from '../../../src/shell/publish/publisher.ts';
import { openSiteBuilder } from '../../../src/shell/site-builder.ts';
import type { SiteBuilder } from '../../../src/shell/site-builder.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { quietly } from '../../support/quiet-publisher.ts';
import { RestlessSite } from '../../support/restless/site.ts';
import { differencesOf } from '../../support/tree-differences.ts';
import { treeOf } from '../../support/tree.ts';

/*
 * Five hundred minutes of a site that is never left in peace. After each of them, what three publishers made of it, which
 * have gone on from minute to minute, is held against what a build from scratch makes: byte for byte the same.
 *
 * SOAK_SEED and SOAK_MINUTES in the environment run it otherwise; a failure names the seed and the minute.
 */

const SEED = Number(process.env['SOAK_SEED'] ?? 20_100_903);
const MINUTES = Number(process.env['SOAK_MINUTES'] ?? 500);
const START = Date.UTC(2010, 8, 3, 22, 10);

/** Of what is made from scratch, so much is made entirely from scratch: by Eleventy, and with a diagram laid out anew. */
const WHOLLY_EVERY = 25;
/** A process ends and another one begins in one minute of so many. */
const RESTART_IN = 40;
/** So many of a hundred files does the third publisher look at in a minute, as a large site's would. */
const LOOKS = 5;

const shared = vi.hoisted(() => ({ isCheap: false, watched: 0, askedAll: 0 }));

/** Eleventy costs more than all else, and only passes on what it is given. */
vi.mock('../../../src/render/eleventy.ts', async (original) => {
  const eleventy = await original<{ createRenderer(folder: string): PageRenderer }>();
  const direct: PageRenderer = {
    async *render(jobs: readonly RenderJob[]) {
      yield await Promise.resolve(jobs.map(({ output, render }) => ({ output, content: render() })));
    },
  };
  return { createRenderer: (folder: string) => (shared.isCheap ? direct : eleventy.createRenderer(folder)) };
});

/** How often the watch could say which files may have changed. */
vi.mock('../../../src/shell/incident-watch.ts', async (original) => {
  const { watchIncidents } = await original<{
    watchIncidents(site: string, folder: string): IncidentWatch;
  }>();
  return {
    watchIncidents(site: string, folder: string): IncidentWatch {
      const watch = watchIncidents(site, folder);
      return {
        async touched() {
          const touched = await watch.touched();
          if (touched === null) shared.askedAll += 1;
          else shared.watched += 1;
          return touched;
        },
        done: () => watch.done(),
        close: () => watch.close(),
      };
    },
  };
});

interface Subject {
  readonly name: string;
  /** Where readers find it. */
  readonly outDir: string;
  /** Files beside the pages that are no pages. */
  compressed(): boolean;
  /** Returns what is found wrong with the content. */
  publish(now: number): Promise<readonly Diagnostic[]>;
  restart(random: Random): Promise<void>;
  /** Somebody else changes a published file. */
  meddle(random: Random): string;
}

/** A publisher as `signalbox publish --every` has it, which watches the incident files. */
function publisherOf(folder: string, siteDir: string, options: { readonly releases?: number } = {}): Subject {
  let now = START;
  let precompress = false;
  const outDir = path.join(folder, 'www');
  const open = () =>
    openPublisher({
      ...quietly(() => now),
      siteDir,
      outDir,
      stateDir: path.join(folder, 'state'),
      precompress,
      ...options,
    });
  let publisher: Publisher = open();
  onTestFinished(() => publisher.stop());
  return {
    name: path.basename(folder),
    outDir,
    compressed: () => precompress,
    async publish(minute) {
      now = minute;
      const { published, problems, diagnostics } = await publisher.turn();
      const wrong = problems.filter(
        ({ code }) => !/^(topology-kept|content-errors|snapshot-unusable|clock-set-back)$/.test(code),
      );
      expect({ published, wrong }).toEqual({ published: true, wrong: [] });
      return diagnostics;
    },
    async restart(random) {
      await publisher.stop();
      // Compressing costs more than all else.
      precompress = !precompress && random.below(3) === 0;
      publisher = open();
    },
    meddle: (random) => meddleWith(outDir, random),
  };
}

/** A builder that looks at every incident file, and at few of those it has published. */
function builderOf(folder: string, site: RestlessSite): Subject {
  const outDir = path.join(folder, 'www');
  const open = () =>
    openSiteBuilder({ siteDir: site.siteDir, outDir, stateDir: path.join(folder, 'state'), env: {} }, true);
  let builder: SiteBuilder = open();
  const next = Manifest.prototype.next;
  const few = vi.spyOn(Manifest.prototype, 'next');
  onTestFinished(() => few.mockRestore());
  return {
    name: path.basename(folder),
    outDir,
    compressed: () => false,
    async publish(now) {
      few.mockImplementation(function (this: Manifest) {
        return next.call(this, LOOKS);
      });
      const { diagnostics } = await builder.build({ now, goodTopology: site.goodTopology() });
      few.mockImplementation(function (this: Manifest, looks) {
        return next.call(this, looks);
      });
      return diagnostics;
    },
    restart() {
      builder.close();
      builder = open();
      return Promise.resolve();
    },
    // It finds out in some minutes.
    meddle: () => 'nothing',
  };
}

function meddleWith(outDir: string, random: Random): string {
  const files = filesBelow(outDir);
  if (files.length === 0) return 'nothing';
  const file = random.pick(files);
  const place = path.join(outDir, file);
  switch (random.below(4)) {
    case 0:
      writeFileSync(place, 'somebody was here', { flag: 'a' });
      return `append to ${file}`;
    case 1:
      rmSync(path.dirname(place) === outDir ? place : path.dirname(place), { recursive: true });
      return `delete the folder of ${file}`;
    default:
      rmSync(place);
      return `delete ${file}`;
  }
}

/** Builds from scratch, in a process that remembers nothing; what is the same for every build is not made anew each time. */
async function fromScratch(
  folder: string,
  site: RestlessSite,
  now: number,
  wholly: boolean,
): Promise<Published> {
  rmSync(path.join(folder, 'www'), { recursive: true, force: true });
  const cache = path.join(folder, 'state', 'cache');
  const layout = path.join(folder, 'diagram.json');
  if (existsSync(path.join(cache, 'diagram.json'))) cpSync(path.join(cache, 'diagram.json'), layout);
  rmSync(path.join(folder, 'state'), { recursive: true, force: true });
  if (!wholly && existsSync(layout)) cpSync(layout, path.join(cache, 'diagram.json'));
  const [outDir, stateDir] = [path.join(folder, 'www'), path.join(folder, 'state')];
  shared.isCheap = !wholly;
  const builder = openSiteBuilder({ siteDir: site.siteDir, outDir, stateDir, env: {} });
  shared.isCheap = false;
  const { diagnostics } = await builder.build({ now, goodTopology: site.goodTopology() });
  return publishedIn(outDir, diagnostics);
}

/** Files by name, and what was found wrong with the content. */
type Published = Readonly<Record<string, string>>;

function publishedIn(outDir: string, diagnostics: readonly Diagnostic[], withForms = false): Published {
  const tree = treeOf(outDir);
  const files = Object.entries(tree).filter(([name]) => !(withForms && /\.(gz|br)$/.test(name)));
  const heartbeat = JSON.parse(tree['heartbeat.json'] ?? '{}') as Record<string, unknown>;
  return {
    ...Object.fromEntries(files),
    'heartbeat.json': JSON.stringify({ ...heartbeat, problems: [] }),
    '(diagnostics)': diagnostics.map((found) => JSON.stringify(found)).join('\n'),
  };
}

test(`in each of ${String(MINUTES)} minutes of edits, faults and restarts, what is published is what a build from scratch makes`, async () => {
  const random = createRandom(SEED ^ 0x50a);
  const root = temporaryFolder();
  let now = START;
  const site = new RestlessSite(path.join(root, 'site'), SEED, now);
  const subjects = [
    publisherOf(path.join(root, 'plain'), site.siteDir),
    publisherOf(path.join(root, 'released'), site.siteDir, { releases: 3 }),
    builderOf(path.join(root, 'trusting'), site),
  ];
  const log: string[] = [];
  let latest = now;
  for (let minute = 0; minute < MINUTES; minute += 1) {
    const did = minute === 0 ? [] : [...site.minute(now)];
    if (random.below(15) === 0) {
      const subject = random.pick(subjects);
      did.push(`in ${subject.name} ${subject.meddle(random)}`);
    }
    if (random.below(RESTART_IN) === 0) {
      const subject = random.pick(subjects);
      await subject.restart(random);
      did.push(`restart ${subject.name}`);
    }
    log.push(`minute ${String(minute)}, ${new Date(now).toISOString()}: ${did.join('; ')}`);
    const where = `seed ${String(SEED)}, ${log.slice(-4).join('\n')}`;
    // A small step back is not told to readers.
    const told = now < latest && latest - now <= 60_000 ? latest : now;
    latest = told;
    try {
      const wholly = minute % WHOLLY_EVERY === 0;
      const expected = await fromScratch(path.join(root, 'scratch'), site, told, wholly);
      for (const { name, outDir, compressed, publish } of subjects) {
        const diagnostics = await publish(name === 'trusting' ? told : now);
        const differences = differencesOf(publishedIn(outDir, diagnostics, compressed()), expected);
        expect(differences, `${name}: ${where}`).toEqual([]);
      }
    } catch (error) {
      console.log(where);

      throw error;
    }
    now = site.nextNow(now);
  }
  const { watched, askedAll } = shared;
  console.log(
    `${String(MINUTES)} minutes of seed ${String(SEED)}: the watch told what changed ${String(watched)} times, and asked for a look at everything ${String(askedAll)} times`,
  );
  // Elsewhere nothing tells of changes, and everything is looked at.
  if (process.platform === 'linux') expect(watched).toBeGreaterThan(MINUTES / 4);
}, 900_000);
