import type { Instant } from '../model/time.ts';
import { groupsOf } from '../model/topology.ts';
import type { Id, Topology } from '../model/topology.ts';
import { writeInstant } from '../parse/instant.ts';
import type { Advice } from './advice.ts';
import type { VerdictChange } from './changes.ts';
import type { Sight } from './memory.ts';

/** How the vantage's own sight turned, where it did. */
export interface SightChange {
  readonly from: Sight;
  readonly to: Sight;
  readonly sinceAt: Instant;
}

interface News {
  readonly topology: Topology;
  readonly vantage: string;
  /** Where it is the word of several vantages together: their names. */
  readonly merged?: readonly string[];
  /** When the round began that found it. */
  readonly at: Instant;
  readonly changes: readonly VerdictChange[];
  readonly sight: SightChange | null;
  readonly advice?: readonly Advice[];
}

const SIGHT_WORDS = {
  clear: 'sees clearly again',
  doubtful: 'lost nearly everything at once and waits before it believes that',
  blind: 'is cut off: none of its canaries answers, so it says unknown',
  silent: 'is silent: no engine has anything of it that can be believed, so it says unknown',
} as const satisfies Readonly<Record<Sight, string>>;

/** What exactly it is quotes the engine, and stays in the log. */
const SOURCE_ADVICE = 'It answers, and not all of its answer is of use; the log says why.';

/**
 * What `--on-change` gives to its command: one JSON object, with nothing in it that is private. `text` says the same in
 * plain sentences, one a line, for those who have no use for the rest.
 */
export function changeMessage(news: News): string {
  const { topology, vantage, merged, at, sight, advice = [] } = news;
  const changes = news.changes.map((change) => ({ ...change, ...namesOf(topology, change.server) }));
  const advised = advice.map((one) => advisedOf(topology, one));
  const value = {
    version: 1,
    site: topology.site.name,
    vantage,
    ...(merged === undefined ? {} : { vantages: merged }),
    at: writeInstant(at),
    ...(sight === null
      ? {}
      : { sight: { from: sight.from, to: sight.to, since: writeInstant(sight.sinceAt) } }),
    changes: changes.map(({ from, to, sinceAt, ...server }) => ({
      ...serverValue(server),
      from,
      to,
      ...(sinceAt === undefined ? {} : { since: writeInstant(sinceAt) }),
    })),
    ...(advised.length === 0 ? {} : { advice: advised.map(({ value: told }) => told) }),
    text: [
      ...(sight === null ? [] : [sightLine(vantage, sight, merged)]),
      ...changes.map(changeLine),
      ...advised.map(({ line }) => line),
    ]
      .map((line) => `${line}\n`)
      .join(''),
  };
  return `${JSON.stringify(value)}\n`;
}

type Named = { readonly server: Id } & ReturnType<typeof namesOf>;

function serverValue({ server, name, group }: Named) {
  return { server, name, ...(group === undefined ? {} : { group: group.id, group_name: group.name }) };
}

/** `gw1 (AV/GreyListing)` */
function fullName({ name, group }: Named): string {
  return group === undefined || group.name === name ? name : `${name} (${group.name})`;
}

function changeLine({ from, to, sinceAt, ...server }: VerdictChange & Named): string {
  const since = sinceAt === undefined ? '' : ` since ${clock(sinceAt)}`;
  return `${fullName(server)} is ${to}${since}; it was ${from}.`;
}

function sightLine(vantage: string, { to, sinceAt }: SightChange, merged?: readonly string[]): string {
  if (merged === undefined) return `${vantage} ${SIGHT_WORDS[to]}, since ${clock(sinceAt)}.`;
  const they = `The vantages${merged.length === 0 ? '' : ` (${merged.join(', ')})`}`;
  const what = to === 'clear' ? 'can tell of servers again' : 'can tell of no server, so all are unknown';
  return `${they} ${what}, since ${clock(sinceAt)}.`;
}

/** Field by field: what the other side said is not among it. */
function advisedOf(topology: Topology, advice: Advice) {
  if ('source' in advice) {
    const { source } = advice;
    return { value: { source, text: SOURCE_ADVICE }, line: `Source ${source}: ${inSentence(SOURCE_ADVICE)}` };
  }
  const { server, kind, warnings } = advice;
  const named = { server, ...namesOf(topology, server) };
  const text = warnings.join(' ');
  return {
    value: { ...serverValue(named), kind, text },
    line: `${kind} of ${fullName(named)}: ${inSentence(text)}`,
  };
}

function inSentence(text: string): string {
  return `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;
}

function namesOf(topology: Topology, id: Id) {
  for (const group of groupsOf(topology)) {
    const server = group.servers.find((one) => one.id === id);
    if (server !== undefined) return { name: server.name, group: { id: group.id, name: group.name } };
  }
  return { name: id, group: undefined };
}

/** `2010-09-03 22:10 UTC`. Staff read it anywhere. */
function clock(at: Instant): string {
  return `${writeInstant(at).slice(0, 16).replace('T', ' ')} UTC`;
}
