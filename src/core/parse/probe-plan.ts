import { diagnostic } from '../model/diagnostic.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Id, ProbePlan } from '../model/topology.ts';
import { isMapping, quoteValue } from './value-words.ts';
import type { YamlPath, YamlSource } from './yaml-places.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type ProbeEntry = Readonly<Record<string, unknown>>;

export const EMPTY_PLAN: ProbePlan = { probes: new Map() };

/** One server's `probe:` as written, and where it stands. */
export interface RawProbe {
  readonly serverId: Id;
  readonly value: unknown;
  readonly path: YamlPath;
}

/**
 * The private half of the topology, `${NAME}` replaced. A server with a variable that is not set, or is empty, has no
 * probes: a check with half a password would be worse than none. Diagnostics name variables, never values.
 */
export function buildProbePlan(
  raw: readonly RawProbe[],
  context: { readonly source: YamlSource; readonly file: string; readonly env: Environment },
): { plan: ProbePlan; diagnostics: Diagnostic[] } {
  const probes = new Map<Id, readonly ProbeEntry[]>();
  const diagnostics: Diagnostic[] = [];
  for (const { serverId, value, path } of raw) {
    const problems: Diagnostic[] = [];
    const report = (at: YamlPath, code: 'unset-variable' | 'bad-value', message: string, hint: string) => {
      problems.push(diagnostic(code, { file: context.file, ...context.source.placeOf(at) }, message, hint));
    };
    const filled = fill(value, path, { serverId, env: context.env, report });
    if (problems.length === 0) probes.set(serverId, entriesOf(filled));
    diagnostics.push(...problems);
  }
  return { plan: { probes }, diagnostics };
}

function entriesOf(value: unknown): ProbeEntry[] {
  return (Array.isArray(value) ? (value as unknown[]) : [value]).filter(isMapping);
}

interface Filling {
  readonly serverId: Id;
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

function fillText(text: string, path: YamlPath, { serverId, env, report }: Filling): string {
  return text.replaceAll(PLACEHOLDER, (found: string, variable: string | undefined) => {
    if (found === '$${') return '${';
    if (variable === undefined) {
      const message = `probe of server ${quoteValue(serverId)} has a "\${" without a variable, expected \${NAME}`;
      report(path, 'bad-value', message, 'names have letters, digits and _ ; write $${ for a plain ${');
      return found;
    }
    const value = Object.hasOwn(env, variable) ? env[variable] : undefined;
    if (value !== undefined && value !== '') return value;
    const message = `probe of server ${quoteValue(serverId)} uses \${${variable}}, which is not set in the environment, or empty`;
    report(path, 'unset-variable', message, `set ${variable} where the probes run`);
    return found;
  });
}
