import { ageOf } from '../../core/model/time.ts';
import { codeOf } from '../probe/network-errors.ts';
import { pause } from '../pause.ts';
import { UserError } from '../user-error.ts';
import type { Problem, ProblemCode, TurnReport } from './turn.ts';

/*
 * The dead man's switch: somebody else's clock, which rings when it has not been wound up for too long. What it must
 * notice is a publisher that no longer runs, a machine that is gone, a network that is cut: so silence is the alarm, and a
 * publisher that can speak speaks only when all is well, or to say that nothing could be published at all.
 *
 * A turn that published with problems (an old topology in force, a pull or a deploy that failed) keeps silent. One such
 * turn is no reason to wake anybody; when it lasts, the switch's own patience runs out and it rings.
 */

/** Once more after a failure, and no more. */
const ATTEMPTS = 2;
const PAUSE_MS = 1_000;
const MAX_REDIRECTS = 3;
const MAX_URL_LENGTH = 2_000;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** A redirect by one of these is followed with the same method and the same text (RFC 9110, 15.4). */
const KEEPS_METHOD: ReadonlySet<number> = new Set([307, 308]);

/** Problems that are known to staff, or to the page itself, by other ways; the publisher does what it should. */
const TOLERATED: ReadonlySet<ProblemCode> = new Set([
  'content-errors',
  'snapshot-unusable',
  'ping-failed',
  'metrics-failed',
]);

export interface PingOptions {
  /** A secret: whoever knows it can keep the switch quiet. */
  readonly url: URL;
  readonly report: TurnReport;
  /** For everything, a second try included. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
  /** Before the second try. */
  readonly pauseMs?: number;
}

/** @throws UserError for what is no address that can be asked; the message never repeats it, because it is a secret */
export function parseHeartbeatUrl(text: string): URL {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  const problem =
    url === null || text.length > MAX_URL_LENGTH
      ? 'is no address of the web'
      : url.protocol !== 'https:' && url.protocol !== 'http:'
        ? 'begins with neither https: nor http:'
        : url.username !== '' || url.password !== ''
          ? 'has a name or a password before the @, which cannot be sent'
          : null;
  if (url !== null && problem === null) {
    url.hash = '';
    return url;
  }
  throw new UserError(`the address of the heartbeat ${problem ?? ''}`, {
    hint: 'Give the whole address that your dead man’s switch shows, such as https://hc-ping.com/… , with --heartbeat or as SIGNALBOX_HEARTBEAT.',
  });
}

/** True for a turn that published, and went well in everything the dead man's switch stands for. */
export function isGoodPublish({ published, problems }: TurnReport): boolean {
  return published && problems.every(({ code }) => TOLERATED.has(code));
}

/**
 * Tells the dead man's switch how a turn went, by the convention of healthchecks.io: the address for success, with `/fail`
 * behind its path for failure. Null where that went well, or where silence is what is to be told. Never rejects.
 */
export async function pingHeartbeat(options: PingOptions): Promise<Problem | null> {
  const { url, report, limitMs, signal, pauseMs = PAUSE_MS } = options;
  const isGood = isGoodPublish(report);
  if (report.published && !isGood) return null;
  const asked = {
    url: isGood ? url : failUrl(url),
    body: isGood ? successText(report) : failureText(report),
  };
  // Each try has its share of the time, so that a first one that hangs leaves some for the second.
  const tryMs = Math.max(1, (limitMs - pauseMs) / ATTEMPTS);
  for (let attempt = 1; ; attempt += 1) {
    const answer = await within(tryMs, signal, (ended) => post(asked, ended));
    if (answer === null) return null;
    if (!answer.mayPass || attempt === ATTEMPTS || signal.aborted) return failed(url, answer.problem);
    await pause(pauseMs, signal);
    if (signal.aborted) return failed(url, answer.problem);
  }
}

