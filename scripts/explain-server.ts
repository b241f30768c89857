import type { ServerExplanation } from '../src/core/observe/explain.ts';
import type { ExplainedVote, VantageWord } from '../src/core/observe/explain-vantage.ts';
import { hanging, indented, table } from './explain-layout.ts';
import {
  foundWords,
  remarkWords,
  ROLE_WORDS,
  RULE_WORDS,
  sinceWords,
  STANDING_WORDS,
  weightWords,
} from './explain-words.ts';
import type { Speech } from './explain-words.ts';

/** What a screen has room for; what it takes to tell comes before what servers said. */
const SCREEN_LINES = 24;
/** Of votes that are told one by one. */
const MAX_VOTES = 8;
/** Of places that are told one by one. */
const MAX_PLACES = 3;
/** Of what servers said, however little room there is. */
const LEAST_DETAIL_LINES = 4;

const VOTE_HEAD = ['source', 'vantage', 'state', 'age', 'reason'];
const VOTE_LIMITS = [14, 18, 7, 5, 80];
const DETAIL_INDENT = 4;

/** Everything about one server. */
export function serverLines(server: ServerExplanation, speech: Speech): readonly string[] {
  const why = ['', ...whyLines(server, speech)];
  const head = headLines(server, speech);
  const shown = shownVotes(server.votes);
  const room = SCREEN_LINES - head.length - why.length - shown.length - 2;
  return [...head, ...voteLines(server, shown, Math.max(LEAST_DETAIL_LINES, room), speech), ...why];
}

function headLines({ told, found, remarks, ...where }: ServerExplanation, speech: Speech): readonly string[] {
  const { server, group } = where;
  const name = server.name === server.id ? server.id : `${server.id}, ${server.name}`;
  const place = group.name === server.name ? '' : ` (${group.name})`;
  return [
    ...hanging(`${name}${place}: ${told.verdict}${sinceWords(told, speech)}`),
    ...remarks.flatMap((remark) => hanging(remarkWords(remark, remarks, speech))),
    ...(told.verdict === found.verdict ? [] : hanging(foundWords(found, speech))),
  ];
}

/** The votes that are told; where there are too many, those first that say something is wrong. */
function shownVotes(votes: readonly ExplainedVote[]): readonly ExplainedVote[] {
  if (votes.length <= MAX_VOTES) return votes;
  const gravity = { offline: 0, unknown: 1, online: 2 };
  return [...votes].sort((a, b) => gravity[a.verdict] - gravity[b.verdict]).slice(0, MAX_VOTES);
}

function voteLines(
  { votes, words }: ServerExplanation,
  shown: readonly ExplainedVote[],
  room: number,
  speech: Speech,
): readonly string[] {
  if (votes.length === 0) return ['', 'There was no vote on it in the last round.'];
  const rows = shown.map((vote) => [
    vote.source,
    vote.vantage,
    vote.verdict,
    speech.brief(vote.at),
    reasonOf(vote, words),
  ]);
  const [head = '', ...lines] = table([VOTE_HEAD, ...rows], VOTE_LIMITS);
  const details = detailLines(shown, room);
  const more = votes.length - shown.length;
  return [
    '',
    head,
    ...lines.flatMap((line, index) => [line, ...(details[index] ?? [])]),
    ...(more > 0 ? [`and ${String(more)} more vote${more === 1 ? '' : 's'}, none of them graver`] : []),
  ];
}

function reasonOf(vote: ExplainedVote, words: readonly VantageWord[]): string {
  const word = words.find(({ vantage }) => vantage === vote.vantage);
  const isOutweighed = word?.counted !== undefined && word.counted.verdict !== vote.verdict;
  return [
    vote.reason,
    ...(vote.settled ? ['settled'] : []),
    ...(isOutweighed || word?.standing === 'blind' ? ['not counted'] : []),
    ...progressOf(vote, words).map((share) => `${share} rounds`),
  ].join(', ');
}

/** `1 of 2`, of a vote that is not believed yet; of others nothing. */
export function progressOf(vote: ExplainedVote, words: readonly VantageWord[]): readonly string[] {
  const word = words.find(({ counted }) => counted === vote);
  const { run } = word ?? {};
  if (run?.verdict !== vote.verdict || run.verdict === 'unknown' || word?.verdict === vote.verdict) return [];
  return run.count < run.needed ? [`${String(run.count)} of ${String(run.needed)}`] : [];
}

/** What was said, of each vote in as many lines as there is room for. */
function detailLines(votes: readonly ExplainedVote[], room: number): readonly (readonly string[])[] {
  const linesOf = (most: number) =>
    votes.map(({ detail }) => (detail === undefined ? [] : indented(detail, DETAIL_INDENT, most)));
  for (let most = room; most > 1; most -= 1) {
    const lines = linesOf(most);
    if (lines.flat().length <= room) return lines;
  }
  let left = room;
  return linesOf(1).map((lines) => ((left -= lines.length) < 0 ? [] : lines));
}

function whyLines(server: ServerExplanation, speech: Speech): readonly string[] {
  const { rule, words, server: its } = server;
  const role = ROLE_WORDS[its.role];
  const [only] = words;
  const places =
    words.length === 0
      ? []
      : rule === 'alone' && only !== undefined
        ? hanging(capitalised(`${placeWords(only, server, speech)}.`))
        : severalLines(server, speech);
  return [
    ...hanging(RULE_WORDS[rule](server)).filter((line) => line !== ''),
    ...places,
    ...(role === '' ? [] : hanging(role)),
  ];
}

/** Where there are too many places, those first of which there is more to say than that they agree. */
function severalLines(server: ServerExplanation, speech: Speech): readonly string[] {
  const { words, found } = server;
  const plainness = ({ standing, verdict }: VantageWord) =>
    standing !== 'established' ? 0 : verdict === found.verdict ? 2 : 1;
  const sorted = words.length > MAX_PLACES ? [...words].sort((a, b) => plainness(a) - plainness(b)) : words;
  const more = words.length - MAX_PLACES;
  return [
    ...sorted
      .slice(0, MAX_PLACES)
      .flatMap((word) => hanging(`${word.vantage}: ${placeWords(word, server, speech)}.`)),
    ...(more > 0 ? [`and ${String(more)} more vantage${more === 1 ? '' : 's'}.`] : []),
  ];
}

function placeWords(word: VantageWord, { votes }: ServerExplanation, speech: Speech): string {
  const words = STANDING_WORDS[word.standing](word, speech);
  const own = votes.filter(({ vantage }) => vantage === word.vantage);
  const differ = new Set(own.map(({ verdict }) => verdict)).size > 1;
  return differ && word.counted !== undefined
    ? `${words}; ${weightWords(own.length, word.counted.source)}`
    : words;
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
