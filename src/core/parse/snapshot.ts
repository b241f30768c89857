import { Temporal } from 'temporal-polyfill';
import type { ZodError } from 'zod';
import { compareDiagnostics, diagnostic } from '../model/diagnostic.ts';
import type { Diagnostic, DiagnosticCode } from '../model/diagnostic.ts';
import type { ProbeEvidence, ServerVerdict, Snapshot, SnapshotFault, Verdict } from '../model/snapshot.ts';
import { MINUTE_MS } from '../model/time.ts';
import type { Instant } from '../model/time.ts';
import type { Id } from '../model/topology.ts';
import { formatDuration } from './duration.ts';
import { repeatedKey } from './json-keys.ts';
import { expectedWords, findingsOf } from './schema-issues.ts';
import { cleanVantage, MAX_SNAPSHOT_LENGTH, serverEntrySchema, snapshotSchema } from './snapshot-schema.ts';
import type { ServerEntryInput, SnapshotInput } from './snapshot-schema.ts';
import { suggestion } from './suggest.ts';
import { valueAt } from './topology-words.ts';
import { quoteValue } from './value-words.ts';
import { readJson } from './json-text.ts';

/** Clocks of probers differ a little from ours; more than this and the snapshot claims to be from the future. */
export const FUTURE_TOLERANCE_MS = MINUTE_MS;
/**
 * Nothing that answers has been up or down since before then. Monitoring engines write the beginning of 1970 where they do
 * not know, and a page must not read "offline for 20,000 days".
 */
export const EARLIEST_AT: Instant = Temporal.Instant.from('2000-01-01T00:00:00Z').epochMilliseconds;
/** A snapshot with more to complain about has one thing wrong, many times. */
export const MAX_SERVER_WARNINGS = 20;

/** Some programs write it before everything they write. */
const BYTE_ORDER_MARK = '\uFEFF';

interface SnapshotContext {
  /** As diagnostics print it. */
  readonly file: string;
  readonly now: Instant;
  /** `site.fresh_for`. */
  readonly freshForMs: number;
  /** Every server of the topology. */
  readonly serverIds: readonly Id[];
}

/** The first instant at which a snapshot is no longer believed. */
export function validUntilAt(takenAt: Instant, freshForMs: number): Instant {
  return takenAt + freshForMs;
}

/**
 * Reads a snapshot; `text` is null where there is none. Whatever the input, the outcome is one that has a name, and
 * an online verdict is only ever one that was literally written. Never throws for bad input.
 */
export function parseSnapshot(
  text: string | null,
  context: SnapshotContext,
): { evidence: ProbeEvidence; diagnostics: Diagnostic[] } {
  if (text === null)
    return failed('missing', context, 'there is no snapshot, so the state of every server is unknown');
  if (text.length > MAX_SNAPSHOT_LENGTH) {
    const [length, limit] = [String(text.length), String(MAX_SNAPSHOT_LENGTH)];
    return failed('unreadable', context, `the snapshot has ${length} characters, expected at most ${limit}`);
  }
  const json = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  const value = readJson(json);
  if (value === undefined)
    return failed('unreadable', context, 'the snapshot is not JSON, or only a part of it');
  const repeated = repeatedKey(json);
  if (repeated !== undefined) {
    const message = `the snapshot has ${quoteValue(repeated)} twice in one object, and nobody can tell which of the two counts`;
    return failed('unreadable', context, message);
  }
  const result = snapshotSchema.safeParse(value, { error: expectedWords });
  if (!result.success)
    return failed('unreadable', context, `the snapshot cannot be read: ${problemOf(result.error, value)}`);
  const { snapshot, warnings } = believedParts(result.data, context);
  const diagnostics = serverDiagnostics(warnings, context);
  const { takenAt } = snapshot;
  if (takenAt > context.now + FUTURE_TOLERANCE_MS) {
    return failed(
      'future',
      context,
      `the snapshot says it was taken at ${isoTime(takenAt)}, which is after now, ${isoTime(context.now)}`,
    );
  }
  if (context.now >= validUntilAt(takenAt, context.freshForMs)) {
    const age = formatDuration(context.now - takenAt);
    const message = `the snapshot was taken at ${isoTime(takenAt)}, ${age} before now, expected less than ${formatDuration(context.freshForMs)}`;
    const old = diagnostic('snapshot-old', { file: context.file }, message, 'look whether the prober runs');
    return {
      evidence: { believed: false, fault: 'old', snapshot },
      diagnostics: [...diagnostics, old].sort(compareDiagnostics),
    };
  }
  return { evidence: { believed: true, snapshot }, diagnostics };
}

function failed(fault: Exclude<SnapshotFault, 'old'>, context: SnapshotContext, message: string) {
  const code: DiagnosticCode = `snapshot-${fault}`;
  return {
    evidence: { believed: false, fault } as const,
    diagnostics: [diagnostic(code, { file: context.file }, message)],
  };
}

/** The first thing that is wrong: `taken_at is "yesterday", expected a time …`. */
function problemOf({ issues }: ZodError, value: unknown): string {
  const [{ path, expected } = { path: [], expected: 'something else' }] = findingsOf(issues);
  const name = path.length === 0 ? 'it' : path.map(String).join('.');
  return `${name} is ${quoteValue(valueAt(value, path))}, expected ${expected}`;
}