/** `/fail` belongs to the path; what is asked behind a `?` stays behind it. */
function failUrl(url: URL): URL {
  const fail = new URL(url);
  fail.pathname = `${url.pathname.replace(/\/+$/, '')}/fail`;
  return fail;
}

function successText({ startedAt, durationMs, takenAt, ...report }: TurnReport): string {
  const age = takenAt === undefined ? null : ageOf(takenAt, startedAt + durationMs);
  const data = age === null ? 'missing' : `${String(age.count)} ${age.unit}${age.count === 1 ? '' : 's'} old`;
  return [
    `files written: ${String(report.changed.length)}`,
    `pages rendered: ${String(report.pagesRendered)} of ${String(report.pagesPlanned)}`,
    `data of the probes: ${data}`,
    '',
  ].join('\n');
}

/** Codes alone: messages may name hosts and paths, and this leaves the house. */
function failureText({ problems }: TurnReport): string {
  return `nothing published: ${problems.map(({ code }) => code).join(', ') || 'no reason given'}\n`;
}

/** Never the address, of which the host is no secret. */
function failed(url: URL, problem: string): Problem {
  return { code: 'ping-failed', message: `the heartbeat at ${url.host} was not taken: ${problem}` };
}

/** Answers that another try may change; any other refusal stands. */
function isPassing(status: number): boolean {
  return status >= 500 || status === 408 || status === 429;
}

interface Refusal {
  readonly problem: string;
  /** True where another try may go better. */
  readonly mayPass: boolean;
}

/**
 * Not `AbortSignal.any`: what it makes is kept by a signal that lives as long as the publisher (nodejs/node#54614).
 */
async function within(
  limitMs: number,
  signal: AbortSignal,
  act: (ended: AbortSignal) => Promise<Refusal | null>,
): Promise<Refusal | null> {
  const ending = new AbortController();
  const end = () => ending.abort();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    end();
  }, limitMs);
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  try {
    return await act(ending.signal);
  } catch (error) {
    if (signal.aborted) return { problem: 'the publisher was told to stop', mayPass: false };
    if (isLate) return { problem: 'it did not answer in time', mayPass: true };
    return { problem: reasonOf(error), mayPass: true };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}

/** Undici wraps what the system says; its own message may name the address. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = codeOf(cause);
  return code === undefined ? 'the connection failed' : `the connection failed (${code})`;
}

async function post(
  { url, body }: { readonly url: URL; readonly body: string },
  signal: AbortSignal,
): Promise<Refusal | null> {
  let asked: { url: URL; method: 'GET' | 'POST' } = { url, method: 'POST' };
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const response = await fetch(asked.url, {
      method: asked.method,
      redirect: 'manual',
      signal,
      headers: { 'user-agent': 'signalbox', 'content-type': 'text/plain; charset=utf-8' },
      ...(asked.method === 'POST' ? { body } : {}),
    });
    // Nobody reads it, and a body that is neither read nor given up keeps its connection.
    await response.body?.cancel();
    const { status, ok } = response;
    if (ok) return null;
    if (!REDIRECTS.has(status))
      return { problem: `it answered ${String(status)}`, mayPass: isPassing(status) };
    const target = redirectTarget(response.headers.get('location'), asked.url);
    if (target === null) return { problem: 'it redirects to where we do not follow', mayPass: false };
    asked = { url: target, method: KEEPS_METHOD.has(status) ? asked.method : 'GET' };
  }
  return { problem: `it redirects more than ${String(MAX_REDIRECTS)} times`, mayPass: false };
}

/** Null for what is no address of the web, and for one that would send the secret unencrypted. */
function redirectTarget(location: string | null, from: URL): URL | null {
  const target = location !== null && URL.canParse(location, from.href) ? new URL(location, from) : null;
  if (target === null || target.username !== '' || target.password !== '') return null;
  const isSafe = target.protocol === 'https:' || (target.protocol === 'http:' && from.protocol === 'http:');
  return isSafe ? target : null;
}
