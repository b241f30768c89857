import type { Verdict } from '../src/core/model/snapshot.ts';
import type { Role } from '../src/core/model/topology.ts';
import type { Remark, Rule, ServerExplanation, Told } from '../src/core/observe/explain.ts';
import type { ExplainedVantage } from '../src/core/observe/explain-fleet.ts';
import type { Standing, VantageWord } from '../src/core/observe/explain-vantage.ts';
import type { Instant } from '../src/core/model/time.ts';

/*
 * What `signalbox probe --explain` says, for staff. One table for each list of the model, so that whatever can be the case
 * has its sentence.
 */

/** How times and lengths of time are said. */
export interface Speech {
  /** `22:04 BST`, with its day where that is another one. */
  time(at: Instant): string;
  /** `22:04`, or `21 Jul` of another day: where there is hardly any room. */
  short(at: Instant): string;
  /** `6 minutes`: so long ago. */
  age(at: Instant): string;
  /** `42s`, `6m`: the same in a column. */
  brief(at: Instant): string;
  /** `5m` */
  readonly freshFor: string;
  /** `1m` */
  readonly every: string;
  readonly roundAt: Instant;
}

/** ` since 22:04 BST or earlier, 6 minutes`; empty where nobody says when. */
export function sinceWords({ sinceAt, sinceIsAtLeast }: Omit<Told, 'verdict'>, speech: Speech): string {
  if (sinceAt === undefined) return '';
  const [earlier, least] = sinceIsAtLeast === undefined ? ['', ''] : [' or earlier', 'at least '];
  return ` since ${speech.time(sinceAt)}${earlier}, ${least}${speech.age(sinceAt)}`;
}

export function remarkWords(remark: Remark, all: readonly Remark[], speech: Speech): string {
  const { roundAt, freshFor, every } = speech;
  switch (remark.code) {
    case 'no-snapshot':
      return NO_SNAPSHOT[remark.fault];
    case 'late': {
      const ago = `The last round was ${speech.age(roundAt)} ago`;
      const isForeign = all.some(({ code }) => code === 'foreign');
      return isForeign
        ? `${ago}. Is the prober running?`
        : `${ago}, longer than fresh_for (${freshFor}): pages read unknown whatever it found. Is the prober running?`;
    }
    case 'overdue':
      return `The last round was ${speech.age(roundAt)} ago, and one is due every ${every}. Is the prober running?`;
    case 'old':
      return `The oldest observation in the snapshot is ${speech.age(remark.takenAt)} old, longer than fresh_for (${freshFor}): pages read unknown whatever it says.`;
    case 'foreign':
      return foreignWords(remark.source);
    case 'two-rounds':
      return `The votes are of the round at ${speech.time(remark.votesAt)} and what was counted of that at ${speech.time(roundAt)}, so they may not fit together; probe.log says what could not be written.`;
    case 'differs':
      return `snapshot.json, which pages are made from, says ${remark.told}: it was not written since, or topology.yml changed. The next round puts that right, or probe.log says why not.`;
  }
}

const NO_SNAPSHOT = {
  missing: 'There is no snapshot.json, so pages read unknown whatever was found.',
  unreadable: 'snapshot.json is torn or no snapshot, so pages read unknown whatever was found.',
  future: 'snapshot.json is from the future, so pages read unknown: one of two clocks is wrong.',
} as const;

/** What `signalbox merge` calls itself. */
const MERGED = 'signalbox-merge';

function foreignWords(source: string | null): string {
  if (source === MERGED)
    return 'Pages are made from a snapshot merged of several probers; this prober’s word is one of theirs.';
  const writer = source === null ? 'somebody else' : `"${source}"`;
  return `Pages are made from a snapshot that ${writer} wrote; what this prober found is not on them.`;
}

/** Where pages read something else than was found. */
export const foundWords = (found: Told, speech: Speech) =>
  `The prober found it ${found.verdict}${sinceWords(found, speech)}.`;

