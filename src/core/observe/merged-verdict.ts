import type { ServerVerdict } from '../model/snapshot.ts';
import type { Instant } from '../model/time.ts';
import { isSameBoot } from './boot.ts';

/** What was merged before, of one server. */
interface Before {
  readonly takenAt: Instant;
  /** Undefined where it was not asked for. */
  readonly verdict: ServerVerdict | undefined;
}

/**
 * A verdict as the continuation of what was merged before. Which vantages are at hand differs from one merge to the
 * next, and with them the instant their quorum began; what has been so without a break keeps its beginning. Where
 * nobody says when it began, that is when it was first merged.
 */
export function continued(verdict: ServerVerdict, before: Before | null, takenAt: Instant): ServerVerdict {
  const { verdict: state, seenFrom } = verdict;
  const since = sinceOf(verdict, before, takenAt);
  const bootedAt = bootOf(verdict, before);
  const lastOnlineAt = lastOnlineOf(verdict, before, since.sinceAt);
  return {
    verdict: state,
    ...since,
    ...(bootedAt === undefined ? {} : { bootedAt }),
    ...(lastOnlineAt === undefined ? {} : { lastOnlineAt }),
    seenFrom,
  };
}

type Since = Pick<ServerVerdict, 'sinceAt' | 'sinceIsAtLeast'>;

function sinceOf(verdict: ServerVerdict, before: Before | null, takenAt: Instant): Since {
  const told = since(verdict);
  const previous = before?.verdict;
  const isSame = previous?.verdict === verdict.verdict && previous.sinceAt !== undefined;
  // What began after the last merge ended in between and began anew.
  const isUnbroken = told.sinceAt === undefined || (before !== null && told.sinceAt <= before.takenAt);
  if (isSame && isUnbroken) return since(previous);
  if (told.sinceAt !== undefined || verdict.verdict === 'unknown') return told;
  const wasKnown = previous !== undefined && previous.verdict !== 'unknown';
  return { sinceAt: takenAt, ...(wasKnown ? {} : { sinceIsAtLeast: true }) };
}

function since({ sinceAt, sinceIsAtLeast }: Since): Since {
  if (sinceAt === undefined) return {};
  return { sinceAt, ...(sinceIsAtLeast === undefined ? {} : { sinceIsAtLeast }) };
}

/** Machines tell their start to each vantage a little differently. */
function bootOf({ bootedAt }: ServerVerdict, before: Before | null): Instant | undefined {
  const known = before?.verdict?.bootedAt;
  return known !== undefined && bootedAt !== undefined && isSameBoot(known, bootedAt) ? known : bootedAt;
}

function lastOnlineOf(
  { verdict, lastOnlineAt }: ServerVerdict,
  before: Before | null,
  sinceAt: Instant | undefined,
): Instant | undefined {
  if (verdict === 'online') return undefined;
  const previous = before?.verdict?.verdict === 'online' ? before.takenAt : before?.verdict?.lastOnlineAt;
  const times = [lastOnlineAt, previous].filter((at) => at !== undefined);
  if (times.length === 0) return undefined;
  const latest = Math.max(...times);
  return verdict === 'offline' && sinceAt !== undefined ? Math.min(latest, sinceAt) : latest;
}
