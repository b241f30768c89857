import { diagnostic } from '../../../core/model/diagnostic.ts';
import type { Diagnostic } from '../../../core/model/diagnostic.ts';
import { MINUTE_MS } from '../../../core/model/time.ts';
import type { Id } from '../../../core/model/topology.ts';
import type { WrittenSource } from '../../../core/model/probing.ts';
import { formatDuration } from '../../../core/parse/duration.ts';
import { expectedWords, findingsOf } from '../../../core/parse/schema-issues.ts';
import { suggestion } from '../../../core/parse/suggest.ts';
import { listWords, quoteValue } from '../../../core/parse/value-words.ts';
import { isWithin } from '../../files.ts';
import { optionKeys } from '../option-keys.ts';
import { optionProblems } from '../option-problems.ts';
import { SOURCE_KINDS } from '../registry.ts';
import type { Source } from './ask-sources.ts';
import type { SourceKind, SourceOptions } from './source-kind.ts';

/** What sources are held against. */
export interface SourceSite {
  /** topology.yml, as diagnostics print it. */
  readonly file: string;
  /** Where secrets may not be kept. */
  readonly folder: string;
  readonly servers: readonly Id[];
  /** From one round to the next. */
  readonly everyMs: number;
  /** Pages believe nothing older. */
  readonly freshForMs: number;
}

/**
 * Holds what the file says of sources against the types there are. As with probes, what somebody wrote is never quoted; the
 * name of a source is no secret.
 */
export function readSources(
  written: readonly WrittenSource[],
  site: SourceSite,
  kinds: readonly SourceKind[] = SOURCE_KINDS,
): { readonly sources: readonly Source[]; readonly diagnostics: readonly Diagnostic[] } {
  const sources: Source[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [index, one] of written.entries()) {
    const found = readSource(one, `source ${String(index + 1)}`, kinds, site);
    diagnostics.push(...found.diagnostics);
    const { source } = found;
    if (source === undefined) continue;
    const { name } = source.rules;
    if (sources.some(({ rules }) => rules.name === name)) {
      const message = `there are two sources named ${quoteValue(name)}, expected a "name" of its own for each`;
      diagnostics.push(diagnostic('bad-source', { file: site.file, ...one.place }, message));
    } else sources.push(source);
  }
  return { sources, diagnostics };
}

interface ReadSource {
  readonly source?: Source;
  readonly diagnostics: readonly Diagnostic[];
}

function readSource(
  { type, options, place: at }: WrittenSource,
  any: string,
  kinds: readonly SourceKind[],
  site: SourceSite,
): ReadSource {
  const place = { file: site.file, ...at };
  const bad = (message: string, hint?: string) => diagnostic('bad-source', place, message, hint);
  const names = kinds.map(({ name }) => name);
  const kind = kinds.find(({ name }) => name === type);
  if (kind === undefined) {
    const message = `${any} is of a type that does not exist, expected ${listWords(names)}`;
    return { diagnostics: [bad(message, suggestion(type, names))] };
  }
  const { success, data, error } = kind.options.safeParse(options, { error: expectedWords });
  if (!success) {
    const problems = optionProblems(findingsOf(error.issues), optionKeys(kind), options);
    return { diagnostics: problems.map(({ says, hint }) => bad(`${any} (${kind.name}) ${says}`, hint)) };
  }
  const source = sourceOf(kind, data);
  const inSite = (kind.secretFiles?.(data) ?? []).filter((secret) => isWithin(secret, site.folder));
  if (inSite.length > 0) {
    const message = `source ${quoteValue(source.rules.name)} reads a secret from a file in the site’s own folder, expected one outside of it`;
    return { diagnostics: [bad(message, 'what stands in the site’s folder is committed sooner or later')] };
  }
  const name = `source ${quoteValue(source.rules.name)}`;
  const unknown = [...source.rules.servers.keys()].filter((id) => !site.servers.includes(id));
  return {
    source,
    diagnostics: [
      ...unknown.map((id) => {
        const message = `${name} names a server ${quoteValue(id)}, and there is none in ${site.file}`;
        return diagnostic('unknown-reference', place, message, suggestion(id, site.servers));
      }),
      ...[...tooSlow(data, site), ...(kind.advice?.(data) ?? [])].map((words) =>
        diagnostic('source-advice', place, `${name} ${words}`),
      ),
    ],
  };
}

/** However often probes run, evidence needs this long beyond the intervals. */
const FRESH_FOR_MARGIN_MS = MINUTE_MS;

/** Of an engine’s last look, pages learn a round later. */
function tooSlow({ intervalMs }: SourceOptions, { everyMs, freshForMs }: SourceSite): readonly string[] {
  const neededMs = intervalMs + everyMs + FRESH_FOR_MARGIN_MS;
  if (neededMs <= freshForMs) return [];
  const [interval, given, needed] = [intervalMs, freshForMs, neededMs].map(formatDuration);
  return [
    `looks every ${String(interval)}, and pages believe nothing older than site.fresh_for, which is ${String(given)} and should be at least ${String(needed)}`,
  ];
}

function sourceOf(kind: SourceKind, options: SourceOptions): Source {
  const { rules, timeoutMs } = options;
  return {
    type: kind.name,
    rules: { ...rules, name: rules.name ?? kind.name },
    timeoutMs,
    secrets: () => kind.secrets?.(options) ?? [],
    ask: (world) => kind.ask(options, world),
  };
}
