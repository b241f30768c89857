import { VOTE_REASONS } from '../src/core/model/vote.ts';
import type { VoteReason } from '../src/core/model/vote.ts';
import { OWN_CHECKS } from '../src/core/observe/account.ts';
import type { Advice } from '../src/core/observe/advice.ts';
import type { ServerMemory } from '../src/core/observe/memory.ts';
import type { RoundReport } from '../src/shell/probe/prober.ts';

const HEAD = ['server', 'state', 'reason', 'time'] as const;
type Row = readonly [string, string, string, string];

/** What one round found, a line for each server, in the order of topology.yml. */
export function roundTable(report: RoundReport): readonly string[] {
  const { snapshot, plan, seen, vantage } = report;
  const rows = plan.watched.map((server): Row => {
    const verdict = snapshot.servers.get(server)?.verdict ?? 'unknown';
    return [server, verdict, reasonOf(server, verdict, report), connectTime(server, report.cycle)];
  });
  const widths = HEAD.map((title, column) =>
    rows.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), title.length),
  );
  const lines = [HEAD, ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const remarks = [
    ...(seen.get(vantage)?.sight === 'blind' ? [BLIND] : []),
    ...report.account.sources.flatMap(({ name, failure }) =>
      failure === null ? [] : [`Source ${name} has no answer: ${failure}`],
    ),
    ...report.advice.flatMap(adviceLines),
  ];
  return remarks.length === 0 ? lines : [...lines, '', ...remarks];
}

/** By the prober's own check, unless it is not what decided: then by the first source that says the same. */
function reasonOf(server: string, verdict: string, { account, seen, times, vantage }: RoundReport): string {
  const votes = account.votes.filter((vote) => vote.server === server);
  const own = votes.find(({ source }) => source === OWN_CHECKS);
  const says = ({ reason }: { readonly reason: VoteReason }) => VOTE_REASONS[reason] === verdict;
  const isOwn = own !== undefined && (verdict === 'unknown' || says(own));
  const vote = isOwn ? own : (votes.find(says) ?? own ?? votes[0]);
  if (vote === undefined) return 'nobody speaks of it';
  if (vote.source !== OWN_CHECKS) return `${vote.source}: ${vote.reason}`;
  return `${vote.reason}${pendingOf(seen.get(vantage)?.servers.get(server), times.rules.failAfter)}`;
}

/** `smtp of gw1: Its certificate ends in 9 days, on 2010-09-12.` Whoever reads this may read the log, too. */
function adviceLines(advice: Advice): readonly string[] {
  if ('source' in advice) return advice.notes.map((note) => `Source ${advice.source}: ${note}`);
  const { server, kind, warnings, detail } = advice;
  return [`${kind} of ${server}: ${[...warnings, ...(detail === undefined ? [] : [detail])].join(' ')}`];
}

const BLIND = 'This prober is cut off: none of its canaries answers, so every server is unknown.';

/** A failure that is not believed yet says how far it is. */
function pendingOf(memory: ServerMemory | undefined, failAfter: number): string {
  if (memory?.streak?.verdict !== 'offline' || memory.known?.verdict === 'offline') return '';
  const needed = memory.held ? 2 * failAfter : failAfter;
  return `, ${String(memory.streak.count)} of ${String(needed)} rounds`;
}

function connectTime(server: string, { checks }: RoundReport['cycle']): string {
  const found = checks.find((check) => check.server === server && check.outcome?.connectMs !== undefined);
  const ms = found?.outcome?.connectMs;
  return ms === undefined ? '' : `${String(Math.round(ms))} ms`;
}
