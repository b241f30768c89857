import type { Canaries, Round } from '../../../src/core/observe/round.ts';
import { observe } from '../../../src/core/observe/round.ts';
import type { Memory } from '../../../src/core/observe/memory.ts';
import type { Rules } from '../../../src/core/observe/server.ts';
import { snapshotOf } from '../../../src/core/observe/snapshot.ts';
import type { ServerVerdict } from '../../../src/core/model/snapshot.ts';
import type { Instant } from '../../../src/core/model/time.ts';
import type { Vote, VoteReason } from '../../../src/core/model/vote.ts';
import { VOTE_REASONS } from '../../../src/core/model/vote.ts';

/** One letter for each vote: online, offline, unknown, blind. A dot is a round in which nobody asked. */
export const REASON_OF: Readonly<Record<string, VoteReason>> = {
  '+': 'ok',
  '-': 'refused',
  '?': 'local',
  b: 'blind',
};

export const START = Date.UTC(2010, 8, 3, 22, 0);
export const MINUTE = 60_000;
export const RULES: Rules = { failAfter: 2, recoverAfter: 1, restartAfterMs: 2 * MINUTE };

/** The instant of a round, counted from 0. */
export const at = (round: number): Instant => START + round * MINUTE;
/** The round of an instant. */
export const roundOf = (instant: Instant): number => (instant - START) / MINUTE;

export function vote(server: string, letter: string, time: Instant, vantage = 'london'): Vote {
  const reason = REASON_OF[letter];
  if (reason === undefined) throw new RangeError(`"${letter}" is no vote`);
  return { server, vantage, verdict: VOTE_REASONS[reason], reason, at: time };
}

/** The votes of one round: server → letter. */
export function roundAt(
  time: Instant,
  letters: Readonly<Record<string, string>>,
  canaries: Canaries = new Map(),
): Round {
  const votes = Object.entries(letters)
    .filter(([, letter]) => letter !== '.')
    .map(([server, letter]) => vote(server, letter, time));
  return { at: time, votes, canaries };
}

/** What is told of one server. */
export function toldOf(memory: Memory, server: string, time: Instant): ServerVerdict {
  const { servers } = snapshotOf(memory, { at: time, freshForMs: 5 * MINUTE, servers: [server] });
  const told = servers.get(server);
  if (told === undefined) throw new RangeError(`nothing is told of "${server}"`);
  return told;
}

const MARK = { online: '+', offline: '-', unknown: '?' } as const;

/** A row of letters for one server, one a round; the answer has a letter for what was told after each. */
export function replay(
  letters: string,
  rules: Partial<Rules> = {},
): { told: string; last: ServerVerdict; memory: Memory } {
  let memory: Memory = new Map();
  let told = '';
  let time = START;
  for (const [index, letter] of [...letters].entries()) {
    time = at(index);
    memory = observe(memory, roundAt(time, { gw1: letter }), { ...RULES, ...rules });
    told += memory.size === 0 ? '?' : MARK[toldOf(memory, 'gw1', time).verdict];
  }
  return { told, last: toldOf(memory, 'gw1', time), memory };
}

/** The same for several servers: a row each, the same number of rounds; the answer has a row each. */
export function replayFleet(
  rows: Readonly<Record<string, string>>,
  { rules = {}, canaries }: { rules?: Partial<Rules>; canaries?: string } = {},
): { told: Record<string, string>; memory: Memory; sights: string } {
  let memory: Memory = new Map();
  const told: Record<string, string> = Object.fromEntries(Object.keys(rows).map((id) => [id, '']));
  let sights = '';
  const rounds = Object.values(rows)[0]?.length ?? 0;
  for (let index = 0; index < rounds; index += 1) {
    const letters = Object.fromEntries(Object.entries(rows).map(([id, row]) => [id, row[index] ?? '.']));
    const birds: Canaries =
      canaries === undefined
        ? new Map()
        : new Map([['london', canaries[index] === '+' ? 'answering' : 'failing'] as const]);
    memory = observe(memory, roundAt(at(index), letters, birds), { ...RULES, ...rules });
    for (const id of Object.keys(rows)) told[id] += MARK[toldOf(memory, id, at(index)).verdict];
    sights += memory.get('london')?.sight[0] ?? '';
  }
  return { told, memory, sights };
}
