import http from 'node:http';
import * as z from 'zod';
import { cleanText } from '../../core/parse/clean-text.ts';
import { ProbeFailure } from './failure.ts';
import { exchange, longestExchange } from './http-exchange.ts';
import type { HttpRequest } from './http-exchange.ts';
import type { Notes } from './failure.ts';
import { outcomeOf } from './failure.ts';
import type { ProbeKind, ProbeWorld } from './kind.ts';
import {
  connectLimit,
  family,
  limit,
  shortOrLong,
  text,
  trustOf,
  trustShape,
  UNVERIFIED_ADVICE,
} from './options.ts';

/** Of the answer; a text that stands later is not found. */
const MAX_BODY_BYTES = 1024 * 1024;
const MAX_REDIRECTS = 5;
const MAX_HEADERS = 20;
const MAX_STATUS_ENTRIES = 20;

type Scheme = 'http' | 'https';

/** From the first to the last status, both included. */
interface StatusRange {
  readonly from: number;
  readonly to: number;
}

/** Options of a web address. */
export interface HttpOptions {
  readonly request: HttpRequest;
  readonly status: readonly StatusRange[];
  readonly contains: string | undefined;
  readonly redirects: number;
}

const STATUS_EXPECTED = 'a status such as 200, a range such as 2xx or 200-399, or a list of them';

const status = z
  .union([z.int(), z.string()], STATUS_EXPECTED)
  .refine((written) => readStatus(written) !== undefined, STATUS_EXPECTED)
  .transform((written): StatusRange => readStatus(written) ?? { from: 0, to: 0 });

function readStatus(written: number | string): StatusRange | undefined {
  const said = String(written);
  const family = /^([1-5])xx$/i.exec(said)?.[1];
  if (family !== undefined) return { from: Number(family) * 100, to: Number(family) * 100 + 99 };
  const [, first = '', last = first] = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/.exec(said) ?? [];
  return first === '' || last < first ? undefined : { from: Number(first), to: Number(last) };
}

const HEADERS_EXPECTED = 'names of headers with the text of each, and none that frames the message';
/** These belong to the message as we send it. */
const FRAMING = ['connection', 'content-length', 'transfer-encoding', 'upgrade', 'expect', 'te', 'trailer'];

const headers = z
  .record(z.string(), z.string())
  .refine(areSendable, HEADERS_EXPECTED)
  .default({})
  .describe('Headers to send, such as {Host: www.example.org}. They go to the host of the address alone.');

function areSendable(written: Readonly<Record<string, string>>): boolean {
  const entries = Object.entries(written);
  if (entries.length > MAX_HEADERS) return false;
  return entries.every(([name, value]) => {
    if (FRAMING.includes(name.toLowerCase())) return false;
    try {
      http.validateHeaderName(name);
      http.validateHeaderValue(name, value);
      return true;
    } catch {
      return false;
    }
  });
}

const URL_EXPECTED = (schemes: readonly Scheme[]) =>
  `an address that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')} and has no user in it`;

/** Of the address, and of how it is asked, but for the time it has. Shared with monitoring engines. */
export const addressShape = (schemes: readonly Scheme[]) => ({
  url: z
    .string(URL_EXPECTED(schemes))
    .refine((written) => isUrlOf(written, schemes), URL_EXPECTED(schemes))
    .describe('The address. A user and a password have options of their own.'),
  headers,
  user: text('The user of HTTP Basic authentication.').optional(),
  password: text('The password that goes with it.').optional(),
  ...trustShape(),
  family: family(),
  connect_timeout: connectLimit(),
});

/** The same with its time. Shared with the question for the time of boot. */
export const requestShape = (schemes: readonly Scheme[]) => ({
  ...addressShape(schemes),
  timeout: limit('10s', 'How long the answer may take, from the request to its last byte.'),
});

export function isUrlOf(written: string, schemes: readonly Scheme[]): boolean {
  if (!URL.canParse(written)) return false;
  const { protocol, username, password } = new URL(written);
  return schemes.some((scheme) => protocol === `${scheme}:`) && username === '' && password === '';
}

type RequestOutput = z.output<z.ZodObject<ReturnType<typeof requestShape>>>;

/** What is written as what is sent. */
export function requestOf(
  written: RequestOutput,
  maxBodyBytes: number,
  method: 'GET' | 'HEAD' = 'GET',
): HttpRequest {
  const { url, user, password } = written;
  const credentials = Buffer.from(`${user ?? ''}:${password ?? ''}`).toString('base64');
  return {
    url: new URL(url),
    method,
    headers: { ...written.headers, ...(user === undefined ? {} : { authorization: `Basic ${credentials}` }) },
    family: written.family,
    trust: trustOf(written),
    connectMs: written.connect_timeout,
    answerMs: written.timeout,
    maxBodyBytes,
  };
}

