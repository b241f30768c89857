import { compareText } from '../model/diagnostic.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Instant } from '../model/time.ts';
import type { Id } from '../model/topology.ts';
import { formatDuration } from '../parse/duration.ts';
import { writeInstant } from '../parse/instant.ts';
import { MAX_VANTAGES } from '../parse/snapshot-schema.ts';
import { punctual, punctualAgeMs } from './lagging.ts';
import type { Sighting } from './quorum.ts';

/** A vantage that a file speaks for. */
export interface Voter {
  /** The file's. */
  readonly name: string;
  /** Null where the file names none. */
  readonly vantage: string | null;
  /** Its latest observation. */
  readonly takenAt: Instant;
  readonly file: Snapshot;
  sighting(server: Id): Sighting;
}

/** A file that was left out, or a vantage of it. */
export interface LeftOut {
  readonly name: string;
  /** For staff: a sentence without its full stop. */
  readonly reason: string;
}

/** The voices of one file: of each of its vantages, or one without a name. */
export function votersOf(name: string, file: Snapshot, now: Instant): readonly Voter[] {
  const { vantages, vantageTimes = {} } = file;
  const [only = null, ...more] = vantages;
  if (more.length === 0) {
    const takenAt = Math.min(file.takenAt, now);
    return [{ name, vantage: only, takenAt, file, sighting: (id) => ofWhole(file, id, only, takenAt) }];
  }
  return vantages.map((vantage) => {
    const told = Object.hasOwn(vantageTimes, vantage) ? vantageTimes[vantage] : undefined;
    const takenAt = Math.min(told === undefined || told > now ? file.takenAt : told, now);
    return { name, vantage, takenAt, file, sighting: (id) => ofOne(file, id, vantage, takenAt) };
  });
}

function ofWhole(file: Snapshot, id: Id, vantage: string | null, takenAt: Instant): Sighting {
  const entry = file.servers.get(id);
  if (entry === undefined) return { vantage, verdict: 'unknown' };
  return { ...entry, vantage, ...(entry.verdict === 'online' ? { lastOnlineAt: takenAt } : {}) };
}

/** A file tells since when of all its vantages together; that is theirs as far as they agree with it. */
function ofOne(file: Snapshot, id: Id, vantage: string, takenAt: Instant): Sighting {
  const { seenFrom = {}, ...entry } = file.servers.get(id) ?? { verdict: 'unknown' };
  const verdict = Object.hasOwn(seenFrom, vantage) ? (seenFrom[vantage] ?? 'unknown') : 'unknown';
  const told: Omit<Sighting, 'vantage'> = verdict === entry.verdict ? entry : { verdict };
  return { ...told, vantage, ...(verdict === 'online' ? { lastOnlineAt: takenAt } : {}) };
}

interface Admission {
  readonly now: Instant;
  /** `site.fresh_for`. */
  readonly freshForMs: number;
}

/**
 * One voice for each vantage: the latest, where two files have the same, and none that is older than what was merged
 * before, or that would make the others look old. In the order of names.
 */
export function admit(
  candidates: readonly Voter[],
  previous: Snapshot | null,
  admission: Admission,
): { readonly voters: readonly Voter[]; readonly leftOut: readonly LeftOut[] } {
  const leftOut: LeftOut[] = [];
  const voters: Voter[] = [];
  const latestFirst = [...candidates].sort((a, b) => b.takenAt - a.takenAt || compareText(a.name, b.name));
  for (const voter of latestFirst) {
    const reason =
      sameVantage(voter, voters) ??
      olderThanMerged(voter, previous, admission.now) ??
      laggingBehind(voter, voters, admission) ??
      (voters.length < MAX_VANTAGES ? null : `there are more than ${String(MAX_VANTAGES)} vantages`);
    if (reason === null) voters.push(voter);
    else leftOut.push({ name: voter.name, reason });
  }
  return { voters: voters.sort(byVantage), leftOut };
}

/** @param younger those that have a say already */
function laggingBehind(
  voter: Voter,
  younger: readonly Voter[],
  { now, freshForMs }: Admission,
): string | null {
  const punctualOnes = punctual([...younger, voter], { at: now, freshForMs }, ({ takenAt }) => takenAt);
  if (punctualOnes.includes(voter)) return null;
  const [age, most] = [formatDuration(now - voter.takenAt), formatDuration(punctualAgeMs(freshForMs))];
  const who = voter.vantage === null ? 'it' : `"${voter.vantage}"`;
  return `${who} is ${age} old beside younger ones, expected at most ${most}: what is merged is as old as the oldest of it`;
}

function byVantage(a: Voter, b: Voter): number {
  return compareText(a.vantage ?? '', b.vantage ?? '') || compareText(a.name, b.name);
}

function sameVantage({ vantage }: Voter, voters: readonly Voter[]): string | null {
  const other = vantage === null ? undefined : voters.find((voter) => voter.vantage === vantage);
  if (other === undefined) return null;
  return `${other.name} is from "${String(vantage)}" too and no older; give each prober a name of its own with --vantage`;
}

/** A clock that was set back since makes no file old. */
function olderThanMerged(
  { vantage, takenAt }: Voter,
  previous: Snapshot | null,
  now: Instant,
): string | null {
  const times = previous?.vantageTimes ?? {};
  if (vantage === null || !Object.hasOwn(times, vantage)) return null;
  const before = times[vantage] ?? takenAt;
  if (before > now || takenAt >= before) return null;
  return `"${vantage}" was merged as of ${writeInstant(before)} already, and this is as of ${writeInstant(takenAt)}`;
}
