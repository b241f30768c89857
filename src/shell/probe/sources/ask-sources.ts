import { SECOND_MS } from '../../../core/model/time.ts';
import type { Instant } from '../../../core/model/time.ts';
import type { Id } from '../../../core/model/topology.ts';
import { votesOf, votesWithout } from '../../../core/observe/source-votes.ts';
import type {
  SourceAnswer,
  SourceFindings,
  SourceMemory,
  SourceRules,
} from '../../../core/observe/source-votes.ts';
import { cleanText } from '../../../core/parse/clean-text.ts';
import { failureOf } from '../failure.ts';
import type { ProbeWorld } from '../kind.ts';
import type { SourceWorld } from './source-kind.ts';
import { withoutSecrets } from './without-secrets.ts';

/** A source with its options, ready to be asked. */
export interface Source {
  readonly type: string;
  readonly rules: SourceRules;
  readonly timeoutMs: number;
  /** Of what is quoted from it, none of these is written down. */
  secrets(): readonly string[];
  ask(world: SourceWorld): Promise<SourceAnswer>;
}

/** What came of asking one source. */
export interface AskedSource {
  readonly source: Source;
  readonly findings: SourceFindings;
  /** Why it has no answer, for staff; null where it has one. */
  readonly failure: string | null;
  readonly notes: readonly string[];
  /** What it said anything of. */
  readonly reports: number;
  readonly tookMs: number;
}

export interface AskOptions {
  readonly servers: readonly Id[];
  /** Source → what it spoke of until now. */
  readonly memory: ReadonlyMap<string, SourceMemory>;
  /** None is waited for any longer, whatever its own time limit. */
  readonly deadlineMs: number;
  readonly world: Omit<ProbeWorld, 'signal'>;
  readonly signal: AbortSignal;
}

const MAX_DETAIL_LENGTH = 400;
const MAX_NOTES = 20;

/** All of them at once, each with its own time. One that fails costs its votes and nothing else. */
export function askSources(sources: readonly Source[], options: AskOptions): Promise<readonly AskedSource[]> {
  return Promise.all(sources.map((source) => askSource(source, options)));
}

async function askSource(source: Source, options: AskOptions): Promise<AskedSource> {
  const { rules } = source;
  const startedAt = performance.now();
  const memory = options.memory.get(rules.name) ?? new Map();
  const context = { rules, servers: options.servers, memory };
  const tell = quoting(source);
  try {
    const answer = tidy(await answerOf(source, options, memory.size === 0), tell);
    const findings = votesOf(answer, { ...context, now: timeOf(options) });
    const { reports, notes } = answer;
    return { source, findings, failure: null, notes, reports: reports.length, tookMs: since(startedAt) };
  } catch (error) {
    const failure = tell(failureWords(error));
    const findings = votesWithout(failure, { ...context, now: timeOf(options) });
    return { source, findings, failure, notes: [], reports: 0, tookMs: since(startedAt) };
  }
}

const timeOf = ({ world }: AskOptions): Instant => Math.floor(world.now());
const since = (startedAt: number) => performance.now() - startedAt;

async function answerOf(source: Source, options: AskOptions, isFirst: boolean): Promise<SourceAnswer> {
  const limitMs = Math.min(source.timeoutMs, options.deadlineMs);
  const ending = new AbortController();
  const end = () => ending.abort();
  options.signal.addEventListener('abort', end, { once: true });
  let timer: NodeJS.Timeout | undefined;
  const overtime = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooLate(limitMs)), limitMs);
  });
  try {
    const names = new Set([
      ...options.servers.flatMap((server) => source.rules.servers.get(server) ?? [server]),
      ...source.rules.canaries,
    ]);
    const world = { ...options.world, signal: ending.signal, names, limitMs, isFirst };
    return await Promise.race([source.ask(world), overtime]);
  } finally {
    clearTimeout(timer);
    ending.abort();
    options.signal.removeEventListener('abort', end);
  }
}

class TooLate extends Error {
  constructor(limitMs: number) {
    super(`no answer within ${(limitMs / SECOND_MS).toFixed(1)} s`);
    this.name = 'TooLate';
  }
}

/** A bug in how a source is read is that source's failure: the round goes on, and says so. */
function failureWords(error: unknown): string {
  if (error instanceof TooLate) return error.message;
  try {
    return failureOf(error).message;
  } catch {
    return `asking it failed, which is a bug: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** What a source says, without what must not be written down: whoever is asked may quote the question. */
function quoting(source: Source): (text: string) => string {
  let secrets: readonly string[];
  try {
    secrets = source.secrets();
  } catch {
    // It could not be read, so it was not sent either.
    secrets = [];
  }
  const hide = withoutSecrets(secrets);
  return (text) => cleanText(hide(text), MAX_DETAIL_LENGTH);
}

function tidy(answer: SourceAnswer, tell: (text: string) => string): SourceAnswer {
  return {
    boots: answer.boots,
    notes: answer.notes.slice(0, MAX_NOTES).map(tell),
    reports: answer.reports.map((report) =>
      report.detail === undefined ? report : { ...report, detail: tell(report.detail) },
    ),
  };
}
