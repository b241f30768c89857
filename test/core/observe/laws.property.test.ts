import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VERDICTS } from '../../../src/core/model/snapshot.ts';
import type { Verdict } from '../../../src/core/model/snapshot.ts';
import { VOTE_REASONS } from '../../../src/core/model/vote.ts';
import type { Vote, VoteReason } from '../../../src/core/model/vote.ts';
import type { Memory } from '../../../src/core/observe/memory.ts';
import { combine } from '../../../src/core/observe/quorum.ts';
import { observe } from '../../../src/core/observe/round.ts';
import type { Canaries, Round } from '../../../src/core/observe/round.ts';
import type { Rules } from '../../../src/core/observe/server.ts';
import { snapshotOf } from '../../../src/core/observe/snapshot.ts';
import { at, MINUTE } from './rounds.ts';

const REASONS = Object.keys(VOTE_REASONS) as VoteReason[];
const LOCAL = REASONS.filter((reason) => VOTE_REASONS[reason] === 'unknown');
const VANTAGES = ['london', 'paris', 'rome'];
const SERVERS = Array.from({ length: 7 }, (_, index) => `s${String(index)}`);

const rules = fc
  .record({ failAfter: fc.integer({ min: 1, max: 4 }), recoverAfter: fc.integer({ min: 1, max: 3 }) })
  .map((some): Rules => ({ ...some, restartAfterMs: 2 * MINUTE }));

/** Mostly as it goes: good, with failures and unknowns that come in runs often enough. */
const someReason = fc.oneof(
  { weight: 5, arbitrary: fc.constant<VoteReason>('ok') },
  { weight: 5, arbitrary: fc.constant<VoteReason>('timeout') },
  { weight: 2, arbitrary: fc.constantFrom(...REASONS) },
);

const canaries = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  fc.constantFrom('answering' as const, 'failing' as const),
);

interface Shape {
  readonly vantages: readonly string[];
  readonly servers: readonly string[];
  readonly reason: fc.Arbitrary<VoteReason>;
  readonly canaries: fc.Arbitrary<'answering' | 'failing' | undefined>;
}

const usual: Shape = { vantages: VANTAGES, servers: SERVERS, reason: someReason, canaries };

/** Rounds a minute apart, now and then with a pause in which the machine slept. */
const rounds = (shape: Partial<Shape> = {}): fc.Arbitrary<Round[]> => {
  const { vantages, servers, reason, canaries: birds } = { ...usual, ...shape };
  const one = fc.record({
    reasons: fc.array(reason, {
      minLength: vantages.length * servers.length,
      maxLength: vantages.length * servers.length,
    }),
    birds: fc.array(birds, { minLength: vantages.length, maxLength: vantages.length }),
    pause: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, fc.constantFrom(2, 5)),
  });
  return fc.array(one, { minLength: 1, maxLength: 10 }).map((found) => {
    let minute = 0;
    return found.map(({ reasons, birds: states, pause }) => {
      const time = at((minute += pause));
      const votes = vantages.flatMap((vantage, v) =>
        servers.map((server, s): Vote => {
          const kind = reasons[v * servers.length + s]!;
          return { server, vantage, verdict: VOTE_REASONS[kind], reason: kind, at: time };
        }),
      );
      const known = vantages.flatMap((vantage, v) =>
        states[v] === undefined ? [] : [[vantage, states[v]] as const],
      );
      return { at: time, votes, canaries: new Map(known) as Canaries };
    });
  });
};

/** The memory after each round. */
function histories(all: readonly Round[], by: Rules): readonly Memory[] {
  const seen: Memory[] = [];
  for (const round of all) seen.push(observe(seen.at(-1) ?? new Map(), round, by));
  return seen;
}

const told = (memory: Memory, time: number) =>
  snapshotOf(memory, { at: time, freshForMs: 5 * MINUTE, servers: SERVERS });

const verdicts = (all: readonly Round[], by: Rules) =>
  histories(all, by).map((memory, index) => {
    const { servers } = told(memory, all[index]!.at);
    return new Map([...servers].map(([id, { verdict }]) => [id, verdict]));
  });

test('the order of votes, of servers and of vantages means nothing', () => {
  fc.assert(
    fc.property(rounds(), rules, fc.infiniteStream(fc.nat()), (all, by, randoms) => {
      const shuffled = all.map((round) => {
        const keys = new Map(round.votes.map((vote) => [vote, randoms.next().value as number]));
        const votes = [...round.votes].sort((a, b) => keys.get(a)! - keys.get(b)!);
        return { ...round, votes, canaries: new Map([...round.canaries].reverse()) };
      });
      const [one, other] = [histories(all, by).at(-1)!, histories(shuffled, by).at(-1)!];
      expect(other).toEqual(one);
      expect(told(other, all.at(-1)!.at)).toEqual(told(one, all.at(-1)!.at));
    }),
  );
});

test('the same rounds give the same memory, and a round given twice counts once', () => {
  fc.assert(
    fc.property(rounds(), rules, (all, by) => {
      const twice = all.flatMap((round) => [round, round]);
      expect(histories(twice, by).at(-1)).toEqual(histories(all, by).at(-1));
    }),
  );
});

test('one failed round never makes an online server offline where two are asked for', () => {
  fc.assert(
    fc.property(rounds({ vantages: ['london'] }), (all) => {
      const by: Rules = { failAfter: 2, recoverAfter: 1, restartAfterMs: 2 * MINUTE };
      const steps = verdicts(all, by);
      steps.forEach((step, index) => {
        for (const [id, verdict] of step) {
          if (verdict !== 'offline' || steps[index - 1]?.get(id) !== 'online') continue;
          const failed = [index - 1, index].map(
            (round) => all[round]?.votes.find(({ server }) => server === id)?.verdict,
          );
          expect(failed).toEqual(['offline', 'offline']);
        }
      });
    }),
  );
});

