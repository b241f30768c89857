import { didYouMean } from '../src/core/parse/suggest.ts';
import { ageOf, DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../src/core/model/time.ts';
import { groupsOf, serversOf } from '../src/core/model/topology.ts';
import type { Id, Topology } from '../src/core/model/topology.ts';
import type { ExplainInput } from '../src/core/observe/explain.ts';
import { createExplainer } from '../src/core/observe/explain.ts';
import { explainFleet } from '../src/core/observe/explain-fleet.ts';
import { formatDuration } from '../src/core/parse/duration.ts';
import { listWords, quoteValue } from '../src/core/parse/value-words.ts';
import { createWords } from '../src/render/words/words.ts';
import { readExplanation } from '../src/shell/probe/explaining.ts';
import { UserError } from '../src/shell/user-error.ts';
import { fleetLines } from './explain-fleet.ts';
import { serverLines } from './explain-server.ts';
import type { Speech } from './explain-words.ts';
import { displayPath, EXIT, say } from './options.ts';
import type { ExitCode, Io } from './options.ts';

export interface ExplainFolders {
  readonly siteDir: string;
  readonly stateDir: string;
}

/** Prints why a server's light is what it is; without a name, of which servers that is worth asking. Only reads. */
export async function runExplain(
  name: string | null,
  { siteDir, stateDir }: ExplainFolders,
  io: Io,
): Promise<ExitCode> {
  const input = await readExplanation({
    siteDir,
    stateDir,
    env: io.env,
    now: io.now(),
    nameOf: (file) => displayPath(file, io),
  });
  say(io.stdout, ...explanation(name, input));
  return EXIT.fine;
}

/** @throws UserError for what is no server of the topology */
export function explanation(name: string | null, input: ExplainInput): readonly string[] {
  const speech = speechOf(input);
  const { topology, account } = input;
  if (name !== null) return serverLines(createExplainer(input)(serverNamed(name, topology)), speech);
  return fleetLines(explainFleet(input), { siteName: topology.site.name, vantage: account.vantage }, speech);
}

function speechOf({ topology, account, roundAt, now }: ExplainInput): Speech {
  const { locale, timezone, freshForMs } = topology.site;
  const words = createWords({ locale, timezone });
  const ageMs = (at: number) => Math.max(0, now - at);
  const isToday = (at: number) => words.isoDay(at) === words.isoDay(now);
  return {
    time: (at) => `${words.time(at, now)} ${words.zoneName(at)}`,
    short: (at) => (isToday(at) ? words.clock(at) : words.dayShort(at)),
    age: (at) => (ageMs(at) < MINUTE_MS ? seconds(ageMs(at)) : words.age(ageOf(at, now))),
    brief: (at) => briefly(ageMs(at)),
    freshFor: formatDuration(freshForMs),
    every: formatDuration(account.everyMs),
    roundAt,
  };
}

function seconds(ms: number): string {
  const count = Math.floor(ms / SECOND_MS);
  return `${String(count)} second${count === 1 ? '' : 's'}`;
}

/** Floored, and in seconds below two minutes: rounds are often no further apart. */
const BRIEF_UNITS = [
  { belowMs: 2 * MINUTE_MS, unitMs: SECOND_MS, name: 's' },
  { belowMs: HOUR_MS, unitMs: MINUTE_MS, name: 'm' },
  { belowMs: 2 * DAY_MS, unitMs: HOUR_MS, name: 'h' },
  { belowMs: Infinity, unitMs: DAY_MS, name: 'd' },
] as const;

function briefly(ms: number): string {
  const { unitMs, name } = BRIEF_UNITS.find(({ belowMs }) => ms < belowMs) ?? BRIEF_UNITS[3];
  return `${String(Math.floor(ms / unitMs))}${name}`;
}

/** The server of that id, or else of that name. */
function serverNamed(name: string, topology: Topology): Id {
  const servers = serversOf(topology);
  const typed = name.trim().toLowerCase();
  const exact = servers.find(({ id }) => id === typed);
  if (exact !== undefined) return exact.id;
  const [found, ...others] = servers.filter((server) => server.name.toLowerCase() === typed);
  if (found !== undefined && others.length === 0) return found.id;
  if (found !== undefined) {
    const ids = [found, ...others].map(({ id }) => quoteValue(id));
    throw new UserError(`several servers are called ${quoteValue(name)}`, {
      hint: `Name it by its id: ${listWords(ids)}.`,
    });
  }
  throw new UserError(`there is no server ${quoteValue(name)} in topology.yml`, {
    hint: hintFor(name, topology),
  });
}

const MAX_HINTED = 8;

function hintFor(name: string, topology: Topology): string {
  const group = groupsOf(topology).find(({ id }) => id === name.trim().toLowerCase());
  const idsOf = (servers: readonly { readonly id: Id }[]) =>
    listWords(servers.slice(0, MAX_HINTED).map(({ id }) => quoteValue(id)));
  if (group !== undefined) return `That is a group; its servers are ${idsOf(group.servers)}.`;
  const servers = serversOf(topology);
  const meant = didYouMean(
    name,
    servers.flatMap((server) => [server.id, server.name]),
  );
  if (meant !== undefined) return `Did you mean ${quoteValue(meant)}?`;
  return servers.length <= MAX_HINTED
    ? `Its servers are ${idsOf(servers)}.`
    : 'Without a name, --explain lists the servers that are in doubt.';
}
