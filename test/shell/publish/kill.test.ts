import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Random } from '../../../bench/random.ts';
import { createRandom } from '../../../bench/random.ts';
import type { PublishArgs } from '../../../scripts/publish.ts';
import { filesBelow } from '../../../src/shell/files.ts';
import { openSiteBuilder } from '../../../src/shell/site-builder.ts';
import { bundledProgram } from '../../support/bundled.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { RestlessSite } from '../../support/restless/site.ts';
import { faultsIn } from '../../support/served-tree.ts';
import { differencesOf } from '../../support/tree-differences.ts';
import { treeOf } from '../../support/tree.ts';
import { WanderingReader } from '../../support/wandering-reader.ts';
import { ARGS_VARIABLE, NOW_VARIABLE } from './kill-publisher.ts';

/*
 * Three hundred publishers are killed while they publish a site that is edited all the time, and a reader goes through it all
 * the time. KILL_SEED in the environment chooses other edits and moments, KILL_SHARE=2 half as many publishers.
 */

const SEED = Number(process.env['KILL_SEED'] ?? 20_100_903);
const SHARE = Number(process.env['KILL_SHARE'] ?? 1);

/** How a site is published, and how many publishers of it are killed. */
const CHAINS: readonly (Partial<PublishArgs> & { readonly kills: number })[] = [
  { kills: 120 },
  { kills: 90, releases: 2 },
  { kills: 60, precompress: true },
  { kills: 30, precompress: true, releases: 2 },
];
/** Publishers that are ready before they are needed; it takes longer to start one than all else. */
const READY = 2;
/** A turn takes some ten milliseconds, and the next one follows. */
const EVERY_MS = 15;
/** A publisher is killed in its first turn or after so many, at most; each time at any moment of a turn. */
const MAX_TURNS = 2;
/** What a first turn takes, and a later one, until it is known. */
const FIRST_MS = 200;
const LATER_MS = 40;
/** The reader does not take the processor away from those it watches. */
const READER_RESTS_MS = 25;

let program = '';
beforeAll(async () => {
  program = await bundledProgram('test/shell/publish/kill-publisher.ts');
});

interface Running {
  readonly child: ChildProcess;
  readonly ready: Promise<void>;
  readonly ended: Promise<number | null>;
  said(): string;
  /** Ends when so many turns are over, or it is. */
  turns(wanted: number): Promise<void>;
}

function start(args: PublishArgs, now?: number): Running {
  const environment = {
    [ARGS_VARIABLE]: JSON.stringify(args),
    ...(now === undefined ? {} : { [NOW_VARIABLE]: String(now) }),
  };
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // Whatever becomes of the test, nobody goes on publishing.
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  let onSaid: () => void = () => undefined;
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    onSaid();
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    void ended.then(() => reject(new Error(`it ended before it began: ${said}`)));
  });
  // Some are never let go.
  ready.catch(() => undefined);
  const turns = (wanted: number) =>
    new Promise<void>((resolve) => {
      onSaid = () => {
        if (turnsIn(said) >= wanted) resolve();
      };
      onSaid();
      void ended.then(() => resolve());
    });
  return { child, ready, ended, said: () => said, turns };
}

const turnsIn = (said: string) => said.split('"event":"turn"').length - 1;

async function release({ child, ready }: Running): Promise<void> {
  await ready;
  child.stdin!.write('go\n');
}

/** Publishers that wait for their turn. */
class Stable {
  readonly #args: PublishArgs;
  readonly #waiting: Running[] = [];

  constructor(args: PublishArgs) {
    this.#args = args;
  }