/** One thing about one server's entry that is not believed. */
interface Warning {
  readonly message: string;
  readonly hint?: string | undefined;
}

function believedParts(
  input: SnapshotInput,
  context: SnapshotContext,
): { snapshot: Snapshot; warnings: Warning[] } {
  const known = new Set(context.serverIds);
  const servers = new Map<Id, ServerVerdict>();
  const warnings: Warning[] = [];
  const warn = (message: string, hint?: string) => {
    warnings.push({ message, hint });
  };
  for (const [id, entry] of Object.entries(input.servers)) {
    if (!known.has(id)) {
      warn(
        `${quoteValue(id)} is no server of topology.yml; its entry is ignored`,
        suggestion(id, context.serverIds),
      );
      continue;
    }
    const result = serverEntrySchema.safeParse(entry, { error: expectedWords });
    if (result.success) servers.set(id, verdictOf(id, result.data, input, warn));
    else
      warn(
        `the entry of server ${quoteValue(id)} cannot be read, so it is unknown: ${problemOf(result.error, entry)}`,
      );
  }
  const { taken_at: takenAt, source } = input;
  const vantages = [...new Set(input.vantages)];
  const vantageTimes = timesOf(vantages, input);
  return {
    snapshot: {
      takenAt,
      ...(source ? { source } : {}),
      vantages,
      ...(Object.keys(vantageTimes).length === 0 ? {} : { vantageTimes }),
      servers,
    },
    warnings,
  };
}

/** Of vantages the snapshot names only. One that is later than the snapshot itself is an honest one: the oldest decides. */
function timesOf(
  vantages: readonly string[],
  { vantage_times: times }: SnapshotInput,
): Readonly<Record<string, Instant>> {
  const told = Object.entries(times).map(([name, at]) => [cleanVantage(name), at] as const);
  return Object.fromEntries(told.filter(([name]) => vantages.includes(name)));
}

function verdictOf(
  id: Id,
  entry: ServerEntryInput,
  snapshot: SnapshotInput,
  warn: (message: string) => void,
): ServerVerdict {
  const likely = (key: 'since' | 'booted_at' | 'last_online'): Instant | undefined => {
    const at = entry[key];
    if (at === undefined || (EARLIEST_AT <= at && at <= snapshot.taken_at)) return at;
    const why = at < EARLIEST_AT ? 'as programs write that do not know it' : 'after the snapshot was taken';
    warn(`"${key}" of server ${quoteValue(id)} is ${isoTime(at)}, ${why}; it is ignored`);
    return undefined;
  };
  const sinceAt = likely('since');
  const bootedAt = likely('booted_at');
  const lastOnlineAt = likely('last_online');
  const seen = seenFrom(id, entry, snapshot, warn);
  if (entry.verdict === 'online' && isSeenByNobody(seen, entry)) {
    warn(`server ${quoteValue(id)} is online although no vantage says so; it is unknown`);
    return { verdict: 'unknown', seenFrom: seen };
  }
  return {
    verdict: entry.verdict,
    ...(sinceAt === undefined ? {} : { sinceAt }),
    ...(entry.since_at_least && sinceAt !== undefined ? { sinceIsAtLeast: true } : {}),
    ...(bootedAt === undefined ? {} : { bootedAt }),
    ...(lastOnlineAt === undefined ? {} : { lastOnlineAt }),
    seenFrom: seen,
  };
}

/** Where every vantage was ignored, those speak: what nobody at all has seen is not believed. */
function isSeenByNobody(believed: Readonly<Record<string, Verdict>>, { seen_from: all }: ServerEntryInput) {
  const verdicts = Object.values(believed);
  const said = verdicts.length > 0 ? verdicts : Object.values(all);
  return said.length > 0 && !said.includes('online');
}

/** Only vantages the snapshot names, where it names any. Of two names that clean to the same one the first counts. */
function seenFrom(
  id: Id,
  { seen_from: seen }: ServerEntryInput,
  { vantages }: SnapshotInput,
  warn: (message: string) => void,
): Record<string, Verdict> {
  const verdicts = new Map<string, Verdict>();
  for (const [name, verdict] of Object.entries(seen)) {
    const vantage = cleanVantage(name);
    if (vantages.length > 0 && !vantages.includes(vantage)) {
      warn(
        `server ${quoteValue(id)} is seen from ${quoteValue(vantage)}, which is not among the vantages; it is ignored`,
      );
    } else if (vantage !== '' && !verdicts.has(vantage)) verdicts.set(vantage, verdict);
  }
  return Object.fromEntries(verdicts);
}

function serverDiagnostics(warnings: readonly Warning[], { file }: SnapshotContext): Diagnostic[] {
  const told = warnings
    .slice(0, MAX_SERVER_WARNINGS)
    .map(({ message, hint }) => diagnostic('snapshot-server', { file }, message, hint));
  const untold = warnings.length - told.length;
  const rest =
    untold > 0
      ? [diagnostic('snapshot-server', { file }, `there are ${String(untold)} more problems of this kind`)]
      : [];
  return [...told.sort(compareDiagnostics), ...rest];
}

/** UTC to the second, for messages to operators. */
function isoTime(at: Instant): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toString({ smallestUnit: 'second' });
}
