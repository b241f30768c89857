import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { openPublisher } from '../../../src/shell/publish/publisher.ts';
import type { Publisher, PublisherOptions } from '../../../src/shell/publish/publisher.ts';
import { lockOutput } from '../../../src/shell/publish/publish-lock.ts';
import type { TurnReport } from '../../../src/shell/publish/turn.ts';
import { UserError } from '../../../src/shell/user-error.ts';
import { disk, FAULT_CODES, kindOf } from '../../support/faulty-disk.ts';
import type { DiskCall, FaultCode } from '../../support/faulty-disk.ts';
import { temporaryFolder, writeFiles } from '../../support/folder.ts';
import { quietly } from '../../support/quiet-publisher.ts';
import { faultsIn } from '../../support/served-tree.ts';
import { NOW, SMALL_SITE, SMALL_TOPOLOGY, snapshotText } from '../../support/small-site.ts';
import { differencesOf } from '../../support/tree-differences.ts';
import { treeOf } from '../../support/tree.ts';

/*
 * A turn is run once to learn which calls it makes, and then again and again with one of them answered by a fault. What
 * readers get stays whole, the turn says so, and the next one makes everything good.
 */

vi.mock('node:fs', async (original) => {
  const { faultyDisk } = await import('../../support/faulty-disk.ts');
  return faultyDisk(await original());
});

/** Beside what is published, to be read in each turn. */
const ASIDE = {
  'theme/site.css': 'body{margin:0}',
  'content/infrastructure/1.md': '# How it works',
  'state/history/2010-09.ndjson':
    '{"at":"2010-09-01T00:00:00Z","all":{"server":{"gw1":"online"},"group":{},"service":{}}}\n',
  'state/history/observed.json': '{"until":"2010-09-03T22:09:00Z"}',
};

/** Between two contents of one site each turn goes to the other, so that all kinds of things are to be done. */
const CONTENTS: readonly Readonly<Record<string, string | null>>[] = [
  {
    'incidents/2010-07-01-old.md': SMALL_SITE['incidents/2010-07-01-old.md'],
    'incidents/2010-09-03-new.md': null,
    'incidents/2010-09-01-slow.md': SMALL_SITE['incidents/2010-09-01-slow.md'],
    'state/snapshot.json': snapshotText({ gw1: 'online', gw2: 'online' }),
  },
  {
    'incidents/2010-07-01-old.md': null,
    'incidents/2010-09-03-new.md': '---\ntitle: New\naffects: {gw1: down}\n---\n[21:00] It broke.\n',
    'incidents/2010-09-01-slow.md': `${SMALL_SITE['incidents/2010-09-01-slow.md']}\n[11:00] And again.\n`,
    'state/snapshot.json': snapshotText({ gw1: 'offline', gw2: 'online' }),
  },
];
const TOPOLOGIES = [SMALL_TOPOLOGY, SMALL_TOPOLOGY.replace('name: Gateways', 'name: Front doors')];

type Published = Readonly<Record<string, string>>;

interface World {
  readonly name: string;
  /** With another topology each time, which makes every page another. */
  readonly renames?: boolean;
  /** A publisher of its own for each turn, as with cron. */
  readonly single?: boolean;
  /** Nothing was ever published. */
  readonly first?: boolean;
  /** Of the calls of a turn that costs much, one in so many is tried; each kind of call is, in any case. */
  readonly oneIn?: number;
  options(folder: string): Partial<PublisherOptions>;
}

const WORLDS: readonly World[] = [
  {
    name: 'pages and metrics',
    oneIn: 2,
    renames: true,
    options: (folder) => ({ metricsFile: path.join(folder, 'site.prom') }),
  },
  { name: 'releases', oneIn: 4, options: () => ({ releases: 1 }) },
  { name: 'compressed forms', oneIn: 4, options: () => ({ precompress: true }) },
  {
    name: 'a single turn with a deploy',
    renames: true,
    single: true,
    oneIn: 6,
    options: (folder) => ({ deploy: { command: ['true'], cwd: folder, limitMs: 5_000 } }),
  },
  { name: 'the first turn of all', first: true, oneIn: 20, options: () => ({ precompress: true }) },
];

const NOT_OPENED: Omit<TurnReport, 'problems'> = {
  startedAt: NOW,
  durationMs: 0,
  published: false,
  diagnostics: [],
  changed: [],
  deleted: [],
  pagesPlanned: 0,
  pagesRendered: 0,
};

/** A site, and a publisher that can be started again. */
class Trial {
  readonly folder = temporaryFolder();
  readonly #world: World;
  #content = 0;
  #publisher: Publisher | null = null;