const SECRET_HEADERS = ['authorization', 'proxy-authorization', 'cookie'];

/** What `check` says of how a request is made. */
export function adviceOn({ url, headers: sent, trust }: HttpRequest): string[] {
  const hasSecret = Object.keys(sent).some((name) => SECRET_HEADERS.includes(name.toLowerCase()));
  return [
    ...(url.protocol === 'http:' && hasSecret
      ? ['sends a password or token over a connection that is not encrypted; use an https:// address']
      : []),
    ...(url.protocol === 'https:' && !trust.verify ? [UNVERIFIED_ADVICE] : []),
  ];
}

/** The kind for addresses of one scheme. */
export function httpKind(scheme: Scheme, about: string): ProbeKind<HttpOptions> {
  const long = z
    .strictObject({
      ...requestShape([scheme]),
      method: z.literal(['GET', 'HEAD'], 'GET or HEAD').default('GET').describe('GET or HEAD. Default: GET.'),
      status: z
        .union(
          [status, z.array(status).min(1, STATUS_EXPECTED).max(MAX_STATUS_ENTRIES, STATUS_EXPECTED)],
          STATUS_EXPECTED,
        )
        .prefault('200-399')
        .describe('Which status is fine: 200, 2xx, 200-399, or a list of them. Default: 200-399.'),
      contains: text('A text the answer has to contain, in its first 1 MB, letter by letter.').optional(),
      redirects: z
        .int(`a whole number from 0 to ${String(MAX_REDIRECTS)}`)
        .min(0, `a whole number from 0 to ${String(MAX_REDIRECTS)}`)
        .max(MAX_REDIRECTS, `a whole number from 0 to ${String(MAX_REDIRECTS)}`)
        .default(0)
        .describe('Follow so many redirects; the last answer counts. Default: 0, the first answer counts.'),
    })
    .refine(({ method, contains }) => method === 'GET' || contains === undefined, {
      error: 'no `contains` with HEAD, whose answer has no body',
      path: ['contains'],
    });
  return {
    name: scheme,
    about,
    options: shortOrLong(
      `an address such as ${scheme}://web1.internal/, or a mapping`,
      (written) => (isUrlOf(written, [scheme]) ? { url: written } : undefined),
      long,
    ).transform((written): HttpOptions => ({
      request: requestOf(written, MAX_BODY_BYTES, written.method),
      status: [written.status].flat(),
      contains: written.contains,
      redirects: written.redirects,
    })),
    maxMs: ({ request, redirects }) => (1 + redirects) * longestExchange(request),
    muteMs: ({ request: { connectMs, answerMs } }) => Math.max(connectMs, answerMs),
    advice: ({ request }) => adviceOn(request),
    run: (options, world) => outcomeOf((notes) => check(options, world, notes)),
  };
}

async function check(options: HttpOptions, world: ProbeWorld, notes: Notes): Promise<void> {
  const reply = await lastReply(options, world, notes);
  if (!options.status.some(({ from, to }) => from <= reply.status && reply.status <= to)) {
    throw new ProbeFailure(
      // 503 is how HTTP says that it will not serve.
      reply.status === 503 ? 'refusing' : 'bad-reply',
      `it answered with the status ${String(reply.status)}`,
    );
  }
  if (options.contains !== undefined && !reply.body.includes(options.contains)) {
    const { encoding = 'identity' } = reply;
    const packed =
      encoding === 'identity' ? '' : `; it came packed (${cleanText(encoding, 20)}), which is not undone`;
    throw new ProbeFailure(
      'bad-reply',
      `its answer, status ${String(reply.status)}, lacks the expected text${packed}`,
    );
  }
}

async function lastReply({ request, redirects }: HttpOptions, world: ProbeWorld, notes: Notes) {
  let next = request;
  for (let left = redirects; ; left -= 1) {
    const reply = await exchange(next, world, notes);
    if (redirects === 0 || reply.status < 300 || reply.status > 399 || reply.location === undefined)
      return reply;
    if (left === 0) throw new ProbeFailure('bad-reply', `more than ${String(redirects)} redirects`);
    next = redirected(next, reply.location);
  }
}

/** To another origin goes nothing but the question: no password, no header, no name for the certificate. */
function redirected(request: HttpRequest, location: string): HttpRequest {
  const url = URL.canParse(location, request.url) ? new URL(location, request.url) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw new ProbeFailure('bad-reply', 'it redirects to what is no web address');
  if (url.origin === request.url.origin) return { ...request, url };
  return { ...request, url, headers: {}, trust: { ...request.trust, servername: undefined } };
}