test('reasons of our own alone never make a server offline', () => {
  fc.assert(
    fc.property(rounds({ reason: fc.constantFrom('ok', ...LOCAL) }), rules, (all, by) => {
      for (const step of verdicts(all, by)) expect([...step.values()]).not.toContain('offline');
    }),
  );
});

/** Some votes replaced by unknown, those of the first round aside. */
const dimmed = (all: readonly Round[], picks: () => boolean, keepFirst: boolean): Round[] =>
  all.map((round, index) => ({
    ...round,
    votes: round.votes.map((vote) =>
      (keepFirst && index === 0) || !picks() ? vote : { ...vote, verdict: 'unknown', reason: 'local' },
    ),
  }));

const everOffline = (all: readonly Round[], by: Rules): ReadonlySet<string> =>
  new Set(
    verdicts(all, by).flatMap((step) =>
      [...step].flatMap(([id, verdict]) => (verdict === 'offline' ? [id] : [])),
    ),
  );

test('unknown in place of a vote never makes a server offline that otherwise never was: with canaries', () => {
  const shape = { vantages: ['london'], canaries: fc.constantFrom('answering' as const, 'failing' as const) };
  fc.assert(
    fc.property(rounds(shape), rules, fc.infiniteStream(fc.boolean()), (all, by, picks) => {
      const before = everOffline(all, by);
      for (const id of everOffline(
        dimmed(all, () => picks.next().value, false),
        by,
      ))
        expect(before).toContain(id);
    }),
  );
});

test('the same without canaries, where a mass failure is held, once everything has been seen online', () => {
  const shape = { vantages: ['london'], canaries: fc.constant(undefined) };
  const first: Round = {
    at: at(0),
    votes: SERVERS.map((server) => ({
      server,
      vantage: 'london',
      verdict: 'online',
      reason: 'ok',
      at: at(0),
    })),
    canaries: new Map(),
  };
  fc.assert(
    fc.property(rounds(shape), rules, fc.infiniteStream(fc.boolean()), (rest, by, picks) => {
      const all = [first, ...rest];
      const before = everOffline(all, by);
      // Whoever goes offline at all takes part in the count of the others; the law is about fleets where nobody does.
      fc.pre(before.size === 0);
      expect([
        ...everOffline(
          dimmed(all, () => picks.next().value, true),
          by,
        ),
      ]).toEqual([]);
    }),
    { maxSkipsPerRun: 1000 },
  );
});

test('nothing told is later than the snapshot, and times stay in order', () => {
  fc.assert(
    fc.property(rounds(), rules, (all, by) => {
      histories(all, by).forEach((memory, index) => {
        const { takenAt, servers } = told(memory, all[index]!.at);
        for (const { sinceAt = takenAt, lastOnlineAt = takenAt, verdict } of servers.values()) {
          expect(Math.max(sinceAt, lastOnlineAt)).toBeLessThanOrEqual(takenAt);
          if (verdict === 'offline') expect(lastOnlineAt === takenAt || lastOnlineAt <= sinceAt).toBe(true);
        }
      });
    }),
  );
});

/** A round in which only some vantages are heard of. */
const someSilent = (all: readonly Round[], silent: () => boolean): Round[] =>
  all.map((round) => {
    const gone = new Set(VANTAGES.filter(silent));
    return {
      ...round,
      votes: round.votes.filter(({ vantage }) => !gone.has(vantage)),
      canaries: new Map([...round.canaries].filter(([vantage]) => !gone.has(vantage))),
    };
  });

test('a vantage that falls silent never makes the others look old', () => {
  fc.assert(
    fc.property(rounds(), rules, fc.infiniteStream(fc.boolean()), (some, by, picks) => {
      const all = someSilent(some, () => picks.next().value);
      histories(all, by).forEach((memory, index) => {
        const now = all[index]!.at;
        const ages = [...memory.values()].map(({ at: seenAt }) => now - seenAt);
        if (ages.length === 0 || Math.min(...ages) > 3.75 * MINUTE) return;
        expect(now - told(memory, now).takenAt).toBeLessThanOrEqual(3.75 * MINUTE);
      });
    }),
  );
});

const sides = fc.array(fc.constantFrom(...VERDICTS), { minLength: 1, maxLength: 6 });
const combined = (votes: readonly Verdict[]) =>
  combine(votes.map((verdict, index) => ({ vantage: `v${String(index)}`, verdict, sinceAt: index }))).verdict;

test('unknown in place of one vantage’s word never turns online into offline, nor offline into online', () => {
  fc.assert(
    fc.property(sides, fc.nat(), (votes, pick) => {
      const other = votes.with(pick % votes.length, 'unknown');
      const pair = [combined(votes), combined(other)];
      expect([
        ['online', 'offline'],
        ['offline', 'online'],
      ]).not.toContainEqual(pair);
    }),
  );
});

test('the order of vantages means nothing to a quorum', () => {
  const sighting = fc.record({
    verdict: fc.constantFrom(...VERDICTS),
    sinceAt: fc.nat(9),
    lastOnlineAt: fc.nat(9),
    bootedAt: fc.nat(9),
  });
  fc.assert(
    fc.property(fc.array(sighting, { maxLength: 6 }), (found) => {
      const named = found.map((one, index) => ({ ...one, vantage: `v${String(index)}` }));
      expect(combine([...named].reverse())).toEqual(combine(named));
    }),
  );
});
