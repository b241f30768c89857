import type { Instant } from '../core/model/time.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../core/model/time.ts';
import type { Id } from '../core/model/topology.ts';
import { parseSnapshot } from '../core/parse/snapshot.ts';

/** A snapshot of the moment the site was written for; its boot times are those of the machines. */
export interface RecordedSnapshot {
  readonly text: string;
  readonly moment: Instant;
  /** By how much everything is moved. */
  readonly days: number;
}

/** Some weeks, and never the same for two neighbours: machines are rebooted one after the other. */
const SPREAD_DAYS = 37;
const LONGEST_DAYS = 120;
const SPREAD_MINUTES = 97;

/**
 * When each server's machine says it was started: what the snapshot tells, moved as everything is, and a day less where
 * that time of day has yet to come; for servers it tells nothing of, something likely. Never later than `now`, and the
 * same for the same arguments.
 */
export function bootTimes(
  ids: readonly Id[],
  now: Instant,
  recorded?: RecordedSnapshot,
): ReadonlyMap<Id, Instant> {
  const told = recorded === undefined ? new Map<Id, Instant>() : recordedBoots(ids, recorded);
  return new Map(
    ids.map((id, index) => {
      const days = 1 + ((index * SPREAD_DAYS) % LONGEST_DAYS);
      const likely = now - days * DAY_MS - ((index * SPREAD_MINUTES * MINUTE_MS) % (12 * HOUR_MS));
      return [id, goneBy(told.get(id) ?? likely, now)];
    }),
  );
}

/** Earlier by as few whole days as it takes. */
function goneBy(at: Instant, now: Instant): Instant {
  return at - Math.max(0, Math.ceil((at - now) / DAY_MS)) * DAY_MS;
}

function recordedBoots(
  ids: readonly Id[],
  { text, moment, days }: RecordedSnapshot,
): ReadonlyMap<Id, Instant> {
  const { evidence } = parseSnapshot(text, { file: '', now: moment, freshForMs: DAY_MS, serverIds: ids });
  if (!evidence.believed) return new Map();
  return new Map(
    [...evidence.snapshot.servers].flatMap(([id, { bootedAt }]) =>
      bootedAt === undefined ? [] : [[id, bootedAt + days * DAY_MS] as const],
    ),
  );
}
