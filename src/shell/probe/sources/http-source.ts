import { readFileSync } from 'node:fs';
import type * as z from 'zod';
import { cleanText } from '../../../core/parse/clean-text.ts';
import { readJson } from '../../../core/parse/json-text.ts';
import { isSecretHeader } from '../../../core/parse/secret-options.ts';
import { fileStat } from '../../files.ts';
import { ProbeFailure, quoted } from '../failure.ts';
import type { Notes } from '../failure.ts';
import { addressShape, adviceOn, requestOf } from '../http-kind.ts';
import { exchange } from '../http-exchange.ts';
import type { HttpReply, HttpRequest } from '../http-exchange.ts';
import type { ProbeWorld } from '../kind.ts';
import { filePath, text } from '../options.ts';

/*
 * How a monitoring engine is asked over HTTP: with a secret that stands in no repository, never taken to another host, and
 * an answer that is bounded, whole and JSON, or none at all.
 */

const MAX_SECRET_BYTES = 16 * 1024;
/** Two thousand servers seen from three places are two megabytes in the longest of the formats. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;
const MAX_REDIRECTS = 3;

const secretFile = (meaning: string) => filePath().optional().describe(meaning);

/** Of the address, and of who asks. Without `timeout`, which every source has of its own. */
export const httpSourceShape = () => ({
  ...addressShape(['http', 'https']),
  password_file: secretFile('A file that holds the password. It is read each time.'),
  token: text('A bearer token, as ${NAME}.').optional(),
  token_file: secretFile('A file that holds the bearer token. It is read each time.'),
});

type HttpSourceOutput = z.output<z.ZodObject<ReturnType<typeof httpSourceShape>>>;

export interface HttpSource {
  /** Its address is that of the engine; what is asked for stands below it. */
  readonly request: HttpRequest;
  readonly user: string | undefined;
  readonly passwordFile: string | undefined;
  readonly token: string | undefined;
  readonly tokenFile: string | undefined;
}

/** One way to say who asks; two would leave open which one counts. */
export function hasOneSecret(written: HttpSourceOutput): boolean {
  const { password, password_file: passwordFile, token, token_file: tokenFile, user } = written;
  const given = [password, passwordFile, token, tokenFile].filter((one) => one !== undefined);
  const isBasic = password !== undefined || passwordFile !== undefined;
  return given.length <= 1 && isBasic === (user !== undefined);
}

export const ONE_SECRET = {
  path: ['user'],
  error: 'one way to say who asks: user with password or password_file, or token, or token_file',
};

/** What is written as what is asked. `answerMs` bounds one answer. */
export function httpSourceOf(written: HttpSourceOutput, answerMs: number): HttpSource {
  const { user, password, ...rest } = written;
  const isWhole = user !== undefined && password !== undefined;
  return {
    request: requestOf(
      { ...rest, timeout: answerMs, ...(isWhole ? { user, password } : {}) },
      MAX_ANSWER_BYTES,
    ),
    user,
    passwordFile: written.password_file,
    token: written.token,
    tokenFile: written.token_file,
  };
}

export function httpAdvice({ request, token, tokenFile, passwordFile }: HttpSource): readonly string[] {
  const isSecret = token !== undefined || tokenFile !== undefined || passwordFile !== undefined;
  return adviceOn(isSecret ? { ...request, headers: { ...request.headers, authorization: '' } } : request);
}

export function httpSecretFiles({ passwordFile, tokenFile }: HttpSource): readonly string[] {
  return [passwordFile, tokenFile].filter((file) => file !== undefined);
}

/** What must never be written down: the secrets, and the headers that carry them. Files are read again for it. */
export function httpSecrets(source: HttpSource): readonly string[] {
  const headers = Object.entries(headersOf(source)).flatMap(([name, value]) =>
    isSecretHeader(name) ? [value] : [],
  );
  const words = headers.flatMap((value) => [value, ...value.split(' ').slice(1)]);
  const decoded = words.map((word) =>
    Buffer.from(word, 'base64').toString('utf8').split(':').slice(1).join(':'),
  );
  return [...words, ...decoded, source.token ?? ''];
}

/** What a kind has that is asked over HTTP, beside its options and its questions; nothing of it where it reads a file. */
export function overHttp<Options>(sourceIn: (options: Options) => HttpSource | undefined) {
  const ofSource =
    (find: (source: HttpSource) => readonly string[]) =>
    (options: Options): readonly string[] => {
      const source = sourceIn(options);
      return source === undefined ? [] : find(source);
    };
  return {
    advice: ofSource(httpAdvice),
    secretFiles: ofSource(httpSecretFiles),
    secrets: ofSource(httpSecrets),
  };
}

export interface Question {
  /** Below the engine's address, and beginning with a slash; empty for that address as it is. */
  readonly path: string;
  /** Sent as a form, by POST; GET without. */
  readonly form?: Readonly<Record<string, string>>;
  readonly query?: readonly (readonly [string, string])[];
}

export interface JsonReply {
  readonly status: number;
  /** Undefined where the answer is no JSON. */
  readonly json: unknown;
  /** When the engine sent it, by its own clock; undefined where it does not say. */
  readonly sentAt: number | undefined;
}

