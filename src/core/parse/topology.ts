import { compareDiagnostics, diagnostic } from '../model/diagnostic.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Place } from '../model/incident.ts';
import { MINUTE_MS } from '../model/time.ts';
import type { ProbePlan } from '../model/probing.ts';
import type { Id, Topology } from '../model/topology.ts';
import { PRIVATE_KEYS } from './private-keys.ts';
import { buildProbePlan, EMPTY_PLAN } from './probe-plan.ts';
import type { RawProbe } from './probe-plan.ts';
import { formatDuration } from './duration.ts';
import { keysAt } from './json-schema.ts';
import { expectedWords, findingsOf } from './schema-issues.ts';
import type { Finding } from './schema-issues.ts';
import { didYouMean } from './suggest.ts';
import { buildTopology } from './topology-build.ts';
import { MAX_DIAGNOSTICS_PER_FILE } from './source.ts';
import { checkTopology } from './topology-checks.ts';
import { findingDiagnostic } from './topology-diagnostics.ts';
import { outlineOf } from './topology-outline.ts';
import type { TopologyOutline } from './topology-outline.ts';
import { topologySchema } from './topology-schema.ts';
import type { TopologyInput } from './topology-schema.ts';
import { valueAt } from './topology-words.ts';
import { isMapping } from './value-words.ts';
import { readYaml } from './yaml-source.ts';
import type { YamlPath, YamlSource } from './yaml-places.ts';
import type { YamlLimits } from './yaml-source.ts';

/** Room for a thousand servers with notes; deeper nesting or more aliases than this are an accident or an attack. */
const TOPOLOGY_LIMITS: YamlLimits = {
  maxLength: 250_000,
  maxDepth: 32,
  maxAliases: 1_000,
  privateKeys: PRIVATE_KEYS,
};

/** However often probes run, evidence needs this long beyond their interval. */
const FRESH_FOR_MARGIN_MS = MINUTE_MS;

/** Path of the one other key whose place is asked for later. No id has a dot. */
export const SECURITY_EXPIRES = 'site.security.expires';

export interface ParsedTopology {
  /**
   * Null where the file cannot be trusted as a whole: bad YAML, keys missing, values of the wrong form, one id for two
   * things. With any other error it is there so that the incidents can be checked against it, without what the errors
   * are about; such a topology is not fit to be published.
   */
  readonly topology: Topology | null;
  /** Without a probe where there is no topology. */
  readonly plan: ProbePlan;
  /**
   * Where each zone, group, server and service has its id, and where {@link SECURITY_EXPIRES} stands; known as far as the
   * YAML can be read.
   */
  readonly places: ReadonlyMap<Id, Place>;
  readonly diagnostics: Diagnostic[];
}

/**
 * Reads `topology.yml` and reports everything that is wrong with it at once. `env` fills `${NAME}` inside `probe:`.
 * Never throws for bad input.
 */
export function parseTopology(
  text: string,
  context: { readonly file: string; readonly env: Readonly<Record<string, string | undefined>> },
): ParsedTopology {
  const { file, env } = context;
  const { source, diagnostics: problems } = readYaml(text, file, TOPOLOGY_LIMITS);
  if (source === null) return failed(problems, new Map());
  if (!isMapping(source.value)) {
    const what = source.value === null ? 'empty' : 'not a mapping';
    return failed([
      ...problems,
      diagnostic('bad-value', { file }, `${file} is ${what}, expected site, zones and services`),
    ]);
  }
  const { input, findings } = readShape(source.value);
  const outline = outlineOf(source.value);
  const places = placesOf(outline, source);
  const { plan, diagnostics: planProblems } = buildProbePlan(rawProbes(outline, source.value), {
    probing: input?.probing ?? null,
    source,
    file,
    env,
  });
  const diagnostics = distinct([
    ...problems,
    ...findings.map((finding) => findingDiagnostic(finding, source, file)),
    ...checkTopology(outline, source, file),
    ...planProblems,
    ...shortFreshFor(input, source, file),
  ]);
  const trusted = input !== null && !diagnostics.some(({ code }) => code === 'duplicate-id');
  return trusted
    ? { topology: buildTopology(input), plan, places, diagnostics }
    : failed(diagnostics, places);
}

