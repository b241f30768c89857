import { compareDiagnostics, diagnostic } from '../../core/model/diagnostic.ts';
import type { Diagnostic } from '../../core/model/diagnostic.ts';
import type { ProbePlan, WrittenProbe } from '../../core/model/probing.ts';
import type { Id } from '../../core/model/topology.ts';
import { expectedWords, findingsOf } from '../../core/parse/schema-issues.ts';
import type { Finding } from '../../core/parse/schema-issues.ts';
import { didYouMean, suggestion } from '../../core/parse/suggest.ts';
import { listWords, quoteValue } from '../../core/parse/value-words.ts';
import type { BootAnswer, BootKind } from './boot/boot-kind.ts';
import type { ProbeKind, ProbeOutcome, ProbeWorld } from './kind.ts';
import { optionKeys } from './option-keys.ts';
import { BOOT_KINDS, PROBE_KINDS } from './registry.ts';

/** A check with its options, ready to run. */
export interface PlannedProbe {
  readonly kind: string;
  /** As its kind reads them. Private. */
  readonly options: unknown;
  /** The longest it may take, in milliseconds. */
  readonly maxMs: number;
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
  /** `bad-probe` and `probe-advice`, sorted. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Holds what the file says of probes against the kinds there are. What it reports names servers, kinds and options, and
 * never quotes what somebody wrote: a mistake may have put a host or a password where a key belongs.
 * @param file as diagnostics print it
 */
export function readProbePlan(plan: ProbePlan, file: string): ReadPlan {
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
  return { servers, canaries, diagnostics: diagnostics.sort(compareDiagnostics) };
}

function plannedProbe(kind: ProbeKind, options: unknown): PlannedProbe {
  return {
    kind: kind.name,
    options,
    maxMs: kind.maxMs(options),
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
      ...problemsOf(findingsOf(error.issues), optionKeys(kind), written.options).map(({ says, hint }) =>
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

interface Problem {
  /** Completes `smtp of server "gw1" …`. */
  readonly says: string;
  readonly hint?: string;
}

/** One problem an option, in words; a key that is missing because it is misspelt is one mistake. */
function problemsOf(findings: readonly Finding[], keys: readonly string[], options: unknown): Problem[] {
  const meant = findings.flatMap(({ unknownKey }) =>
    unknownKey === undefined ? [] : [didYouMean(unknownKey, keys)],
  );
  const problems = findings.flatMap(({ path: [option], unknownKey, expected }): Problem[] => {
    if (unknownKey !== undefined) {
      const says = `has an option that does not exist, expected ${listWords(keys)}`;
      const hint = suggestion(unknownKey, keys);
      return [{ says, ...(hint === undefined ? {} : { hint }) }];
    }
    // What is not an option of the kind stands somewhere inside what somebody wrote.
    if (typeof option !== 'string' || !keys.includes(option))
      return [{ says: `is not readable, expected ${expected}` }];
    if (typeof options === 'object' && options !== null && Object.hasOwn(options, option))
      return [{ says: `has a "${option}" that is not readable, expected ${expected}` }];
    return meant.includes(option) ? [] : [{ says: `has no "${option}", expected ${expected}` }];
  });
  return problems.filter(({ says }, index) => problems.findIndex((other) => other.says === says) === index);
}
