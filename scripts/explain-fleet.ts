import type { AccountedSource } from '../src/core/observe/account.ts';
import { OWN_CHECKS } from '../src/core/observe/account.ts';
import type { DoubtedServer, ExplainedVantage, FleetExplanation } from '../src/core/observe/explain-fleet.ts';
import type { ExplainedVote } from '../src/core/observe/explain-vantage.ts';
import { hanging, table } from './explain-layout.ts';
import type { Row } from './explain-layout.ts';
import { progressOf } from './explain-server.ts';
import { remarkWords, sightWords } from './explain-words.ts';
import type { Speech } from './explain-words.ts';

/** However large the fleet is. */
const MOST_LINES = 40;
const MAX_SERVERS = 20;
const LEAST_SERVERS = 3;
const MAX_VANTAGES = 6;
/** Of sources and of what is noted of them. */
const MAX_SOURCE_ROWS = 8;
/** Below the servers: how many more, what is well, what nobody looks at; and the blank lines and titles between. */
const OTHER_LINES = 7;

const SOURCE_LIMITS = [24, 80];
const VANTAGE_LIMITS = [20, 24, 9, 6, 7, 7];
const SERVER_LIMITS = [20, 7, 6, 80];

interface Place {
  readonly siteName: string;
  /** Of the prober itself. */
  readonly vantage: string;
}

/** The whole: the last round, who had a say in it, and the servers that are not plainly well. */
export function fleetLines(
  fleet: FleetExplanation,
  { siteName, vantage }: Place,
  speech: Speech,
): readonly string[] {
  const { remarks, vantages } = fleet;
  const { roundAt, every } = speech;
  // Where it is too long ago, that is said below.
  const isOld = remarks.some(({ code }) => code === 'late' || code === 'overdue');
  const ago = isOld ? '' : `${speech.age(roundAt)} ago, `;
  const round = `the last round was ${ago}at ${speech.time(roundAt)}; one every ${every}`;
  const above = [
    ...hanging(`${siteName}, probed from ${vantage}: ${round}.`),
    ...remarks.flatMap((remark) => hanging(remarkWords(remark, remarks, speech))),
    '',
    ...sourceLines(fleet),
    '',
    ...vantageLines(vantages, speech),
  ];
  const room = Math.max(LEAST_SERVERS, Math.min(MAX_SERVERS, MOST_LINES - above.length - OTHER_LINES));
  return [...above, ...doubtedLines(fleet, room, speech), ...restLines(fleet)];
}

function sourceLines({ ownVotes, sources }: FleetExplanation): readonly string[] {
  const own: readonly Row[] =
    ownVotes > 0 || sources.length === 0
      ? [[OWN_CHECKS, `checked ${counted(ownVotes, 'server')} itself`]]
      : [];
  const failingFirst = [...sources].sort((a, b) => Number(a.failure === null) - Number(b.failure === null));
  const rows = [...own, ...failingFirst.flatMap(sourceRows)];
  const told = rows.slice(0, MAX_SOURCE_ROWS);
  const more = rows.slice(MAX_SOURCE_ROWS).filter(([name]) => name !== '').length;
  return [
    ...table([['source', 'answer'], ...told], SOURCE_LIMITS),
    ...(more > 0 ? [`and ${counted(more, 'more source')}`] : []),
  ];
}

function sourceRows({ name, type, failure, notes, reports, tookMs }: AccountedSource): readonly Row[] {
  const title = name === type ? name : `${name} (${type})`;
  const answer =
    failure === null
      ? `answered in ${String(tookMs)} ms, ${counted(reports, 'report')}`
      : `no answer: ${failure}`;
  const [note] = notes;
  const more = notes.length > 1 ? `${String(notes.length)} notes, the first: ` : 'note: ';
  return [[title, answer], ...(note === undefined ? [] : [['', `${more}${note}`]])];
}

function vantageLines(vantages: readonly ExplainedVantage[], speech: Speech): readonly string[] {
  const isClear = ({ sight }: ExplainedVantage) => Number(sight === 'clear');
  const sorted =
    vantages.length > MAX_VANTAGES ? [...vantages].sort((a, b) => isClear(a) - isClear(b)) : vantages;
  const rows = sorted
    .slice(0, MAX_VANTAGES)
    .map((vantage): Row => [
      vantage.name,
      sightWords(vantage, speech),
      vantage.canaries ?? 'none',
      String(vantage.votes.online),
      String(vantage.votes.offline),
      String(vantage.votes.unknown),
    ]);
  const more = vantages.length - rows.length;
  return [
    ...table([['vantage', 'sight', 'canaries', 'online', 'offline', 'unknown'], ...rows], VANTAGE_LIMITS),
    ...(more > 0 ? [`and ${counted(more, 'more vantage')}`] : []),
  ];
}

function doubtedLines(
  { doubted, vantages }: FleetExplanation,
  room: number,
  speech: Speech,
): readonly string[] {
  if (doubted.length === 0) return [];
  const rows = doubted.slice(0, room).map((server): Row => {
    const { server: its, verdict, sinceAt } = server;
    return [
      its.id,
      verdict,
      sinceAt === undefined ? '' : speech.short(sinceAt),
      `${its.role === 'active' ? '' : `(${its.role}) `}${votesInShort(server, vantages.length > 1)}`,
    ];
  });
  const [next] = doubted.slice(room);
  const more =
    next === undefined
      ? []
      : [
          `and ${String(doubted.length - room)} more; name one, such as: signalbox probe --explain ${next.server.id}`,
        ];
  return [
    '',
    ...table([['server', 'state', 'since', 'votes'], ...rows], SERVER_LIMITS),
    ...more.flatMap((line) => hanging(line)),
  ];
}

const GRAVITY = { offline: 0, unknown: 1, online: 2 } as const;

/** `probe London offline, prometheus Amsterdam online`; of a single vote its reason. */
function votesInShort({ votes, words }: DoubtedServer, withPlace: boolean): string {
  const place = ({ vantage }: ExplainedVote) => (withPlace ? ` ${vantage}` : '');
  const [only] = votes;
  if (only === undefined) return 'none in this round';
  const share = (vote: ExplainedVote) =>
    progressOf(vote, words)
      .map((text) => ` (${text})`)
      .join('');
  if (votes.length === 1) return `${only.source}${place(only)}: ${only.reason}${share(only)}`;
  return [...votes]
    .sort((a, b) => GRAVITY[a.verdict] - GRAVITY[b.verdict])
    .map((vote) => `${vote.source}${place(vote)} ${vote.verdict}${share(vote)}`)
    .join(', ');
}

function restLines({ doubted, sound, unwatched }: FleetExplanation): readonly string[] {
  const well = doubted.length === 0 ? counted(sound, 'server') : counted(sound, 'more server');
  const rest = [
    ...(sound === 0 ? [] : [`${well} ${was(sound)} found online, and no vote says offline.`]),
    ...(unwatched === 0
      ? []
      : [
          `${counted(unwatched, 'server')} ${has(unwatched)} neither a check nor a source, and ${unwatched === 1 ? 'reads' : 'read'} unknown.`,
        ]),
  ];
  return rest.length === 0 ? [] : ['', ...rest];
}

const was = (count: number) => (count === 1 ? 'was' : 'were');
const has = (count: number) => (count === 1 ? 'has' : 'have');

function counted(count: number, what: string): string {
  return `${String(count)} ${what}${count === 1 ? '' : 's'}`;
}
