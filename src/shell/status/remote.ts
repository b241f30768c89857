import type { Instant } from '../../core/model/time.ts';
import { SECOND_MS } from '../../core/model/time.ts';
import { cleanCode } from '../../render/text/clean.ts';
import type { Answer, SiteAccount } from './account.ts';
import { readApi } from './api-answer.ts';
import { get, isGot } from './get.ts';
import type { Got, NotGot } from './get.ts';
import { heartbeatProblem, hostTime, readHeartbeat, timeText } from './heartbeat-answer.ts';

/** Bodies, in bytes: of ours, none comes near. */
const MAX_HEARTBEAT_BYTES = 64_000;
const MAX_API_BYTES = 8_000_000;
const MAX_TEXT_BYTES = 1_000_000;

/** By default, for everything. */
export const REMOTE_LIMIT_MS = 10 * SECOND_MS;

export interface RemoteOptions {
  /** Of the site; its path ends with a slash. */
  readonly url: URL;
  /** Whether the page for terminals is wanted, too. */
  readonly wantsText: boolean;
  readonly limitMs: number;
  /** Our own clock, for a host that does not tell the time. */
  now(): Instant;
}

export interface RemoteAnswer {
  readonly answer: Answer;
  /** By the host's clock, where it has one. */
  readonly now: Instant;
}

const FILES = { heartbeat: 'heartbeat.json', api: 'api/signalbox.json', text: 'status.txt' } as const;

/**
 * What a site on the web says of itself now, or why that is not to be believed. Its state and its expiry come from
 * `/api/signalbox.json`; that somebody still publishes it, and the time, from `/heartbeat.json`; the words from `/status.txt`.
 */
export async function remoteAnswer({
  url,
  wantsText,
  limitMs,
  now: own,
}: RemoteOptions): Promise<RemoteAnswer> {
  const signal = AbortSignal.timeout(limitMs);
  const ask = (file: string, maxBytes: number) => get({ url: new URL(file, url), maxBytes, signal });
  const [heartbeat, api, text] = await Promise.all([
    ask(FILES.heartbeat, MAX_HEARTBEAT_BYTES),
    ask(FILES.api, MAX_API_BYTES),
    wantsText ? ask(FILES.text, MAX_TEXT_BYTES) : null,
  ]);
  return judged({ heartbeat, api, text }, url, own());
}

interface Files {
  readonly heartbeat: Got | NotGot;
  readonly api: Got | NotGot;
  /** Null where it is not wanted. */
  readonly text: Got | NotGot | null;
}

function judged({ heartbeat, api, text }: Files, url: URL, own: Instant): RemoteAnswer {
  const silent = (problem: string, now = own): RemoteAnswer => ({ answer: { problem }, now });
  const where = (file: string) => new URL(file, url).href;
  if (!isGot(heartbeat)) return silent(`${where(FILES.heartbeat)} ${heartbeat.problem}`);
  const beat = readHeartbeat(heartbeat.body);
  if (beat === null) return silent(`${where(FILES.heartbeat)} is no heartbeat of a Signalbox site`);
  const now = hostTime(heartbeat, beat, own);
  if (!isGot(api)) return silent(`${where(FILES.api)} ${api.problem}`, now);
  const told = readApi(api.body);
  if (told === null) return silent(`${where(FILES.api)} is no answer of a Signalbox site`, now);
  const account = { ...told, text: readText(text) };
  const problem = heartbeatProblem(beat, now) ?? accountProblem(account, now, beat.freshForMs);
  return { answer: problem === null ? account : { problem, account }, now };
}

/** Why what a site says is not believed at `now`; null where it is. One that believes nothing itself says so by its severity. */
function accountProblem(
  { takenAt, validUntilAt }: SiteAccount,
  now: Instant,
  freshForMs: number,
): string | null {
  if (takenAt !== undefined && takenAt > now + freshForMs)
    return `its data claims to be of ${timeText(takenAt)}, which is yet to come`;
  if (validUntilAt === undefined || now < validUntilAt) return null;
  return `what it says held until ${timeText(validUntilAt)}, and nobody knows the state since`;
}

/** Null for whatever is no text of ours; a page of HTML is none. */
function readText(text: Got | NotGot | null): string | null {
  if (text === null || !isGot(text)) return null;
  const isText = text.contentType === 'text/plain' || text.contentType === '';
  if (!isText || /^\s*<(?:!doctype|html)/i.test(text.body)) return null;
  return `${cleanCode(text.body).join('\n')}\n`;
}
