import { diagnostic } from '../model/diagnostic.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { ProbePlan, ProbingSettings, WrittenProbe, WrittenSource } from '../model/probing.ts';
import type { Id } from '../model/topology.ts';
import { isSecretHeader, SECRET_OPTIONS } from './secret-options.ts';
import { DEFAULT_PROBING } from './topology-schema.ts';
import type { TopologyInput } from './topology-schema.ts';
import { isMapping, quoteValue } from './value-words.ts';
import type { YamlPath, YamlSource } from './yaml-places.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type ProbingInput = TopologyInput['probing'];

export const EMPTY_PLAN: ProbePlan = {
  probes: new Map(),
  boots: new Map(),
  canaries: [],
  sources: [],
  settings: settingsOf(DEFAULT_PROBING),
};

/** Something private as written, and where it stands. */
export interface RawProbe {
  readonly key: 'probe' | 'boot' | 'canaries' | 'sources';
  /** Of `probe` and `boot`. */
  readonly serverId?: Id;
  readonly value: unknown;
  readonly path: YamlPath;
}

/**
 * The private half of the topology, `${NAME}` replaced. A server with a variable that is not set, or is empty, has no
 * probes: a check with half a password would be worse than none. Nor is a source asked then. Diagnostics name variables,
 * never values.
 */
export function buildProbePlan(
  raw: readonly RawProbe[],
  context: {
    /** Null where the file cannot be trusted as a whole. */
    readonly probing: ProbingInput | null;
    readonly source: YamlSource;
    readonly file: string;
    readonly env: Environment;
  },
): { plan: ProbePlan; diagnostics: Diagnostic[] } {
  const probes = new Map<Id, readonly WrittenProbe[]>();
  const boots = new Map<Id, WrittenProbe>();
  const canaries: WrittenProbe[] = [];
  const sources: WrittenSource[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { key, serverId, value, path } of raw.flatMap(oneByOne)) {
    const problems: Diagnostic[] = [];
    const report = (at: YamlPath, code: 'unset-variable' | 'bad-value', message: string, hint: string) => {
      problems.push(diagnostic(code, { file: context.file, ...context.source.placeOf(at) }, message, hint));
    };
    const owner = ownerOf({ key, path, ...(serverId === undefined ? {} : { serverId }) });
    if (key === 'sources') refuseSecrets(value, path, { owner, env: context.env, report });
    const filled = fill(value, path, { owner, env: context.env, report });
    diagnostics.push(...problems);
    if (problems.length > 0) continue;
    const written = writtenProbes(filled, path, context.source);
    if (key === 'sources') sources.push(...writtenSource(filled, path, context.source));
    else if (serverId === undefined) canaries.push(...written);
    else if (key === 'boot') for (const probe of written.slice(0, 1)) boots.set(serverId, probe);
    else probes.set(serverId, written);
  }
  const settings = settingsOf(context.probing ?? DEFAULT_PROBING);
  return { plan: { probes, boots, canaries, sources, settings }, diagnostics };
}

/** Each source for itself: a variable that one lacks keeps no other from being asked. */
function oneByOne(raw: RawProbe): RawProbe[] {
  const { key, value, path } = raw;
  if (key !== 'sources') return [raw];
  if (!Array.isArray(value)) return [];
  return value.map((entry: unknown, index) => ({ key, value: entry, path: [...path, index] }));
}

function ownerOf({ key, serverId, path }: Pick<RawProbe, 'key' | 'serverId' | 'path'>): string {
  if (key === 'sources') return `source ${String(Number(path.at(-1)) + 1)}`;
  return serverId === undefined ? key : `${key} of server ${quoteValue(serverId)}`;
}

function refuseSecrets(value: unknown, path: YamlPath, { owner, report }: Filling): void {
  if (!isMapping(value)) return;
  const headers = isMapping(value['headers']) ? Object.entries(value['headers']) : [];
  const secrets: readonly (readonly [string, unknown, YamlPath])[] = [
    ...SECRET_OPTIONS.map((key) => [key, value[key], [...path, key]] as const),
    ...headers
      .filter(([name]) => isSecretHeader(name))
      .map(([name, text]) => ['header', text, [...path, 'headers', name]] as const),
  ];
  for (const [what, text, at] of secrets) {
    if (text === undefined || text === null || (typeof text === 'string' && HAS_VARIABLE.test(text)))
      continue;
    const message = `${owner} has a ${what} that stands in the file itself, expected \${NAME}, a variable of the environment`;
    report(
      at,
      'bad-value',
      message,
      'a secret in a repository is read by everyone who ever reads the repository',
    );
  }
}

const HAS_VARIABLE = /(?<!\$)\$\{[A-Za-z_][A-Za-z0-9_]*\}/;

/** What has no type has been reported by the schema. */
function writtenSource(value: unknown, path: YamlPath, source: YamlSource): WrittenSource[] {
  if (!isMapping(value)) return [];
  const { type, ...options } = value;
  return typeof type === 'string' ? [{ type, options, place: source.placeOf([...path, 'type']) }] : [];
}

function settingsOf(probing: ProbingInput): ProbingSettings {
  return {
    everyMs: probing.every,
    vantage: probing.vantage,
    retryAfterMs: probing.retry_after,
    failAfter: probing.fail_after,
    recoverAfter: probing.recover_after,
    concurrency: probing.concurrency,
    certificateDays: probing.certificate_days,
  };
}

/** What is no mapping with one key has been reported by the schema. */
function writtenProbes(value: unknown, path: YamlPath, source: YamlSource): WrittenProbe[] {
  const entries: readonly (readonly [unknown, YamlPath])[] = Array.isArray(value)
    ? value.map((entry: unknown, index) => [entry, [...path, index]])
    : [[value, path]];
  return entries.flatMap(([entry, at]) => {
    const [[kind, options] = [undefined, undefined], ...more] = isMapping(entry) ? Object.entries(entry) : [];
    return kind === undefined || more.length > 0
      ? []
      : [{ kind, options, place: source.placeOf([...at, kind]) }];
  });
}

interface Filling {
  /** As messages name it: `probe of server "gw1"`, `canaries`. */
  readonly owner: string;
  readonly env: Environment;
  readonly report: (
    at: YamlPath,
    code: 'unset-variable' | 'bad-value',
    message: string,
    hint: string,
  ) => void;
}

function fill(value: unknown, path: YamlPath, filling: Filling): unknown {
  if (typeof value === 'string') return fillText(value, path, filling);
  if (Array.isArray(value))
    return value.map((inner: unknown, index) => fill(inner, [...path, index], filling));
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, fill(inner, [...path, key], filling)]),
  );
}

/** `$${` stands for a plain `${`; anything else that begins with `${` has to be a variable. */
const PLACEHOLDER = /\$\$\{|\$\{(?:([A-Za-z_][A-Za-z0-9_]*)\})?/g;

function fillText(text: string, path: YamlPath, { owner, env, report }: Filling): string {
  return text.replaceAll(PLACEHOLDER, (found: string, variable: string | undefined) => {
    if (found === '$${') return '${';
    if (variable === undefined) {
      const message = `${owner} has a "\${" without a variable, expected \${NAME}`;
      report(path, 'bad-value', message, 'names have letters, digits and _ ; write $${ for a plain ${');
      return found;
    }
    const value = Object.hasOwn(env, variable) ? env[variable] : undefined;
    if (value !== undefined && value !== '') return value;
    const message = `${owner} uses \${${variable}}, which is not set in the environment, or empty`;
    report(path, 'unset-variable', message, `set ${variable} where the probes run`);
    return found;
  });
}