  next(wanted: number): Running {
    while (this.#waiting.length < Math.min(READY + 1, wanted)) this.#waiting.push(start(this.#args));
    return this.#waiting.shift()!;
  }
}

async function chain(index: number) {
  const { kills: all, ...wishes } = CHAINS[index]!;
  const kills = Math.ceil(all / SHARE);
  const random = createRandom(SEED + index);
  const folder = temporaryFolder();
  const [siteDir, out] = [path.join(folder, 'site'), path.join(folder, 'www')];
  const site = new RestlessSite(siteDir, SEED + index, Date.now(), true);
  const args: PublishArgs = {
    site: siteDir,
    out,
    state: path.join(folder, 'state'),
    pullLimit: 1,
    deployLimit: 1,
    log: 'json',
    ...wishes,
  };
  const stable = new Stable({ ...args, every: EVERY_MS });
  const reader = new WanderingReader(out);
  const about = { index, turns: 0 };
  await publishOnce(args);
  const life = { firstMs: FIRST_MS };
  for (let kill = 0; kill < kills; kill += 1) {
    const running = stable.next(kills - kill);
    site.minute(Date.now());
    await release(running);
    const dies = dieSometime(running, random, life);
    const where = `seed ${String(SEED)}, chain ${String(index)}, kill ${String(kill)}`;
    await Promise.race([
      dies,
      wanderUntil(dies, reader, () => random.below(3) === 0 && site.edit(Date.now())),
    ]);
    await dies;
    await running.ended;
    about.turns += turnsIn(running.said());
    expect(running.said(), where).not.toMatch(/"code":"(bug|not-written|compression-failed)"|Error/);
    await reader.wander();
    reader.lookAtAll();
    expect(reader.complaints, where).toEqual([]);
  }
  await settle(site, args, folder);
  return { ...about, pages: reader.pagesRead, files: reader.filesRead };
}

/** Killed at any moment of a turn, the first or a later one, however long they take here. */
async function dieSometime(running: Running, random: Random, life: { firstMs: number }): Promise<void> {
  const startedAt = performance.now();
  const turns = Math.max(0, random.below(2 * MAX_TURNS) - MAX_TURNS + 1);
  const first = running.turns(1).then(() => performance.now() - startedAt);
  const [share, some] = [random.next(), random.below(LATER_MS)];
  if (turns === 0) await Promise.race([wait(share * life.firstMs), running.ended]);
  else {
    life.firstMs = (life.firstMs + (await first)) / 2;
    await running.turns(turns);
    await wait(some);
  }
  running.child.kill('SIGKILL');
}

async function publishOnce(args: PublishArgs, now?: number): Promise<void> {
  const running = start(args, now);
  await release(running);
  const code = await running.ended;
  expect([0, 1], running.said()).toContain(code);
}

async function wanderUntil(
  over: Promise<unknown>,
  reader: WanderingReader,
  meanwhile: () => void,
): Promise<void> {
  let isOver = false;
  void over.then(() => (isOver = true));
  while (!isOver) {
    await reader.wander();
    meanwhile();
    await wait(READER_RESTS_MS);
  }
}

/** One turn that nobody disturbs, and what is there is what a build from scratch makes. */
async function settle(site: RestlessSite, args: PublishArgs, folder: string): Promise<void> {
  site.mendTopology();
  const now = Date.now();
  await publishOnce(args, now);
  const [outDir, stateDir] = [path.join(folder, 'scratch'), path.join(folder, 'scratch-state')];
  await openSiteBuilder({ siteDir: args.site!, outDir, stateDir, env: {} }).build({ now });
  expect(differencesOf(pagesOf(args.out!), pagesOf(outDir))).toEqual([]);
  expect(faultsIn(args.out!)).toEqual([]);
  const forms = filesBelow(args.out!).filter((name) => /\.(gz|br)$/.test(name));
  expect(forms.length > 0).toBe(args.precompress === true);
  for (const name of forms) {
    const bytes = readFileSync(path.join(args.out!, name));
    const plain = name.endsWith('.gz') ? gunzipSync(bytes) : brotliDecompressSync(bytes);
    expect(plain.equals(readFileSync(path.join(args.out!, name.slice(0, -3)))), name).toBe(true);
  }
}

function pagesOf(outDir: string): Readonly<Record<string, string>> {
  const isPage = (name: string) => name !== 'heartbeat.json' && !/\.(gz|br)$/.test(name);
  return Object.fromEntries(Object.entries(treeOf(outDir)).filter(([name]) => isPage(name)));
}

const TOTAL = CHAINS.reduce((sum, { kills }) => sum + Math.ceil(kills / SHARE), 0);

test(`${String(TOTAL)} publishers are killed at any moment, and no reader finds anything torn, missing or earlier than before`, async () => {
  // As many at a time as there are processors, at least.
  const pairs = [
    [0, 3],
    [1, 2],
  ].map(async ([first, second]) => [await chain(first!), await chain(second!)]);
  const done = (await Promise.all(pairs)).flat();
  for (const { index, turns, pages, files } of done)
    console.log(
      `chain ${String(index)}: ${String(turns)} turns between kills; ${String(pages)} pages and ${String(files)} files read`,
    );
  const turns = done.reduce((sum, one) => sum + one.turns, 0);
  // Many are killed in their first turn, and many later.
  expect(turns).toBeGreaterThan(TOTAL / 3);
}, 900_000);
