import type { Instant } from '../model/time.ts';
import type { Id } from '../model/topology.ts';
import type { Vote } from '../model/vote.ts';
import { isHeldBack } from './memory.ts';
import type { ServerMemory, Sight, VantageMemory } from './memory.ts';
import type { Rules } from './server.ts';

/** Fewer servers than this fail together by chance, or because they share a shelf. */
const MASS_AT_LEAST = 5;
/** Of the servers known to be online: four of five. */
const MASS_OF = { failing: 4, online: 5 } as const;
/** A round takes its time, so one and the same failure may begin at the end of one and be complete in the next. */
const MASS_WITHIN_ROUNDS = 2;

/**
 * The servers whose failure is not believed as quickly as usual, because nearly everything began to fail at once and
 * that may be our own end of the line. They wait `failAfter` rounds more, which delays red and never hides it.
 * Once some are held, all that begin to fail meanwhile are.
 */
export function massFailure(
  before: VantageMemory | undefined,
  votes: readonly Vote[],
  rules: Rules,
): ReadonlySet<Id> {
  const online = votes.filter(({ server }) => before?.servers.get(server)?.known?.verdict === 'online');
  const lost = online.filter((vote) => isNewlyLost(before?.servers.get(vote.server), vote, rules));
  const isMass =
    lost.length >= MASS_AT_LEAST && lost.length * MASS_OF.online >= online.length * MASS_OF.failing;
  const isRunning = votes.some(({ server }) => before?.servers.get(server)?.held === true);
  return new Set(isMass || isRunning ? lost.map(({ server }) => server) : []);
}

/** What cannot be told counts as lost: it would be odd to trust a failure the more, the less is seen of the others. */
function isNewlyLost(before: ServerMemory | undefined, vote: Vote, { restartAfterMs }: Rules): boolean {
  if (vote.verdict !== 'offline') return vote.verdict === 'unknown';
  const { streak = null, at = vote.at } = before ?? {};
  const continues = streak?.verdict === 'offline' && Math.abs(vote.at - at) <= restartAfterMs;
  return (continues ? streak.count : 0) < MASS_WITHIN_ROUNDS;
}

/** What a vantage sees after a round, and since when. */
export function sightAfter(
  before: VantageMemory | undefined,
  servers: ReadonlyMap<Id, ServerMemory>,
  /** What is certain of it already. */
  certain: 'blind' | 'silent' | null,
  at: Instant,
): { readonly sight: Sight; readonly sightSinceAt: Instant } {
  const sight = certain ?? ([...servers.values()].some(isHeldBack) ? 'doubtful' : 'clear');
  return { sight, sightSinceAt: before?.sight === sight ? Math.min(before.sightSinceAt, at) : at };
}
