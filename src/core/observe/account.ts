import * as z from 'zod';
import type { Instant } from '../model/time.ts';
import { VOTE_REASONS } from '../model/vote.ts';
import type { Vote, VoteReason } from '../model/vote.ts';
import type { SourcedVote } from './source-votes.ts';
import { readJson } from '../parse/json-text.ts';

/*
 * What one round was made of: every vote with where it came from, and how each engine answered. Kept in `state/votes.json`
 * for staff who do not believe a light. Private: it holds what servers and engines said.
 */

/** What a source is called that is the prober's own checks. */
export const OWN_CHECKS = 'probe';

export interface AccountedSource {
  readonly name: string;
  readonly type: string;
  /** Why it had no answer; null where it had one. */
  readonly failure: string | null;
  readonly notes: readonly string[];
  /** So many things it said anything of. */
  readonly reports: number;
  /** In whole milliseconds. */
  readonly tookMs: number;
}

export interface RoundAccount {
  /** When the round began. */
  readonly at: Instant;
  /** The prober's own. */
  readonly vantage: string;
  /** From one round to the next. */
  readonly everyMs: number;
  /** In the order of servers as they were asked; the prober's own first. */
  readonly votes: readonly Omit<SourcedVote, 'verdict'>[];
  readonly sources: readonly AccountedSource[];
  /** Of vantages that have any. */
  readonly canaries: ReadonlyMap<string, 'answering' | 'failing'>;
}

const ACCOUNT_VERSION = 1;
/** In UTF-16 code units: two thousand servers seen from ten places, with a detail each. */
export const MAX_ACCOUNT_LENGTH = 20_000_000;

export function accountText({ at, vantage, everyMs, votes, sources, canaries }: RoundAccount): string {
  const value = {
    version: ACCOUNT_VERSION,
    at,
    vantage,
    everyMs,
    sources,
    canaries: Object.fromEntries(canaries),
    votes: votes.map(voteValue),
  };
  return `${JSON.stringify(value)}\n`;
}

/** Field by field, because votes come from several hands. */
function voteValue({
  source,
  server,
  vantage,
  reason,
  at,
  settled,
  sinceAt,
  sinceIsAtLeast,
  detail,
}: RoundAccount['votes'][number]) {
  return { source, server, vantage, reason, at, settled, sinceAt, sinceIsAtLeast, detail };
}

/** Undefined for what is torn, of another version, or of another program. Never throws for bad input. */
export function readAccount(text: string): RoundAccount | undefined {
  if (text.length > MAX_ACCOUNT_LENGTH) return undefined;
  const { success, data } = accountSchema.safeParse(readJson(text));
  if (!success) return undefined;
  const { at, vantage, everyMs, votes, sources, canaries } = data;
  return { at, vantage, everyMs, votes, sources, canaries };
}

const REASONS = Object.keys(VOTE_REASONS) as VoteReason[];
const instant = z.int();

const vote: z.ZodType<Omit<SourcedVote, 'verdict'>> = z.object({
  source: z.string(),
  server: z.string(),
  vantage: z.string(),
  reason: z.enum(REASONS),
  at: instant,
  settled: z.literal(true).exactOptional(),
  sinceAt: instant.exactOptional(),
  sinceIsAtLeast: z.literal(true).exactOptional(),
  detail: z.string().exactOptional(),
});

const source: z.ZodType<AccountedSource> = z.object({
  name: z.string(),
  type: z.string(),
  failure: z.string().nullable(),
  notes: z.array(z.string()),
  reports: z.int(),
  tookMs: z.int(),
});

const accountSchema = z.object({
  version: z.literal(ACCOUNT_VERSION),
  at: instant,
  vantage: z.string(),
  everyMs: z.number(),
  votes: z.array(vote),
  sources: z.array(source),
  canaries: z
    .record(z.string(), z.enum(['answering', 'failing']))
    .transform((found) => new Map(Object.entries(found))),
});

/** A vote of the prober's own, with what its failing checks had to say. */
export function ownVote(vote: Vote, details: readonly string[]): SourcedVote {
  return { ...vote, source: OWN_CHECKS, ...(details.length === 0 ? {} : { detail: details.join('; ') }) };
}
