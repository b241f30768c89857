import { groupBy } from '../group-by.ts';
import { compareText } from '../model/diagnostic.ts';
import { DAY_MS, SECOND_MS } from '../model/time.ts';
import type { Instant } from '../model/time.ts';
import type { Id } from '../model/topology.ts';
import { VOTE_REASONS } from '../model/vote.ts';
import type { Vote, VoteReason } from '../model/vote.ts';
import { cleanVantage } from '../parse/snapshot-schema.ts';
import { foldReasons } from './outcome.ts';
import type { Canaries } from './round.ts';
import { MAX_SKEW_MS } from './skew.ts';

/*
 * A monitoring engine's answer as votes. What an engine says of a thing is a report; what its reports amount to for one
 * server, seen from one vantage, is a vote like that of our own prober, and the same rounds decide what becomes of it.
 */

/** What an engine says of one thing it checks. Private, as everything an engine says. */
export interface EngineReport {
  /** As the engine calls it. */
  readonly name: string;
  /** Where it was checked from, as the engine calls that; absent where the engine has one place only. */
  readonly vantage?: string;
  readonly reason: VoteReason;
  /** When it was checked, by our clock. Without meaning where the verdict is unknown. */
  readonly at: Instant;
  /** It is believed for so long, in place of what the source says of all. */
  readonly believedForMs?: number;
  readonly settled?: true;
  readonly sinceAt?: Instant;
  readonly sinceIsAtLeast?: true;
  /** For staff, in the log and where a verdict is explained. */
  readonly detail?: string;
}

export interface SourceAnswer {
  readonly reports: readonly EngineReport[];
  /** When machines started, by the engine's names. */
  readonly boots: ReadonlyMap<string, Instant>;
  /** What staff should know of the answer. One sentence each, without its full stop. */
  readonly notes: readonly string[];
}

/** How a source's answers are read; from `sources:` of the topology. */
export interface SourceRules {
  /** Tells it from the others; for staff. */
  readonly name: string;
  /** The place it looks from where it names none, as members read it. */
  readonly vantage: string;
  /** Its names of places → ours. One that is not named here keeps its name. */
  readonly vantages: ReadonlyMap<string, string>;
  /** Server → its names in the engine, all of which must be well. One that is not named here is called by its id. */
  readonly servers: ReadonlyMap<Id, readonly string[]>;
  /** Names in the engine: where none of them is well, the vantage sees nothing. */
  readonly canaries: readonly string[];
  /** What is older is no longer believed. */
  readonly believedForMs: number;
}

/** Vantage → server → when the source last spoke of it. */
export type SourceMemory = ReadonlyMap<string, ReadonlyMap<Id, Instant>>;

/** A vote with where it came from. Private. */
export interface SourcedVote extends Vote {
  readonly source: string;
  readonly detail?: string;
}

export interface SourceFindings {
  readonly votes: readonly SourcedVote[];
  readonly canaries: Canaries;
  readonly boots: ReadonlyMap<Id, Instant>;
  readonly memory: SourceMemory;
  /** The longest that anything it told is believed for. */
  readonly believedForMs: number;
}

interface SourceContext {
  readonly rules: SourceRules;
  readonly servers: readonly Id[];
  /** What the source spoke of until now. */
  readonly memory: SourceMemory;
  readonly now: Instant;
}

/** A server that a source has not spoken of for so long is none of its business any more. */
const FORGET_AFTER_MS = DAY_MS;

/** What an answer amounts to. A server it does not speak of, and did before, is unknown from there. */
export function votesOf(answer: SourceAnswer, context: SourceContext): SourceFindings {
  const { rules, servers, now } = context;
  const byVantage = groupBy(
    answer.reports.map((report) => believed(report, rules, now)),
    ({ vantage }) => publicName(vantage, rules),
  );
  const names = new Set([...byVantage.keys(), ...context.memory.keys()]);
  const votes: SourcedVote[] = [];
  const memory = new Map<string, ReadonlyMap<Id, Instant>>();
  const canaries = new Map<string, 'answering' | 'failing'>();
  for (const vantage of [...names].sort(compareText)) {
    const reports = groupBy(byVantage.get(vantage) ?? [], ({ name }) => name);
    const toldAt = new Map(stillKnown(context.memory.get(vantage), context));
    for (const server of servers) {
      const told = namesOf(server, rules).map((name) => reports.get(name) ?? []);
      if (told.some((found) => found.length > 0)) toldAt.set(server, now);
      if (toldAt.has(server)) votes.push(voteOn(server, vantage, told, context));
    }
    if (toldAt.size > 0) memory.set(vantage, toldAt);
    const seen = rules.canaries.flatMap((name) => reports.get(name) ?? []);
    if (seen.length > 0) canaries.set(vantage, seen.some(isWell) ? 'answering' : 'failing');
  }
  const believedForMs = answer.reports.reduce(
    (longest, report) => Math.max(longest, report.believedForMs ?? 0),
    rules.believedForMs,
  );
  return { votes, canaries, memory, boots: bootsOf(answer, context), believedForMs };
}