  constructor(world: World) {
    this.#world = world;
    writeFiles(path.join(this.folder, 'site'), ASIDE);
    this.edit(0);
    onTestFinished(() => this.stop());
  }

  get outDir() {
    return path.join(this.folder, 'www');
  }

  /** Which content is to be published next. */
  get content() {
    return this.#content;
  }

  edit(content: number): void {
    this.#content = content;
    const files = {
      ...CONTENTS[content]!,
      ...(this.#world.renames === true ? { 'topology.yml': TOPOLOGIES[content]! } : {}),
    };
    for (const [file, text] of Object.entries({ 'topology.yml': SMALL_TOPOLOGY, ...files })) {
      if (text === null) rmSync(path.join(this.folder, 'site', file), { force: true });
      else writeFiles(path.join(this.folder, 'site'), { [file]: text });
    }
  }

  async turn(): Promise<TurnReport> {
    if (this.#world.single === true) await this.stop();
    const [siteDir, stateDir] = [path.join(this.folder, 'site'), path.join(this.folder, 'state')];
    const open = () =>
      openPublisher({
        ...quietly(() => NOW),
        siteDir,
        outDir: this.outDir,
        stateDir,
        env: process.env,
        lasting: this.#world.single !== true,
        lock: lockOutput(this.outDir, stateDir, NOW),
        ...this.#world.options(this.folder),
      });
    try {
      this.#publisher ??= open();
    } catch (error) {
      // Said on the command line, with what to do about it; nothing was begun.
      if (!(error instanceof UserError)) throw error;
      return { ...NOT_OPENED, problems: [{ code: 'not-written', message: error.message }] };
    }
    return this.#publisher.turn();
  }

  async stop(): Promise<void> {
    await this.#publisher?.stop();
    this.#publisher = null;
  }

  /** All that was published, without what is the turn's own. */
  published(): Published {
    const tree = treeOf(this.outDir);
    delete tree['heartbeat.json'];
    return tree;
  }

  heartbeat(): string | null {
    const file = path.join(this.outDir, 'heartbeat.json');
    return existsSync(file) ? readFileSync(file, 'utf8') : null;
  }

  unlock(): void {
    const stateDir = path.join(this.folder, 'state');
    for (const folder of [this.folder, stateDir])
      for (const name of readdirSync(folder)) if (/lock/.test(name)) rmSync(path.join(folder, name));
  }

  /** What waits, or was left by somebody who did not come to an end. */
  leftovers(): readonly string[] {
    const here = allBelow(this.folder).filter((name) => !name.startsWith('site/'));
    // A link that could not be put in its place goes after a minute, and the lists of a deploy with the next one.
    return here.filter((name) => /\.tmp$|signalbox-tmp|\.part|\.gone|\.old$/.test(name));
  }
}

/** Everything, with what begins with a dot. */
function allBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' });
}

/** What each content is when it is published where nothing was before. */
async function expectedOf(world: World): Promise<readonly Published[]> {
  const expected = [];
  for (const content of CONTENTS.keys()) {
    const trial = new Trial(world);
    trial.edit(content);
    expect(await trial.turn()).toMatchObject({ published: true, problems: [] });
    expected.push(trial.published());
    await trial.stop();
  }
  return expected;
}

interface Point {
  readonly code: FaultCode;
  /** True for the call that is to go wrong; asked of each in turn. */
  matches(call: DiskCall): boolean;
}

/** One turn with a fault, and one without. Returns the call that went wrong; null where it did not come to that. */
async function tryPoint(
  trial: Trial,
  { matches, code }: Point,
  expected: readonly Published[],
): Promise<DiskCall | null> {
  const heartbeat = trial.heartbeat();
  const report = await disk.during(() => trial.turn(), matches, code);
  const { hit } = disk;
  if (hit === null) return null;
  const what = `${code} at ${hit.name} ${hit.file}`;
  const problems = report.problems.map((problem) => `${problem.code}: ${problem.message}`);
  if (heartbeat !== null)
    expect({ what, faults: faultsIn(trial.outDir), problems }).toEqual({ what, faults: [], problems });
  // What probes saw until now costs the past where it cannot be read, which `check` says.
  const isFine = report.published && problems.length === 0 && report.diagnostics.length === 0;
  const differences = () => differencesOf(trial.published(), expected[trial.content]!);
  // A note that is not there is nothing wrong.
  const isAsIfGone = code === 'ENOENT' && /^(history|theme|content)$/.test(kindOf(hit));
  if (isFine && !isAsIfGone) expect({ what, differences: differences() }).toEqual({ what, differences: [] });
  // What is said not to be published must not tell readers that it is; a look at what was just written may fail.
  if (!report.published && !(hit.name === 'stat' && code !== 'ENOENT'))
    expect({ what, problems, heartbeat: trial.heartbeat() }).toEqual({ what, problems, heartbeat });
  // It would be that of a process that is gone.
  if (kindOf(hit) === 'lock') trial.unlock();
  const next = await trial.turn();
  expect({ what, next }).toMatchObject({ what, next: { published: true, problems: [] } });
  const leftovers = trial.leftovers();
  expect({ what, differences: differences(), faults: faultsIn(trial.outDir), leftovers }).toEqual({
    what,
    differences: [],
    faults: [],
    leftovers: [],
  });
  return hit;
}

/** Every call of its kind that was seen, and with which faults it was answered. */
const tried = new Map<string, Set<FaultCode>>();
afterAll(() => {
  const rows = [...tried].map(([name, codes]) => `${name}: ${[...codes].sort().join(' ')}`);
  console.log(rows.sort().join('\n'));
});

const nth = (index: number, isMeant: (call: DiskCall) => boolean) => {
  let seen = 0;
  return (call: DiskCall) => isMeant(call) && seen++ === index;
};
const siteOf = (call: DiskCall) => `${call.name} ${kindOf(call)}`;

async function trialAt(world: World, current: Trial | null): Promise<Trial> {
  if (current !== null && world.first !== true) {
    current.edit(1 - current.content);
    return current;
  }
  const trial = new Trial(world);
  if (world.first === true) return trial;
  await trial.turn();
  trial.edit(1);
  return trial;
}

interface Search {
  readonly codes: readonly FaultCode[];
  /** Of which calls. */
  isMeant(call: DiskCall): boolean;
}

/** Goes through all calls of a turn; returns how many faults there were. */
async function tryAll(world: World, { codes, isMeant }: Search): Promise<number> {
  const expected = await expectedOf(world);
  let points = 0;
  let trial = await trialAt(world, null);
  await disk.during(() => trial.turn());
  const calls = disk.calls.filter(isMeant);
  const attempt = async (point: Point) => {
    trial = await trialAt(world, trial);
    const hit = await tryPoint(trial, point, expected);
    if (world.first === true) await trial.stop();
    if (hit === null) return;
    points += 1;
    const site = siteOf(hit);
    tried.set(site, (tried.get(site) ?? new Set()).add(point.code));
  };
  // Each call with one fault or another, and each kind of call with each fault.
  for (let index = 0; index < calls.length; index += world.oneIn ?? 1)
    await attempt({ code: codes[index % codes.length]!, matches: nth(index, isMeant) });
  for (const site of new Set(calls.map(siteOf)))
    for (const code of codes)
      if (tried.get(site)?.has(code) !== true)
        await attempt({ code, matches: (call) => isMeant(call) && siteOf(call) === site });
  return points;
}

describe.each(WORLDS)('$name', (world) => {
  test('a fault at any call that writes leaves a whole site, is told, and is made good by the next turn', async () => {
    const points = await tryAll(world, { codes: FAULT_CODES, isMeant: ({ writes }) => writes });
    console.log(`${world.name}: ${String(points)} faults`);
  }, 600_000);
});

/** What goes away between one look and the next, or cannot be read. A folder that is not there has nothing in it. */
const READ_CODES = ['ENOENT', 'EACCES', 'EIO', 'EMFILE'] as const;

test.each(READ_CODES)(
  'a site in which anything that is read answers %s once stays whole, and is made good by the next turn',
  async (code) => {
    const [world] = WORLDS;
    // What was published is there or not, and a folder that is not there is empty.
    const isLikely = (call: DiskCall) =>
      code !== 'ENOENT' || (call.name !== 'readdir' && kindOf(call) !== 'output');
    const isMeant = (call: DiskCall) => !call.writes && isLikely(call);
    const points = await tryAll({ ...world!, oneIn: 8 }, { codes: [code], isMeant });
    console.log(`${code}: ${String(points)} faults`);
  },
  600_000,
);

test('every kind of call that writes was answered with every fault', () => {
  const written = [...tried].filter(([name]) =>
    /^(append|mkdir|open|rename|rm|rmdir|writeFile|link|symlink)/.test(name),
  );
  for (const [name, codes] of written)
    expect([name, [...codes].sort()]).toEqual([name, expect.arrayContaining([...FAULT_CODES].sort())]);
  const kinds = new Set(written.map(([name]) => name.replace(/^\w+ /, '')));
  const places =
    'output|waiting files|manifest|journal|caches|good topology|lock|deploy|metrics|compressed forms|draft|release|link|deleted release';
  expect([...kinds]).toEqual(expect.arrayContaining(places.split('|')));
});
