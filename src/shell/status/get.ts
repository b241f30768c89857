import { codeOf } from '../probe/network-errors.ts';
import type { Instant } from '../../core/model/time.ts';

const MAX_REDIRECTS = 3;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export interface GetOptions {
  readonly url: URL;
  /** Of the body, in bytes. */
  readonly maxBytes: number;
  /** Ends it; its reason is an error whose message is told. */
  readonly signal: AbortSignal;
}

export interface Got {
  readonly body: string;
  /** Lower case, without parameters; empty where none was sent. */
  readonly contentType: string;
  /** Of the machine that answered; absent where it does not tell. */
  readonly dateAt?: Instant;
  /** For how long a cache has had it, by its own word; 0 where it says nothing. */
  readonly ageMs: number;
}

/** What went wrong, to follow the name of what was asked for: "answered 404". */
export interface NotGot {
  readonly problem: string;
}

/** Asks for one file, past caches as far as they let us. Never rejects, and reads no more than it was told to. */
export async function get(options: GetOptions): Promise<Got | NotGot> {
  try {
    return await follow(options);
  } catch (error) {
    const { signal } = options;
    return { problem: signal.aborted ? 'did not answer in time' : `cannot be reached (${reasonOf(error)})` };
  }
}

export function isGot(answer: Got | NotGot): answer is Got {
  return !('problem' in answer);
}

async function follow({ url, maxBytes, signal }: GetOptions): Promise<Got | NotGot> {
  let asked = url;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const response = await fetch(asked, {
      redirect: 'manual',
      signal,
      headers: { 'user-agent': 'signalbox', 'cache-control': 'no-cache', accept: '*/*' },
    });
    const { status, ok, headers } = response;
    if (ok) return await read(response, maxBytes);
    // Nobody reads it, and a body that is neither read nor given up keeps its connection.
    await response.body?.cancel();
    if (!REDIRECTS.has(status)) return { problem: `answered ${String(status)}` };
    const target = redirectTarget(headers.get('location'), asked);
    if (target === null) return { problem: 'redirects to where we do not follow' };
    asked = target;
  }
  return { problem: `redirects more than ${String(MAX_REDIRECTS)} times` };
}

/** Null for what is no address of the web, and for one that leaves encryption behind. */
function redirectTarget(location: string | null, from: URL): URL | null {
  const target = location !== null && URL.canParse(location, from.href) ? new URL(location, from) : null;
  if (target === null || target.username !== '' || target.password !== '') return null;
  const isSafe = target.protocol === 'https:' || (target.protocol === 'http:' && from.protocol === 'http:');
  return isSafe ? target : null;
}

async function read(response: Response, maxBytes: number): Promise<Got | NotGot> {
  const { headers } = response;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    // Leaving the loop gives the rest up.
    if (bytes > maxBytes) return { problem: `is longer than ${String(maxBytes)} bytes` };
    chunks.push(chunk);
  }
  const dateAt = Date.parse(headers.get('date') ?? '');
  const age = Number(headers.get('age') ?? 0);
  return {
    body: new TextDecoder().decode(Buffer.concat(chunks)),
    contentType: (headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
    ...(Number.isNaN(dateAt) ? {} : { dateAt }),
    ageMs: Number.isFinite(age) && age > 0 ? age * 1_000 : 0,
  };
}

/** Undici wraps what the system says. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return codeOf(cause) ?? 'the connection failed';
}
