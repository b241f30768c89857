import { ownVote } from '../../core/observe/account.ts';
import type { RoundAccount } from '../../core/observe/account.ts';
import type { Cycle } from './cycle.ts';
import type { AskedSource } from './sources/ask-sources.ts';

interface Found {
  readonly vantage: string;
  readonly everyMs: number;
  readonly cycle: Cycle;
  readonly asked: readonly AskedSource[];
  /** Of the prober's own vantage and of those of engines. */
  readonly canaries: RoundAccount['canaries'];
}

/** What a round was made of, for those who ask why. */
export function accountOf({ vantage, everyMs, cycle, asked, canaries }: Found): RoundAccount {
  const details = detailsOf(cycle);
  return {
    at: cycle.round.at,
    vantage,
    everyMs,
    votes: [
      ...cycle.round.votes.map((vote) => ownVote(vote, details.get(vote.server) ?? [])),
      ...asked.flatMap(({ findings }) => findings.votes),
    ],
    sources: asked.map(({ source, failure, notes, reports, tookMs }) => ({
      name: source.rules.name,
      type: source.type,
      failure,
      notes,
      reports,
      tookMs: Math.round(tookMs),
    })),
    canaries,
  };
}

/** Server → of each check that did not answer, its kind and what it had to say. */
function detailsOf({ checks }: Cycle): ReadonlyMap<string, readonly string[]> {
  const details = new Map<string, string[]>();
  for (const { server, kind, reason, outcome, retried } of checks) {
    if (reason === 'ok') continue;
    const said = outcome?.detail === undefined ? kind : `${kind}: ${outcome.detail}`;
    const list = details.get(server) ?? [];
    list.push(retried ? `${said} (twice)` : said);
    details.set(server, list);
  }
  return details;
}