export const RULE_WORDS: Readonly<Record<Rule, (server: ServerExplanation) => string>> = {
  unwatched: () => 'No check that can be run and no source is about it, so it is unknown.',
  unspoken: () =>
    'No check is about it, and no source has spoken of it yet, so it is unknown. Without a name, --explain tells how each source answered.',
  // Its one place says it all.
  alone: () => '',
  majority: (server) => [majorityWords(server), silentWords(server)].join(' ').trim(),
  tie: ({ words }) => {
    const [online, offline] = [saying(words, 'online'), saying(words, 'offline')];
    return `${names(online)} ${says(online)} online and ${names(offline)} offline: a tie is unknown.`;
  },
  nobody: ({ words }) =>
    words.length === 2
      ? 'Neither of its two vantages can tell, so it is unknown.'
      : `None of its ${String(words.length)} vantages can tell, so it is unknown.`,
};

function majorityWords({ quorum, words }: ServerExplanation): string {
  const { verdict, seeing } = quorum;
  const agreeing = saying(words, verdict);
  if (agreeing.length < seeing) {
    return `${String(agreeing.length)} of the ${String(seeing)} vantages that can see say ${verdict}, which is more than half.`;
  }
  if (seeing === 1) return `Only ${names(agreeing)} can see, and says ${verdict}.`;
  return seeing === 2
    ? `Both vantages that can see say ${verdict}.`
    : `All ${String(seeing)} vantages that can see say ${verdict}.`;
}

function silentWords({ words }: ServerExplanation): string {
  const silent = saying(words, 'unknown');
  if (silent.length === 0) return '';
  return `${names(silent)} cannot tell and ${silent.length === 1 ? 'does' : 'do'} not count.`;
}

const saying = (words: readonly VantageWord[], verdict: Verdict) =>
  words.filter((word) => word.verdict === verdict).map(({ vantage }) => vantage);

const says = (vantages: readonly string[]) => (vantages.length === 1 ? 'says' : 'say');

const MAX_NAMES = 3;

/** `London`, `London and Rome`, `Amsterdam, London and 3 more`. */
function names(all: readonly string[]): string {
  const rest = all.length - MAX_NAMES + 1;
  const told = all.length <= MAX_NAMES ? all : [...all.slice(0, MAX_NAMES - 1), `${String(rest)} more`];
  const last = told.at(-1) ?? '';
  return told.length < 2 ? last : `${told.slice(0, -1).join(', ')} and ${last}`;
}

type Wording = (word: VantageWord, speech: Speech) => string;

/** Of one place, without its name before and its full stop behind. */
export const STANDING_WORDS: Readonly<Record<Standing, Wording>> = {
  established: (word, speech) =>
    word.verdict === 'online'
      ? `online${beginning(word, speech)}; its last round was good`
      : offlineWords(word, speech),
  challenged: (word) => challengedWords(word),
  'unanswered-once': ({ verdict }) =>
    `still ${verdict}, because the last round could not tell and a single one is no news`,
  'first-failures': ({ run }) =>
    `unknown, because no round was good yet and it takes ${times(run?.needed, 'failed round')} to say offline (${share(run)})`,
  'never-told': () => 'unknown, because no round could tell yet',
  'not-looking': () => 'does not look at it',
  outdated: ({ at }, speech) =>
    `unknown, because its last word${at === undefined ? '' : `, of ${speech.time(at)},`} is older than fresh_for (${speech.freshFor})`,
  gone: ({ at }, speech) =>
    `unknown, because nothing was heard from there${at === undefined ? '' : ` since ${speech.time(at)}`}, too long ago beside fresh_for (${speech.freshFor})`,
  held: (word) =>
    `unknown, because nearly everything was lost at once and that may be our own line; the failure is held back until ${times(word.run?.needed, 'round')} in a row have failed (${share(word.run)})`,
  blind: (word, speech) =>
    `blind${beginning(word, speech)}, because none of its canaries answers; nothing it says counts`,
  silent: (word, speech) =>
    `silent${beginning(word, speech)}, because its sources have nothing that can be believed`,
  unanswered: (word, speech) =>
    `unknown${beginning(word, speech)}, because ${times(word.run?.count, 'round')} in a row could not tell${before(word)}`,
  unconfirmed: (word, speech) =>
    `unknown${beginning(word, speech)}, because the rounds since then agree on nothing${before(word)}`,
  earlier: (word, speech) =>
    `unknown${beginning(word, speech)}, because for a while nobody looked or could tell, and the rounds since then are not enough${pending(word)}${before(word)}`,
};