/**
 * Asks the engine and reads its answer, whatever its status.
 * @throws ProbeFailure where there is none, it is too large, or it leads to another host
 */
export async function askJson(source: HttpSource, question: Question, world: ProbeWorld): Promise<JsonReply> {
  const reply = await ask(source, question, world);
  const sentAt = reply.date === undefined ? NaN : Date.parse(reply.date);
  return {
    status: reply.status,
    json: readJson(reply.body.toString('utf8')),
    sentAt: Number.isNaN(sentAt) ? undefined : sentAt,
  };
}

/** The same, where only a good answer is one. @throws ProbeFailure for any other status, and for what is no JSON */
export async function askGoodJson(
  source: HttpSource,
  question: Question,
  world: ProbeWorld,
): Promise<JsonReply & { readonly json: NonNullable<unknown> }> {
  const reply = await askJson(source, question, world);
  return { ...reply, json: goodJson(reply) };
}

/** What a good answer says. @throws ProbeFailure for any other status, and for what is no JSON */
export function goodJson({ status, json }: Pick<JsonReply, 'status' | 'json'>): NonNullable<unknown> {
  if (status !== 200) throw new ProbeFailure('bad-reply', statusWords(status));
  if (json === undefined || json === null) throw new ProbeFailure('bad-reply', 'its answer is no JSON');
  return json;
}

export function statusWords(status: number): string {
  const meaning = {
    401: ': it does not know who asks',
    403: ': it does not allow that',
    404: ': there is no such address',
  };
  return `it answered with the status ${String(status)}${meaning[status as keyof typeof meaning] ?? ''}`;
}

async function ask(source: HttpSource, question: Question, world: ProbeWorld): Promise<HttpReply> {
  let request = requestFor(source, question);
  for (let left = MAX_REDIRECTS; ; left -= 1) {
    const notes: Notes = { warnings: [] };
    const reply = await exchange(request, world, notes);
    if (reply.encoding !== undefined && reply.encoding !== 'identity')
      throw new ProbeFailure(
        'bad-reply',
        `its answer came packed (${cleanText(reply.encoding, 20)}), which was not asked for`,
      );
    if (reply.body.length >= request.maxBodyBytes)
      throw new ProbeFailure(
        'bad-reply',
        `its answer is larger than ${String(request.maxBodyBytes / 1024 / 1024)} MB`,
      );
    if (reply.status < 300 || reply.status > 399 || reply.location === undefined) return reply;
    if (left === 0) throw new ProbeFailure('bad-reply', `more than ${String(MAX_REDIRECTS)} redirects`);
    request = { ...request, url: sameHost(request.url, reply.location) };
  }
}

function requestFor(source: HttpSource, { path, form, query = [] }: Question): HttpRequest {
  const { request } = source;
  const url = new URL(request.url);
  if (path !== '') url.pathname = `${url.pathname.replace(/\/+$/, '')}${path}`;
  for (const [name, value] of query) url.searchParams.append(name, value);
  const headers = { accept: 'application/json', ...headersOf(source) };
  if (form === undefined) return { ...request, url, headers };
  return {
    ...request,
    url,
    method: 'POST',
    body: new URLSearchParams(form).toString(),
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
  };
}

/** @throws ProbeFailure where a secret cannot be read */
function headersOf({ request, user, passwordFile, token, tokenFile }: HttpSource): Record<string, string> {
  const headers = { ...request.headers };
  const bearer = token ?? (tokenFile === undefined ? undefined : readSecret(tokenFile, 'token_file'));
  if (bearer !== undefined) headers['authorization'] = `Bearer ${bearer}`;
  if (user !== undefined && passwordFile !== undefined) {
    const credentials = `${user}:${readSecret(passwordFile, 'password_file')}`;
    headers['authorization'] = `Basic ${Buffer.from(credentials).toString('base64')}`;
  }
  return headers;
}

function readSecret(file: string, option: string): string {
  const found = fileStat(file);
  if (found?.isFile() !== true) throw new ProbeFailure('local', `there is no file where ${option} says`);
  if (found.size > MAX_SECRET_BYTES)
    throw new ProbeFailure('local', `the file of ${option} is too large for a secret`);
  try {
    const secret = readFileSync(file, 'utf8').trim();
    if (secret === '' || /[\r\n\0]/.test(secret))
      throw new ProbeFailure('local', `the file of ${option} does not hold one line with a secret`);
    return secret;
  } catch (cause) {
    if (cause instanceof ProbeFailure) throw cause;
    throw new ProbeFailure('local', `the file of ${option} cannot be read: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** Who asks is nobody else's business. */
function sameHost(url: URL, location: string): URL {
  const next = URL.canParse(location, url) ? new URL(location, url) : undefined;
  if (next?.origin === url.origin && next.username === '' && next.password === '') return next;
  throw new ProbeFailure(
    'bad-reply',
    'it redirects to another host, which is not followed; write the address it leads to',
  );
}

/** The beginning of an answer that was not understood, for the log. */
export function beginningOf(json: unknown): string {
  try {
    return quoted(JSON.stringify(json) ?? '');
  } catch (error) {
    // What is nested a million deep can be read, and not be written down.
    if (error instanceof RangeError) return 'something nested too deeply';
    throw error;
  }
}
