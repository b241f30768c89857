import path from 'node:path';
import { compareDiagnostics } from '../../core/model/diagnostic.ts';
import type { Diagnostic } from '../../core/model/diagnostic.ts';
import type { ProbingSettings } from '../../core/model/probing.ts';
import { serversOf } from '../../core/model/topology.ts';
import type { Id, Topology } from '../../core/model/topology.ts';
import { parseTopology } from '../../core/parse/topology.ts';
import { fileStat, readIfPresent } from '../files.ts';
import { TOPOLOGY_FILE } from '../load.ts';
import { hasErrors } from '../report.ts';
import { noTopology } from '../staff-file-site.ts';
import { UserError } from '../user-error.ts';
import type { Check, ProbedServer } from './check.ts';
import { readProbePlan } from './plan.ts';
import type { Source } from './sources/ask-sources.ts';

/** What is probed and how, as topology.yml says. */
export interface Plan {
  readonly topology: Topology;
  readonly settings: ProbingSettings;
  /** Those that anything is told of: all where an engine is asked, those with checks otherwise. In the order of the file. */
  readonly watched: readonly Id[];
  /** Those with checks that can be read, in the order of the file. */
  readonly servers: readonly ProbedServer[];
  readonly sources: readonly Source[];
  readonly canaries: readonly Check[];
}

interface ReadFile {
  /** Null where the file cannot be used. */
  readonly plan: Plan | null;
  readonly diagnostics: readonly Diagnostic[];
}

export interface PlanSource {
  /** The plan that holds. */
  current(): Plan;
  /** Reads the file again where it changed. Null where it did not; a bad one leaves the last good plan. */
  refresh(): { readonly isGood: boolean; readonly diagnostics: readonly Diagnostic[] } | null;
  /** What was to be said of the file when it was first read. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads topology.yml for the prober, and again when it changes. At the start what can be read is probed and the rest told
 * of, so that one mistake does not keep all servers from being watched; later on any error leaves the last good plan as a
 * whole.
 * @throws UserError where there is no file, none that can be read, or nothing to probe in it
 */
export function openPlan(siteDir: string, env: Readonly<Record<string, string | undefined>>): PlanSource {
  const file = path.join(siteDir, TOPOLOGY_FILE);
  let stamp = stampOf(file);
  const first = readPlan(siteDir, env);
  if (first.plan === null) throw unusable(siteDir, stamp, first.diagnostics);
  if (first.plan.watched.length === 0) throw nothingToProbe(first.diagnostics);
  let current = first.plan;
  return {
    diagnostics: first.diagnostics,
    current: () => current,
    refresh() {
      const found = stampOf(file);
      if (found === stamp) return null;
      stamp = found;
      const { plan, diagnostics } = readPlan(siteDir, env);
      const isGood = plan !== null && plan.watched.length > 0 && !hasErrors(diagnostics);
      if (isGood) current = plan;
      return { isGood, diagnostics };
    },
  };
}

/** Differs where the file does; empty where there is none. */
function stampOf(file: string): string {
  const found = fileStat(file);
  return found === undefined ? '' : [found.mtimeMs, found.ctimeMs, found.size, found.ino].join(' ');
}

function readPlan(siteDir: string, env: Readonly<Record<string, string | undefined>>): ReadFile {
  const text = readText(path.join(siteDir, TOPOLOGY_FILE));
  if (text === null) return { plan: null, diagnostics: [] };
  const { topology, plan, diagnostics } = parseTopology(text, { file: TOPOLOGY_FILE, env });
  if (topology === null) return { plan: null, diagnostics };
  const read = readProbePlan(plan, { file: TOPOLOGY_FILE, folder: path.resolve(siteDir), topology });
  const { servers, canaries, sources, diagnostics: ofProbes } = read;
  const watched = (sources.length > 0 ? serversOf(topology) : servers).map(({ id }) => id);
  return {
    plan: { topology, settings: plan.settings, watched, servers, sources, canaries },
    diagnostics: [...diagnostics, ...ofProbes].sort(compareDiagnostics),
  };
}

/** Null for a file that is absent or cannot be opened; while it is being replaced it may be either for a moment. */
function readText(file: string): string | null {
  try {
    return readIfPresent(file);
  } catch {
    return null;
  }
}

function unusable(siteDir: string, stamp: string, diagnostics: readonly Diagnostic[]): UserError {
  if (stamp === '') return noTopology(siteDir);
  return new UserError(`${TOPOLOGY_FILE} cannot be used, so nothing is probed`, { exitCode: 3, diagnostics });
}

function nothingToProbe(diagnostics: readonly Diagnostic[]): UserError {
  return new UserError(
    `no server of ${TOPOLOGY_FILE} has a probe that can be run, and no source can be asked`,
    {
      exitCode: 3,
      diagnostics,
      hint: 'Give servers a probe, such as probe: {smtp: "gw1.internal:25"}, or name an engine under sources:.',
    },
  );
}