function failed(diagnostics: Diagnostic[], places: ReadonlyMap<Id, Place> = new Map()): ParsedTopology {
  return { topology: null, plan: EMPTY_PLAN, places, diagnostics };
}

/** The typed value, also where nothing but unknown keys is wrong, for those can be left out; null otherwise. */
function readShape(value: unknown): { input: TopologyInput | null; findings: readonly Finding[] } {
  const result = topologySchema.safeParse(value, { error: expectedWords });
  if (result.success) return { input: result.data, findings: [] };
  const findings = withoutEchoes(findingsOf(result.error.issues));
  if (!findings.every(({ unknownKey }) => unknownKey !== undefined)) return { input: null, findings };
  const retry = topologySchema.safeParse(withoutKeys(value, findings), { error: expectedWords });
  return { input: retry.success ? retry.data : null, findings };
}

/** A key that is missing because it is misspelt is one mistake: the misspelling is told. */
function withoutEchoes(findings: readonly Finding[]): Finding[] {
  const nameOf = (path: YamlPath) => path.join('\n');
  const meant = new Set(
    findings.flatMap(({ path, unknownKey }) => {
      const key = unknownKey === undefined ? undefined : didYouMean(unknownKey, keysAt('topology', path));
      return key === undefined ? [] : [nameOf([...path, key])];
    }),
  );
  return findings.filter(({ path, unknownKey }) => unknownKey !== undefined || !meant.has(nameOf(path)));
}

function withoutKeys(value: unknown, findings: readonly Finding[]): unknown {
  const copy = structuredClone(value);
  for (const { path, unknownKey } of findings) {
    const owner = valueAt(copy, path);
    if (isMapping(owner)) Reflect.deleteProperty(owner, unknownKey ?? '');
  }
  return copy;
}

function placesOf({ entities }: TopologyOutline, source: YamlSource): Map<Id, Place> {
  const places = new Map<Id, Place>();
  for (const { id, path } of entities) if (!places.has(id)) places.set(id, source.placeOf(path));
  const expiry = SECURITY_EXPIRES.split('.');
  if (valueAt(source.value, expiry) !== undefined) places.set(SECURITY_EXPIRES, source.placeOf(expiry));
  return places;
}

/** Everything private, in file order. */
function rawProbes({ entities }: TopologyOutline, root: unknown): RawProbe[] {
  const ofServers = entities.flatMap(({ kind, id, path }) => {
    if (kind !== 'server' || path.at(-1) !== 'id') return [];
    return (['probe', 'boot'] as const).flatMap((key): RawProbe[] => {
      const at = [...path.slice(0, -1), key];
      const value = valueAt(root, at);
      return value === undefined ? [] : [{ key, serverId: id, value, path: at }];
    });
  });
  const ofAll = (
    [
      ['canaries', ['probing', 'canaries']],
      ['sources', ['sources']],
    ] as const
  ).flatMap(([key, path]): RawProbe[] => {
    const value = valueAt(root, path);
    return value === undefined ? [] : [{ key, value, path }];
  });
  return [...ofServers, ...ofAll];
}

function shortFreshFor(input: TopologyInput | null, source: YamlSource, file: string): Diagnostic[] {
  if (input === null) return [];
  const { site, probing } = input;
  const needed = probing.every + FRESH_FOR_MARGIN_MS;
  if (site.fresh_for >= needed) return [];
  const [given, every] = [formatDuration(site.fresh_for), formatDuration(probing.every)];
  const message = `site.fresh_for is ${given}, expected at least ${formatDuration(needed)}: the ${every} between two rounds of probes, and 1m on top`;
  const hint = 'with probes every minute, 5m leaves room for one that is late';
  return [diagnostic('fresh-for-short', { file, ...source.placeOf(['site', 'fresh_for']) }, message, hint)];
}

/** Sorted and capped; a mistake that is reached through several aliases is one mistake. */
function distinct(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const sorted = [...diagnostics].sort(compareDiagnostics);
  const different = sorted.filter((entry, index) => {
    const before = sorted[index - 1];
    return before === undefined || compareDiagnostics(before, entry) !== 0;
  });
  return different.slice(0, MAX_DIAGNOSTICS_PER_FILE);
}
