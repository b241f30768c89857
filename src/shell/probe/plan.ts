import { compareDiagnostics, diagnostic } from '../../core/model/diagnostic.ts';
import type { Diagnostic } from '../../core/model/diagnostic.ts';
import type { ProbePlan, WrittenProbe } from '../../core/model/probing.ts';
import { serversOf } from '../../core/model/topology.ts';
import type { Id, Topology } from '../../core/model/topology.ts';
import { expectedWords, findingsOf } from '../../core/parse/schema-issues.ts';
import { suggestion } from '../../core/parse/suggest.ts';
import { listWords, quoteValue } from '../../core/parse/value-words.ts';
import type { BootAnswer, BootKind } from './boot/boot-kind.ts';
import type { ProbeKind, ProbeOutcome, ProbeWorld } from './kind.ts';
import { optionKeys } from './option-keys.ts';
import { optionProblems } from './option-problems.ts';
import { BOOT_KINDS, PROBE_KINDS } from './registry.ts';
import type { Source } from './sources/ask-sources.ts';
import { readSources } from './sources/read-sources.ts';

/** A check with its options, ready to run. */
export interface PlannedProbe {
  readonly kind: string;
  /** As its kind reads them. Private. */
  readonly options: unknown;
  /** The longest it may take, in milliseconds. */
  readonly maxMs: number;
  /** How long it takes to find that a server is mute. */
  readonly muteMs: number;
  run(world: ProbeWorld): Promise<ProbeOutcome>;
}

/** The question when a machine started, ready to ask. */
export interface PlannedBoot {
  readonly kind: string;
  readonly options: unknown;
  readonly maxMs: number;
  /** See `BootKind.wraps`. */
  readonly wraps: boolean;
  run(world: ProbeWorld): Promise<BootAnswer>;
}

export interface PlannedServer {
  readonly id: Id;
  /** At least one; all of them have to answer. */
  readonly probes: readonly PlannedProbe[];
  readonly boot?: PlannedBoot;
}

export interface ReadPlan {
  /**
   * In the order of the file. A server is left out where any of its probes cannot be read: a check that is not made
   * could be the one that fails, so what the others say must not turn a light green.
   */
  readonly servers: readonly PlannedServer[];
  readonly canaries: readonly PlannedProbe[];
  /** In the order of the file, without those that cannot be read. */
  readonly sources: readonly Source[];
  /** `bad-probe`, `bad-source` and what is advised of them, sorted. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What a plan is read for. */
export interface PlanSite {
  /** As diagnostics print it. */
  readonly file: string;
  /** The site’s folder, where secrets may not be kept. */
  readonly folder: string;
  readonly topology: Topology;
}

/**
 * Holds what the file says of probes against the kinds there are. What it reports names servers, kinds and options, and
 * never quotes what somebody wrote: a mistake may have put a host or a password where a key belongs.
 */
export function readProbePlan(plan: ProbePlan, site: PlanSite): ReadPlan {
  const { file, topology } = site;
  const diagnostics: Diagnostic[] = [];
  const readAll = (written: readonly WrittenProbe[], named: (index: number) => Names) =>
    written.flatMap((one, index) => {
      const { kind, options } = readWritten(one, PROBE_KINDS, { ...named(index), file, diagnostics });
      return kind === undefined ? [] : [plannedProbe(kind, options)];
    });
  const servers = [...plan.probes].flatMap(([id, written]): PlannedServer[] => {
    const server = `server ${quoteValue(id)}`;
    const probes = readAll(written, () => ({
      any: `a probe of ${server}`,
      one: (kind) => `${kind} of ${server}`,
    }));
    const boot = plannedBoot(plan.boots.get(id), {
      any: `boot of ${server}`,
      one: (kind) => `boot (${kind}) of ${server}`,
      file,
      diagnostics,
    });
    if (probes.length < written.length || probes.length === 0) return [];
    return [{ id, probes, ...(boot === undefined ? {} : { boot }) }];
  });
  const canaries = readAll(plan.canaries, (index) => ({
    any: `canary ${String(index + 1)}`,
    one: (kind) => `canary ${String(index + 1)} (${kind})`,
  }));
  const { sources, diagnostics: ofSources } = readSources(plan.sources, {
    file,
    folder: site.folder,
    servers: serversOf(topology).map(({ id }) => id),
    everyMs: plan.settings.everyMs,
    freshForMs: topology.site.freshForMs,
  });
  diagnostics.push(...ofSources);
  return { servers, canaries, sources, diagnostics: diagnostics.sort(compareDiagnostics) };
}

function plannedProbe(kind: ProbeKind, options: unknown): PlannedProbe {
  return {
    kind: kind.name,
    options,
    maxMs: kind.maxMs(options),
    muteMs: kind.muteMs?.(options) ?? kind.maxMs(options),
    run: (world) => kind.run(options, world),
  };
}

function plannedBoot(written: WrittenProbe | undefined, reading: Reading): PlannedBoot | undefined {
  if (written === undefined) return undefined;
  const { kind, options } = readWritten(written, BOOT_KINDS, reading);
  if (kind === undefined) return undefined;
  return {
    kind: kind.name,
    options,
    maxMs: kind.maxMs(options),
    wraps: kind.wraps,
    run: (world) => kind.run(options, world),
  };
}

/** How messages name a check. */
interface Names {
  /** Where its kind is not known: `a probe of server "gw1"`, `canary 2`. */
  readonly any: string;
  /** Where it is: `smtp of server "gw1"`, `canary 2 (tcp)`. */
  one(kind: string): string;
}

interface Reading extends Names {
  readonly file: string;
  readonly diagnostics: Diagnostic[];
}

type AnyKind = Pick<ProbeKind, 'name' | 'options' | 'advice'> & Pick<BootKind, 'name' | 'options' | 'advice'>;

/** The kind and what it makes of the options; without a kind where something is wrong, which is then reported. */
function readWritten<Kind extends AnyKind>(
  written: WrittenProbe,
  kinds: readonly Kind[],
  { any, one, file, diagnostics }: Reading,
): { readonly kind?: Kind; readonly options?: unknown } {
  const place = { file, ...written.place };
  const names = kinds.map(({ name }) => name);
  const kind = kinds.find(({ name }) => name === written.kind);
  if (kind === undefined) {
    const message = `${any} is of a kind that does not exist, expected ${listWords(names)}`;
    diagnostics.push(diagnostic('bad-probe', place, message, suggestion(written.kind, names)));
    return {};
  }
  const subject = one(kind.name);
  const { success, data, error } = kind.options.safeParse(written.options, { error: expectedWords });
  if (!success) {
    diagnostics.push(
      ...optionProblems(findingsOf(error.issues), optionKeys(kind), written.options).map(({ says, hint }) =>
        diagnostic('bad-probe', place, `${subject} ${says}`, hint),
      ),
    );
    return {};
  }
  for (const advice of kind.advice?.(data) ?? []) {
    diagnostics.push(diagnostic('probe-advice', place, `${subject} ${advice}`));
  }
  return { kind, options: data };
}
