import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Verdict } from '../../../src/core/model/snapshot.ts';
import { createExplainer } from '../../../src/core/observe/explain.ts';
import type { Rule, ServerExplanation } from '../../../src/core/observe/explain.ts';
import type { Standing } from '../../../src/core/observe/explain-vantage.ts';
import { snapshotOf } from '../../../src/core/observe/snapshot.ts';
import { FRESH_FOR_MS, situation } from './explained.ts';
import type { Situation } from './explained.ts';

const PLACES = ['probe London', 'icinga Rome', 'icinga Oslo', 'json Rome'];
const SERVERS = ['gw1', 'gw2', 'gw3', 'gw4', 'gw5', 'gw6'];
const ROUNDS = 9;

const row = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('+', '-') },
      { weight: 2, arbitrary: fc.constantFrom('?', 's', 'f', 't') },
      { weight: 2, arbitrary: fc.constant('.') },
    ),
    { minLength: ROUNDS, maxLength: ROUNDS },
  )
  .map((letters) => letters.join(''));
/** Rows in which nothing is seen for long, and rows of fleets that go down together. */
const course = fc.oneof(
  row,
  fc.constantFrom('+++......', '+.......-', '+++++----', '++++++++-', '---------'),
);
const place = fc.dictionary(fc.constantFrom(...PLACES), course, { minKeys: 1 });
const birds = fc.array(fc.constantFrom('+', '+', '-'), { minLength: ROUNDS, maxLength: ROUNDS });

const histories: fc.Arbitrary<Situation> = fc.record({
  votes: fc
    .array(place, { minLength: SERVERS.length, maxLength: SERVERS.length })
    .map((places) => Object.fromEntries(places.map((of, index) => [SERVERS[index]!, of]))),
  canaries: fc.dictionary(
    fc.constantFrom('London', 'Rome'),
    birds.map((letters) => letters.join('')),
  ),
  more: fc.dictionary(fc.constantFrom(...PLACES), fc.record({ settled: fc.constant(true as const) })),
  rules: fc.record({
    failAfter: fc.integer({ min: 1, max: 3 }),
    recoverAfter: fc.integer({ min: 1, max: 3 }),
  }),
});

/** The same, with a place that nobody speaks from any more after some rounds, or whose sources fail. */
const withQuiet = fc
  .tuple(histories, fc.option(fc.constantFrom('London', 'Rome', 'Oslo')), fc.constantFrom('.', 'f'))
  .map(([history, quiet, instead]): Situation => {
    const rows = (of: Readonly<Record<string, string>>) =>
      Object.fromEntries(
        Object.entries(of).map(([name, letters]) => [
          name,
          name.endsWith(` ${String(quiet)}`) ? letters.slice(0, 3).padEnd(ROUNDS, instead) : letters,
        ]),
      );
    const canaries = Object.entries(history.canaries ?? {}).filter(([name]) => name !== quiet);
    return {
      ...history,
      votes: Object.fromEntries(Object.entries(history.votes).map(([id, of]) => [id, rows(of)])),
      canaries: Object.fromEntries(canaries),
    };
  });

const count = ({ words }: ServerExplanation, side: Verdict) =>
  words.filter(({ verdict }) => verdict === side).length;

/** What each rule claims. */
const HOLDS: Readonly<Record<Rule, (server: ServerExplanation) => boolean>> = {
  unwatched: ({ found, words }) => found.verdict === 'unknown' && words.length === 0,
  unspoken: ({ found, words }) => found.verdict === 'unknown' && words.length === 0,
  alone: ({ found, words }) => words.length === 1 && found.verdict === words[0]!.verdict,
  majority: (server) => {
    const { verdict } = server.found;
    const seeing = count(server, 'online') + count(server, 'offline');
    return verdict !== 'unknown' && 2 * count(server, verdict) > seeing && server.quorum.seeing === seeing;
  },
  tie: (server) =>
    server.found.verdict === 'unknown' &&
    count(server, 'online') > 0 &&
    count(server, 'online') === count(server, 'offline'),
  nobody: (server) => server.found.verdict === 'unknown' && count(server, 'unknown') === server.words.length,
};

const KNOWN: readonly Verdict[] = ['online', 'offline'];
const UNKNOWN: readonly Verdict[] = ['unknown'];
const VERDICTS_OF: Readonly<Record<Standing, readonly Verdict[]>> = {
  established: KNOWN,
  challenged: KNOWN,
  'unanswered-once': KNOWN,
  'first-failures': UNKNOWN,
  'never-told': UNKNOWN,
  'not-looking': UNKNOWN,
  outdated: UNKNOWN,
  gone: UNKNOWN,
  held: UNKNOWN,
  blind: UNKNOWN,
  silent: UNKNOWN,
  unanswered: UNKNOWN,
  unconfirmed: UNKNOWN,
  earlier: UNKNOWN,
};
/** What counts rounds tells of a number that is not reached yet. */
const COUNTING: ReadonlySet<Standing> = new Set<Standing>(['challenged', 'first-failures', 'held']);

test('the explanation names the verdict of the snapshot, and the rule that makes it so', () => {
  const seen = new Set<Rule>();
  fc.assert(
    fc.property(withQuiet, (history) => {
      const input = situation(history);
      const { servers } = snapshotOf(input.seen, {
        at: input.roundAt,
        freshForMs: FRESH_FOR_MS,
        servers: SERVERS,
      });
      const explain = createExplainer(input);
      for (const id of SERVERS) {
        const server = explain(id);
        const made = servers.get(id)!;
        expect(server.found.verdict).toBe(made.verdict);
        expect(HOLDS[server.rule](server), `${id}: ${server.rule}`).toBe(true);
        for (const word of server.words) {
          expect(word.verdict).toBe(made.seenFrom[word.vantage] ?? 'unknown');
          expect(VERDICTS_OF[word.standing]).toContain(word.verdict);
          if (COUNTING.has(word.standing)) expect(word.run!.count).toBeLessThan(word.run!.needed);
        }
        seen.add(server.rule);
        if (input.evidence.believed) {
          expect(server.told.verdict).toBe(made.verdict);
          expect(server.remarks).toEqual([]);
        }
      }
    }),
    { numRuns: 400 },
  );
  expect([...seen].sort()).toEqual(['alone', 'majority', 'nobody', 'tie']);
});