/** No answer costs the source its votes: everything it spoke of is unknown from there. */
export function votesWithout(detail: string, context: SourceContext): SourceFindings {
  const { rules, now, memory: before } = context;
  const memory = new Map(
    [...before]
      .map(([vantage, known]) => [vantage, stillKnown(known, context)] as const)
      .filter(([, known]) => known.size > 0),
  );
  const votes = [...memory].flatMap(([vantage, known]) =>
    [...known.keys()].map((server): SourcedVote => ({
      source: rules.name,
      server,
      vantage,
      verdict: 'unknown',
      reason: 'source-failed',
      at: now,
      detail,
    })),
  );
  return { votes, canaries: new Map(), boots: new Map(), memory, believedForMs: rules.believedForMs };
}

const isWell = ({ reason }: EngineReport) => reason === 'ok';

function publicName(vantage: string | undefined, { vantage: only, vantages }: SourceRules): string {
  const name = vantage === undefined ? '' : cleanVantage(vantages.get(vantage) ?? vantage);
  return name === '' ? only : name;
}

function namesOf(server: Id, { servers }: SourceRules): readonly string[] {
  return servers.get(server) ?? [server];
}

function stillKnown(
  known: ReadonlyMap<Id, Instant> | undefined,
  { servers, now }: SourceContext,
): ReadonlyMap<Id, Instant> {
  const wanted = new Set(servers);
  const isRecent = (at: Instant) => Math.abs(now - at) <= FORGET_AFTER_MS;
  return new Map([...(known ?? [])].filter(([server, at]) => wanted.has(server) && isRecent(at)));
}

/** The report as it may be believed now; what cannot tell tells so now. */
function believed(report: EngineReport, rules: SourceRules, now: Instant): EngineReport {
  if (VOTE_REASONS[report.reason] === 'unknown') return { ...report, at: now };
  const { believedForMs = rules.believedForMs } = report;
  const ageMs = now - report.at;
  if (ageMs > believedForMs)
    return { ...report, reason: 'stale', at: now, detail: tooOldWords(ageMs, believedForMs) };
  if (ageMs < -MAX_SKEW_MS) return { ...report, reason: 'stale', at: now, detail: AHEAD };
  return { ...report, at: Math.min(report.at, now) };
}

const AHEAD = 'it was checked in the future, so one of the two clocks is wrong';

/** For staff, of what an engine looked at too long ago. */
export function tooOldWords(ageMs: number, believedForMs: number): string {
  const [age, limit] = [ageMs, believedForMs].map((ms) => String(Math.round(ms / SECOND_MS)));
  return `checked ${String(age)} s ago, and believed for ${String(limit)} s`;
}

/** All its names must be well, and all the engine says of each of them. */
function voteOn(
  server: Id,
  vantage: string,
  told: readonly (readonly EngineReport[])[],
  { rules, now }: SourceContext,
): SourcedVote {
  const absent: EngineReport = { name: '', reason: 'not-reported', at: now };
  const reports = told.flatMap((found) => (found.length === 0 ? [absent] : found));
  const reason = foldReasons(reports.map((report) => report.reason));
  const verdict = VOTE_REASONS[reason];
  const saying = reports.filter((report) => VOTE_REASONS[report.reason] === verdict);
  const detail = saying.find((report) => report.reason === reason && report.detail !== undefined)?.detail;
  return {
    source: rules.name,
    server,
    vantage,
    verdict,
    reason,
    ...timesOf(saying, verdict),
    ...(detail === undefined ? {} : { detail }),
  };
}

/** Online is as old as the oldest of its reports and began with the latest; offline the other way round. */
function timesOf(
  saying: readonly EngineReport[],
  verdict: Vote['verdict'],
): Pick<Vote, 'at' | 'settled' | 'sinceAt' | 'sinceIsAtLeast'> {
  const times = saying.map(({ at }) => at);
  const at = verdict === 'online' ? least(times) : greatest(times);
  if (verdict === 'unknown') return { at };
  const settled = saying.every((report) => report.settled === true) ? { settled: true as const } : {};
  const told = saying.filter(({ sinceAt }) => sinceAt !== undefined);
  // Whoever does not say when may have been the last to recover.
  const isTold = told.length > 0 && (verdict === 'offline' || told.length === saying.length);
  if (!isTold) return { at, ...settled };
  const sorted = [...told].sort((a, b) => (a.sinceAt ?? 0) - (b.sinceAt ?? 0));
  const decisive = verdict === 'offline' ? sorted[0] : sorted.at(-1);
  const { sinceAt = at, sinceIsAtLeast } = decisive ?? {};
  return {
    at,
    ...settled,
    sinceAt: Math.min(sinceAt, at),
    ...(sinceIsAtLeast === undefined ? {} : { sinceIsAtLeast }),
  };
}

const least = (times: readonly Instant[]) => times.reduce((a, b) => Math.min(a, b), Infinity);
const greatest = (times: readonly Instant[]) => times.reduce((a, b) => Math.max(a, b), -Infinity);

/** Of several names of one server the latest start counts: part of it began anew. */
function bootsOf({ boots }: SourceAnswer, { rules, servers }: SourceContext): ReadonlyMap<Id, Instant> {
  const found = servers.flatMap((server): [Id, Instant][] => {
    const told = namesOf(server, rules).flatMap((name) => boots.get(name) ?? []);
    return told.length === 0 ? [] : [[server, greatest(told)]];
  });
  return new Map(found);
}