function offlineWords(word: VantageWord, speech: Speech): string {
  const { run, counted, sinceAt, sinceIsAtLeast, wasSettled } = word;
  const earlier = sinceIsAtLeast === undefined ? '' : ' or earlier';
  const at = sinceAt === undefined ? 'a time nobody knows' : `${speech.time(sinceAt)}${earlier}`;
  const source = counted?.source ?? '';
  if (wasSettled) return `offline at once, because ${source} waits by itself (settled); since ${at}`;
  const first =
    counted?.sinceAt === undefined
      ? `the first failure was at ${at}`
      : `by the word of ${source} since ${at}`;
  if (run === undefined || run.count < run.needed)
    return `still offline, because what cannot be told ends no outage; ${first}`;
  const failed = `${times(run.count, 'failed round')} in a row`;
  if (run.count === run.needed)
    return run.count === 1
      ? `offline after one failed round, which is enough here; ${first}`
      : `offline after ${failed}; ${first}`;
  return `offline, with ${failed} where ${times(run.needed)} would do; ${first}`;
}

function challengedWords({ verdict, run }: VantageWord): string {
  const { count = 0, needed = 0 } = run ?? {};
  if (verdict === 'offline')
    return `still offline, until ${times(needed, 'round')} in a row are good (${share(run)})`;
  const failed = count === 1 ? 'one failed round is' : `${String(count)} failed rounds are`;
  const until = needed === 2 ? 'a second one' : `${String(needed)} in a row`;
  return `${failed} no outage, so it stays online until ${until} (${share(run)})`;
}

/** ` since 22:04 BST or earlier` */
function beginning({ sinceAt, sinceIsAtLeast }: VantageWord, speech: Speech): string {
  if (sinceAt === undefined) return '';
  return ` since ${speech.time(sinceAt)}${sinceIsAtLeast === undefined ? '' : ' or earlier'}`;
}

const before = ({ before: known }: VantageWord) => (known === undefined ? '' : `; it was ${known} before`);

/** ` (1 of 2 failed rounds)`, where the last ones say something. */
function pending({ run }: VantageWord): string {
  if (run === undefined || run.verdict === 'unknown') return '';
  return ` (${share(run)} ${run.verdict === 'offline' ? 'failed' : 'good'} rounds)`;
}

function share(run: VantageWord['run']): string {
  return run === undefined ? '' : `${String(run.count)} of ${String(run.needed)}`;
}

/** `2 failed rounds`, `one failed round`; `2`, `one`. */
function times(count = 0, what = ''): string {
  const number = count === 1 ? 'one' : String(count);
  return what === '' ? number : `${number} ${what}${count === 1 ? '' : 's'}`;
}

/** Which of a place’s votes counted, where they differ. */
export const weightWords = (count: number, source: string) =>
  `of its ${String(count)} votes that of ${source} counts (offline before online before unknown)`;

export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  active: '',
  maintenance: 'Its role is maintenance: it counts as not online, on purpose, whatever is found.',
  standby: 'Its role is standby: it is shown and not counted.',
  preparing: 'Its role is preparing: it is shown and not counted.',
  withdrawn: 'Its role is withdrawn: it is shown and not counted.',
};

export function sightWords({ sight, sightSinceAt, lastAt }: ExplainedVantage, speech: Speech): string {
  if (sight === null)
    return lastAt === undefined ? 'left out: too many places' : `not heard of since ${speech.time(lastAt)}`;
  if (sight === 'clear') return 'clear';
  return sightSinceAt === undefined ? sight : `${sight} since ${speech.time(sightSinceAt)}`;
}
