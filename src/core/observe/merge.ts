import type { ServerVerdict, Snapshot } from '../model/snapshot.ts';
import type { Instant } from '../model/time.ts';
import type { Id } from '../model/topology.ts';
import { cleanText } from '../parse/clean-text.ts';
import { formatDuration } from '../parse/duration.ts';
import { parseSnapshot } from '../parse/snapshot.ts';
import { continued } from './merged-verdict.ts';
import { combine } from './quorum.ts';
import { MAX_SKEW_MS } from './skew.ts';
import { notAfter } from './snapshot.ts';
import { admit, votersOf } from './voters.ts';
import type { LeftOut, Voter } from './voters.ts';

/** What is quoted of a file's faults. */
const MAX_MESSAGE_LENGTH = 300;
const SOURCE = 'signalbox-merge';

export interface MergeFile {
  readonly name: string;
  /** Null where there is no such file. */
  readonly text: string | null;
  /** Why it could not be read, where it could not; there is then no text. */
  readonly fault?: string;
}

interface MergeInput {
  /** In any order. */
  readonly files: readonly MergeFile[];
  /** The text of the snapshot that was merged last; null where there is none. */
  readonly previous: string | null;
  readonly now: Instant;
  readonly freshForMs: number;
  readonly serverIds: readonly Id[];
}

export interface Merged {
  /** Null where no file could be used. */
  readonly snapshot: Snapshot | null;
  readonly used: readonly Pick<Voter, 'name' | 'vantage' | 'takenAt'>[];
  readonly leftOut: readonly LeftOut[];
  /** What is not believed of files that were used. */
  readonly warnings: readonly { readonly name: string; readonly message: string }[];
}

/**
 * Several probers' snapshots as one. What is old, torn, foreign or ahead of our clock is left out, and so is what lags
 * behind the others, and what is older than what was merged before: time does not go back. Never throws for bad input.
 */
export function mergeSnapshots(input: MergeInput): Merged {
  const readings = input.files.map((file) => ({ name: file.name, ...read(file, input) }));
  const previous = previousOf(input);
  const candidates = readings.flatMap(({ name, snapshot }) =>
    snapshot === null ? [] : votersOf(name, snapshot, input.now),
  );
  const { voters, leftOut } = admit(candidates, previous, input);
  const faulty = readings.flatMap(({ name, fault }) => (fault === null ? [] : [{ name, reason: fault }]));
  return {
    snapshot: voters.length === 0 ? null : mergedOf(voters, previous, input),
    used: voters.map(({ name, vantage, takenAt }) => ({ name, vantage, takenAt })),
    leftOut: [...faulty, ...leftOut],
    warnings: readings.flatMap(({ name, warnings }) => warnings.map((message) => ({ name, message }))),
  };
}

interface FileReading {
  readonly snapshot: Snapshot | null;
  readonly fault: string | null;
  readonly warnings: readonly string[];
}

function read({ name, text, fault }: MergeFile, context: MergeInput): FileReading {
  if (fault !== undefined) return { snapshot: null, fault, warnings: [] };
  const { now, freshForMs, serverIds } = context;
  const { evidence, diagnostics } = parseSnapshot(text, { file: name, now, freshForMs, serverIds });
  const [faults, warnings] = [false, true].map((isWarning) =>
    diagnostics
      .filter(({ code }) => (code === 'snapshot-server') === isWarning)
      .map(({ message }) => cleanText(message, MAX_MESSAGE_LENGTH)),
  );
  if (!evidence.believed) return { snapshot: null, fault: faults?.[0] ?? evidence.fault, warnings: [] };
  const aheadMs = evidence.snapshot.takenAt - now;
  if (aheadMs > MAX_SKEW_MS) return { snapshot: null, fault: skew(aheadMs), warnings: [] };
  return { snapshot: evidence.snapshot, fault: null, warnings: warnings ?? [] };
}

function skew(aheadMs: number): string {
  const [ahead, limit] = [formatDuration(aheadMs), formatDuration(MAX_SKEW_MS)];
  return `its time is ${ahead} ahead of this machine’s, expected at most ${limit}; one of the two clocks is wrong`;
}

/** What was merged before, however old. What claims to be from the future is passed over: the clock was set back since. */
function previousOf({ previous, now, freshForMs, serverIds }: MergeInput): Snapshot | null {
  const { evidence } = parseSnapshot(previous, { file: '', now, freshForMs, serverIds });
  return 'snapshot' in evidence && evidence.snapshot.takenAt <= now ? evidence.snapshot : null;
}

function mergedOf(voters: readonly Voter[], previous: Snapshot | null, { serverIds }: MergeInput): Snapshot {
  const oldestAt = voters.reduce((oldest, voter) => Math.min(oldest, voter.takenAt), Infinity);
  // A vantage that joins with an older view makes time stand still until it has caught up.
  const takenAt = Math.max(oldestAt, previous?.takenAt ?? oldestAt);
  const verdictOf = combining(voters);
  const servers = serverIds.map((id): [Id, ServerVerdict] => {
    const before = previous && { takenAt: previous.takenAt, verdict: previous.servers.get(id) };
    return [id, notAfter(continued(verdictOf(id), before, takenAt), takenAt)];
  });
  const named = voters.flatMap(({ vantage, takenAt: at }) =>
    vantage === null ? [] : [[vantage, at] as const],
  );
  return {
    takenAt,
    source: SOURCE,
    vantages: named.map(([name]) => name),
    ...(named.length === 0 ? {} : { vantageTimes: Object.fromEntries(named) }),
    servers: new Map(servers),
  };
}

/** Several vantages of one single file have been combined by whoever wrote it, by rules of its own. */
function combining(voters: readonly Voter[]): (id: Id) => ServerVerdict {
  const [first] = voters;
  const isOneFile = voters.every(({ file }) => file === first?.file);
  if (isOneFile && voters.length > 1)
    return (id) => first?.file.servers.get(id) ?? { verdict: 'unknown', seenFrom: {} };
  return (id) => combine(voters.map((voter) => voter.sighting(id)));
}
