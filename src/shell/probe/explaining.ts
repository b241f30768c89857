import path from 'node:path';
import type { Instant } from '../../core/model/time.ts';
import { serversOf } from '../../core/model/topology.ts';
import type { Topology } from '../../core/model/topology.ts';
import type { ProbePlan } from '../../core/model/probing.ts';
import { readAccount } from '../../core/observe/account.ts';
import type { RoundAccount } from '../../core/observe/account.ts';
import type { ExplainInput } from '../../core/observe/explain.ts';
import { readProberMemory } from '../../core/observe/prober-memory.ts';
import type { ProberMemory } from '../../core/observe/prober-memory.ts';
import { PROBER_SOURCE } from '../../core/observe/snapshot.ts';
import { parseSnapshot } from '../../core/parse/snapshot.ts';
import { parseTopology } from '../../core/parse/topology.ts';
import { quoteValue } from '../../core/parse/value-words.ts';
import { readIfPresent } from '../files.ts';
import { TOPOLOGY_FILE } from '../load.ts';
import { pause } from '../pause.ts';
import { noTopology } from '../staff-file-site.ts';
import { UserError } from '../user-error.ts';
import { MEMORY_FILE } from './memory-file.ts';
import { codeOf } from './network-errors.ts';
import { ACCOUNT_NAME, SNAPSHOT_NAME } from './persist.ts';

export interface ExplainingOptions {
  readonly siteDir: string;
  readonly stateDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: Instant;
  /** How messages name a file. */
  nameOf(file: string): string;
}

/** A prober writes its files within moments of each other; so often, and so long apart, those of one round are looked for. */
const ATTEMPTS = 8;
const PAUSE_MS = 50;

/**
 * What a prober left in its state folder, for those who ask why. Only reads: no lock is taken, so it works beside a prober at
 * work, and for everybody who may read the folder.
 * @throws UserError (3) where there is nothing to explain from; (2) where there is no site
 */
export async function readExplanation(options: ExplainingOptions): Promise<ExplainInput> {
  const { topology, plan } = readTopology(options);
  const { account, memory, snapshot } = await oneRound(options, topology);
  const { roundAt, seen } = memory;
  // A memory without a round has no votes beside it either.
  if (roundAt === null) throw noRound(options, snapshot, topology);
  const servers = serversOf(topology).map(({ id }) => id);
  // A check whose secret is not at hand is missing from the plan, and its server was looked at all the same.
  const voted = account.votes.map(({ server }) => server);
  return {
    topology,
    watched: new Set(plan.sources.length > 0 ? servers : [...plan.probes.keys(), ...voted]),
    rules: plan.settings,
    account,
    roundAt,
    seen,
    evidence: evidenceOf(snapshot, topology, options.now),
    now: options.now,
  };
}

/** Secrets that the prober has in its environment are not needed, so what is said of them is passed over. */
function readTopology({ siteDir, env, nameOf }: ExplainingOptions): {
  readonly topology: Topology;
  readonly plan: ProbePlan;
} {
  const file = path.join(siteDir, TOPOLOGY_FILE);
  const text = readable(file, nameOf);
  if (text === null) throw noTopology(siteDir);
  const { topology, plan, diagnostics } = parseTopology(text, { file: TOPOLOGY_FILE, env });
  if (topology !== null) return { topology, plan };
  throw new UserError(`${TOPOLOGY_FILE} cannot be read, so its servers are not known`, {
    exitCode: 3,
    diagnostics,
  });
}

interface Found {
  readonly account: RoundAccount;
  readonly memory: ProberMemory;
  /** Null where there is none. */
  readonly snapshot: string | null;
}

/** Of the last round, all of it; where the prober died in between, what there is. */
async function oneRound(options: ExplainingOptions, topology: Topology): Promise<Found> {
  let found = readFiles(options, topology);
  for (let attempt = 1; attempt < ATTEMPTS && found.account.at !== found.memory.roundAt; attempt += 1) {
    await pause(PAUSE_MS, new AbortController().signal);
    found = readFiles(options, topology);
  }
  return found;
}

/** In the opposite order to that in which they are written: what has the same time was then written in the same round. */
function readFiles(options: ExplainingOptions, topology: Topology): Found {
  const { stateDir, nameOf } = options;
  const fileOf = (name: string) => path.join(stateDir, name);
  const votes = readable(fileOf(ACCOUNT_NAME), nameOf);
  const snapshot = readable(fileOf(SNAPSHOT_NAME), nameOf);
  const remembered = readable(fileOf(MEMORY_FILE), nameOf);
  if (votes === null || remembered === null) throw noRound(options, snapshot, topology);
  const account = readAccount(votes);
  if (account === undefined) throw torn(nameOf(fileOf(ACCOUNT_NAME)));
  const memory = readProberMemory(remembered);
  if (memory === undefined) throw torn(nameOf(fileOf(MEMORY_FILE)));
  return { account, memory, snapshot };
}

function evidenceOf(snapshot: string | null, topology: Topology, now: Instant) {
  const { evidence } = parseSnapshot(snapshot, {
    file: SNAPSHOT_NAME,
    now,
    freshForMs: topology.site.freshForMs,
    serverIds: serversOf(topology).map(({ id }) => id),
  });
  return evidence;
}

function torn(name: string): UserError {
  return new UserError(`${name} is torn, or of another version of Signalbox`, {
    exitCode: 3,
    hint: 'The next round of "signalbox probe" writes it anew.',
  });
}

/** Where pages have lights all the same, somebody else made them, and is the one to ask. */
function noRound(
  { stateDir, now, nameOf }: ExplainingOptions,
  snapshot: string | null,
  topology: Topology,
): UserError {
  const evidence = evidenceOf(snapshot, topology, now);
  const source = 'snapshot' in evidence ? evidence.snapshot.source : undefined;
  const message = `there is no round to explain in ${nameOf(stateDir)}`;
  if (source === undefined || source === PROBER_SOURCE) {
    return new UserError(message, {
      exitCode: 3,
      hint: 'Run "signalbox probe --once", or name the folder of the prober with --state DIR.',
    });
  }
  return new UserError(`${message}: its snapshot was written by ${quoteValue(source)}`, {
    exitCode: 3,
    hint: 'Ask where that got it from; a prober explains what it found itself, in a state folder of its own.',
  });
}

/** The file's text; null where there is none. */
function readable(file: string, nameOf: (file: string) => string): string | null {
  try {
    return readIfPresent(file);
  } catch (cause) {
    const code = codeOf(cause);
    if (code === undefined) throw cause;
    const isForbidden = code === 'EACCES' || code === 'EPERM';
    throw new UserError(`${nameOf(file)} cannot be read: ${isForbidden ? 'you may not' : code}`, {
      exitCode: 3,
      cause,
      ...(isForbidden ? { hint: FOR_ITS_OWNER } : {}),
    });
  }
}

const FOR_ITS_OWNER =
  'A prober’s files are for its owner alone. Run this as the user that the prober runs as: sudo -u signalbox …';
