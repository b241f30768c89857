import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseTime, TIME_FORMS } from '../src/core/compose/time-text.ts';
import type { Instant } from '../src/core/model/time.ts';
import { serversOf } from '../src/core/model/topology.ts';
import { createZone } from '../src/core/parse/zone.ts';
import { bootTimes } from '../src/demo/boot-times.ts';
import type { RecordedSnapshot } from '../src/demo/boot-times.ts';
import { startControl } from '../src/demo/control.ts';
import { movedOriginal, readOriginal, writeCopy } from '../src/demo/demo-site.ts';
import type { Original } from '../src/demo/demo-site.ts';
import { dialectOf } from '../src/demo/demo-topology.ts';
import { startFleet } from '../src/demo/fleet.ts';
import type { Fleet } from '../src/demo/fleet.ts';
import { namesOf, readOrder } from '../src/demo/orders.ts';
import { perform } from '../src/demo/perform.ts';
import type { Outcome } from '../src/demo/perform.ts';
import { proberProcess } from '../src/demo/prober-process.ts';
import type { ProberCommand } from '../src/demo/prober-process.ts';
import { readIfPresent } from '../src/shell/files.ts';
import { UserError } from '../src/shell/user-error.ts';
import type { DemoArgs } from './demo.ts';
import { startScreen } from './demo-screen.ts';
import { siteFolder } from './options.ts';
import type { Io } from './options.ts';
import { startServing } from './serving.ts';

/** How often the pages are made while nobody looks at the servers. */
const UNWATCHED_REBUILD_MS = 5_000;

export interface Demonstration {
  readonly url: string;
  /** Ends when somebody at its keyboard wants it to. */
  readonly quit: Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts everything: the stand-ins, the copy, the prober in a process of its own, the pages, the control.
 * @throws UserError when there is no site to show, or no port to show it on; nothing is left running then.
 */
export async function startDemo(
  args: DemoArgs,
  io: Io,
  probing: (siteDir: string, io: Io) => ProberCommand = probeCommand,
): Promise<Demonstration> {
  const cleanUps: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  };
  try {
    const started = await start(args, io, probing, (cleanUp) => cleanUps.push(cleanUp));
    return { ...started, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  args: DemoArgs,
  io: Io,
  probing: (siteDir: string, io: Io) => ProberCommand,
  atEnd: (cleanUp: () => Promise<void> | void) => void,
): Promise<Omit<Demonstration, 'close'>> {
  const original = readOriginal(siteFolder(args, io), io.env);
  // Nobody else may enter it: the control stands there, and what the prober remembers.
  const folder = mkdtempSync(path.join(tmpdir(), 'signalbox-demo-'));
  const remove = () => {
    rmSync(folder, { recursive: true, force: true });
  };
  // Also where somebody will not wait for an orderly end.
  process.once('exit', remove);
  atEnd(() => {
    process.off('exit', remove);
    remove();
  });
  const copyDir = path.join(folder, 'site');
  const { fleet, days } = await standIn(original, copyDir, args, io);
  atEnd(() => fleet.close());

  const names = namesOf(original.model);
  const screen = startScreen({ original, names, days, site: args.site, io });
  atEnd(() => screen.close());
  const prober = proberProcess(probing(copyDir, io), (said) => screen.proberEnded(said));
  prober.start();
  atEnd(() => prober.stop());

  const serving = await startServing({ site: copyDir, host: args.host, port: args.port }, io, {
    demonstration: true,
    built: (report) => screen.built(report),
  });
  // Without a prober nothing else makes pages of what has become too old.
  const clock = setInterval(() => {
    if (!prober.running) void serving.rebuild();
  }, UNWATCHED_REBUILD_MS);
  atEnd(() => {
    clearInterval(clock);
    return serving.close();
  });
  const obey = async (words: readonly string[]): Promise<Outcome> => {
    const reading = readOrder(words, names);
    if ('problem' in reading) return { ok: false, lines: [reading.problem], changed: false };
    const outcome = await perform(reading.order, { copyDir, fleet, prober });
    if (outcome.changed) screen.ordered();
    return outcome;
  };
  const control = await startControl(
    { siteDir: original.siteDir, folder, url: serving.url },
    async (words) => {
      const { ok, lines, changed } = await obey(words);
      if (changed) screen.tell(lines);
      return { ok, lines };
    },
  );
  atEnd(() => control.close());
  screen.open({ url: serving.url, wantedPort: args.port, obey });
  return { url: serving.url, quit: screen.quit };
}

/** Starts the stand-ins and writes the copy that points at them. */
async function standIn(
  original: Original,
  copyDir: string,
  args: DemoArgs,
  io: Io,
): Promise<{ readonly fleet: Fleet; readonly days: number }> {
  const moment = momentOf(args, original);
  const moved = movedOriginal(original, { moment, now: io.now() });
  const servers = serversOf(original.model);
  const boots = bootTimes(
    servers.map(({ id }) => id),
    io.now(),
    recordedSnapshot(args, moment, moved.days, io),
  );
  const fleet = await startFleet(
    servers.map(({ id, role }) => ({
      id,
      role,
      dialect: dialectOf(original.plan.probes.get(id)),
      bootedAt: boots.get(id) ?? io.now(),
    })),
    () => io.now(),
  );
  const targets = [...fleet.servers.values()].map(({ id, dialect, port }) => {
    return [id, { dialect, port, bootUrl: fleet.bootUrl(id) }] as const;
  });
  try {
    writeCopy(copyDir, moved, new Map(targets), original.siteDir);
  } catch (error) {
    await fleet.close();
    throw error;
  }
  return { fleet, days: moved.days };
}

function momentOf({ moment: text }: DemoArgs, { model }: Original): Instant | undefined {
  if (text === undefined) return undefined;
  const moment = parseTime(text, createZone(model.site.timezone, model.site.locale));
  if (moment !== undefined) return moment;
  throw new UserError(`--moment ${JSON.stringify(text)} is no time`, { hint: `Write it as ${TIME_FORMS}.` });
}

function recordedSnapshot(
  { snapshot }: DemoArgs,
  moment: Instant | undefined,
  days: number,
  io: Io,
): RecordedSnapshot | undefined {
  if (snapshot === undefined) return undefined;
  const text = readIfPresent(path.resolve(io.cwd, snapshot));
  if (text === null) throw new UserError(`there is no snapshot ${snapshot}`);
  return { text, moment: moment ?? io.now(), days };
}

/** This program again, with the command that probes: from its sources as here, or compiled. */
export function probeCommand(siteDir: string, { cwd, env }: Io): ProberCommand {
  const cli = fileURLToPath(new URL(`./cli${path.extname(import.meta.url)}`, import.meta.url));
  return {
    program: process.execPath,
    args: [...process.execArgv, cli, 'probe', '--site', siteDir],
    cwd,
    env,
  };
}
