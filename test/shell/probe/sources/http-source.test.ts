import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ProbeFailure } from '../../../../src/shell/probe/failure.ts';
import {
  askGoodJson,
  askJson,
  hasOneSecret,
  httpAdvice,
  httpSecretFiles,
  httpSecrets,
  httpSourceOf,
  httpSourceShape,
  ONE_SECRET,
} from '../../../../src/shell/probe/sources/http-source.ts';
import type { Question } from '../../../../src/shell/probe/sources/http-source.ts';
import { sharedFolder } from '../../../support/folder.ts';
import { AUTHORITY_FILE } from '../servers.ts';
import { testWorld } from '../world.ts';
import { engineServer } from './engine-server.ts';

const schema = z.strictObject(httpSourceShape()).refine(hasOneSecret, ONE_SECRET);
const ANSWER_MS = 2_000;

const sourceOf = (written: z.input<typeof schema>) => httpSourceOf(schema.parse(written), ANSWER_MS);
const QUESTION: Question = { path: '/api', query: [['a', 'b c']] };

async function failureOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ProbeFailure) return `${error.reason}: ${error.message}`;
    throw error;
  }
  return 'none';
}

describe('a question', () => {
  test('stands below the address', async () => {
    const { url, asked } = await engineServer(() => ({ body: '{"a":1}' }));
    const reply = await askJson(sourceOf({ url: `${url}/prefix/` }), QUESTION, testWorld());
    expect(reply).toMatchObject({ status: 200, json: { a: 1 } });
    expect(reply.sentAt).toBeGreaterThan(0);
    expect(asked).toMatchObject([
      { method: 'GET', url: '/prefix/api?a=b+c', headers: { accept: 'application/json' } },
    ]);
  });

  test('may be a form', async () => {
    const { url, asked } = await engineServer(() => ({ body: '[]' }));
    await askJson(sourceOf({ url }), { path: '/q', form: { query: 'up == 1 & "ü"' } }, testWorld());
    expect(asked).toMatchObject([{ method: 'POST', url: '/q' }]);
    expect(new URLSearchParams(asked[0]?.body).get('query')).toBe('up == 1 & "ü"');
  });
});

describe('who asks', () => {
  const folder = sharedFolder();
  const file = (text: string) => {
    const name = path.join(folder, 'secret');
    writeFileSync(name, text);
    return name;
  };
  const basic = (user: string, password: string) =>
    `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

  test.each<[string, () => Omit<z.input<typeof schema>, 'url'>, string]>([
    ['a token', () => ({ token: 'TOKEN-1' }), 'Bearer TOKEN-1'],
    ['a token in a file', () => ({ token_file: file('TOKEN-2\n') }), 'Bearer TOKEN-2'],
    ['a password', () => ({ user: 'u', password: 'pass:word' }), basic('u', 'pass:word')],
    ['a password in a file', () => ({ user: 'u', password_file: file('PASS-3\n') }), basic('u', 'PASS-3')],
    ['a header', () => ({ headers: { Authorization: 'Custom KEY-4' } }), 'Custom KEY-4'],
  ])('%s', async (_, written, header) => {
    const { url, asked } = await engineServer(() => ({ body: '1' }));
    const source = sourceOf({ url, ...written() });
    await askJson(source, QUESTION, testWorld());
    expect(asked[0]?.headers.authorization).toBe(header);
    const secrets = httpSecrets(source);
    const words = header.startsWith('Basic')
      ? [
          header,
          header.slice(6),
          Buffer.from(header.slice(6), 'base64').toString().split(':').slice(1).join(':'),
        ]
      : [header, header.split(' ')[1]];
    for (const word of words) expect(secrets).toContain(word);
  });

  test('a file is read anew each time', async () => {
    const { url, asked } = await engineServer(() => ({ body: '1' }));
    const name = file('OLD');
    const source = sourceOf({ url, token_file: name });
    await askJson(source, QUESTION, testWorld());
    writeFileSync(name, 'NEW');
    await askJson(source, QUESTION, testWorld());
    expect(asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer OLD', 'Bearer NEW']);
    expect(httpSecretFiles(source)).toEqual([name]);
  });

  test.each<[string, () => string, string]>([
    ['is absent', () => path.join(folder, 'nothing'), 'local: there is no file where token_file says'],
    ['is a folder', () => folder, 'local: there is no file where token_file says'],
    ['is empty', () => file('\n'), 'local: the file of token_file does not hold one line with a secret'],
    [
      'holds two lines',
      () => file('a\nb\n'),
      'local: the file of token_file does not hold one line with a secret',
    ],
    [
      'is enormous',
      () => file('a'.repeat(20_000)),
      'local: the file of token_file is too large for a secret',
    ],
  ])('a file that %s', async (_, name, failure) => {
    const { url, asked } = await engineServer(() => ({ body: '1' }));
    expect(await failureOf(askJson(sourceOf({ url, token_file: name() }), QUESTION, testWorld()))).toBe(
      failure,
    );
    expect(asked).toEqual([]);
  });

  test.each([
    { token: 'a', token_file: '/a' },
    { user: 'a' },
    { password: 'a' },
    { user: 'a', password: 'b', token: 'c' },
    { user: 'a', password: 'b', password_file: '/c' },
  ])('in two ways, or half a way, is refused: %j', (written) => {
    expect(schema.safeParse({ url: 'https://engine.test/', ...written }).error?.issues).toMatchObject([
      { path: ['user'], message: ONE_SECRET.error },
    ]);
  });

  test.each<[object, readonly string[]]>([
    [{ url: 'https://engine.test/', token: 'a' }, []],
    [{ url: 'http://engine.test/' }, []],
    [{ url: 'http://engine.test/', token: 'a' }, ['not encrypted']],
    [{ url: 'http://engine.test/', user: 'u', password_file: '/a' }, ['not encrypted']],
    [{ url: 'https://engine.test/', verify: false }, ['verify: false']],
  ])('what check says of %j', (written, words) => {
    const advice = httpAdvice(sourceOf(written as z.input<typeof schema>));
    expect(advice).toHaveLength(words.length);
    for (const [index, word] of words.entries()) expect(advice[index]).toContain(word);
  });
});

describe('over TLS', () => {
  test('the certificate has to hold, by an authority of our own', async () => {
    const { url, asked } = await engineServer(() => ({ body: '{"fine":true}' }), true);
    expect(await failureOf(askJson(sourceOf({ url, token: 'T0KEN' }), QUESTION, testWorld()))).toMatch(
      /^tls: /,
    );
    expect(asked).toEqual([]);
    const { json } = await askJson(
      sourceOf({ url, token: 'T0KEN', ca: AUTHORITY_FILE }),
      QUESTION,
      testWorld(),
    );
    expect(json).toEqual({ fine: true });
  });

  test('unless it was said that any will do', async () => {
    const { url } = await engineServer(() => ({ body: '{}' }), true);
    const { status } = await askJson(sourceOf({ url, verify: false }), QUESTION, testWorld());
    expect(status).toBe(200);
  });
});

describe('a redirect', () => {
  test('on the same host is followed, with who asks', async () => {
    const { url, asked } = await engineServer(({ url: path_ }) =>
      path_.startsWith('/api') ? { status: 307, headers: { location: '/moved/api' } } : { body: '[1]' },
    );
    const { json } = await askJson(sourceOf({ url, token: 'T0KEN' }), QUESTION, testWorld());
    expect(json).toEqual([1]);
    expect(asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer T0KEN', 'Bearer T0KEN']);
  });

  test('to another host is not, and that host hears nothing', async () => {
    const other = await engineServer(() => ({ body: '[]' }));
    const { url } = await engineServer(() => ({ status: 302, headers: { location: `${other.url}/api` } }));
    expect(await failureOf(askJson(sourceOf({ url, token: 'T0KEN' }), QUESTION, testWorld()))).toBe(
      'bad-reply: it redirects to another host, which is not followed; write the address it leads to',
    );
    expect(other.asked).toEqual([]);
  });

  test('in a circle ends', async () => {
    const { url, asked } = await engineServer(() => ({ status: 302, headers: { location: '/api' } }));
    expect(await failureOf(askJson(sourceOf({ url }), QUESTION, testWorld()))).toBe(
      'bad-reply: more than 3 redirects',
    );
    expect(asked).toHaveLength(4);
  });
});

describe('an answer', () => {
  test.each<
    [string, () => { status?: number; headers?: Record<string, string>; body?: string | Buffer }, string]
  >([
    ['that is no JSON', () => ({ body: '<html>' }), 'bad-reply: its answer is no JSON'],
    ['that is cut off', () => ({ body: '{"a":' }), 'bad-reply: its answer is no JSON'],
    ['that is null', () => ({ body: 'null' }), 'bad-reply: its answer is no JSON'],
    [
      'for somebody else',
      () => ({ status: 401, body: '<html>' }),
      'bad-reply: it answered with the status 401: it does not know who asks',
    ],
    [
      'with another status',
      () => ({ status: 500, body: '{}' }),
      'bad-reply: it answered with the status 500',
    ],
    [
      'that is packed',
      () => ({ headers: { 'content-encoding': 'gzip' }, body: '{}' }),
      'bad-reply: its answer came packed (gzip), which was not asked for',
    ],
    [
      'without an end',
      () => ({ body: Buffer.alloc(33 * 1024 * 1024, ' ') }),
      'bad-reply: its answer is larger than 32 MB',
    ],
  ])('%s', async (_, answer, failure) => {
    const { url } = await engineServer(answer);
    expect(await failureOf(askGoodJson(sourceOf({ url }), QUESTION, testWorld()))).toBe(failure);
  });

  test('that never comes', async () => {
    const { url } = await engineServer(() => undefined);
    const source = httpSourceOf(schema.parse({ url }), 50);
    expect(await failureOf(askJson(source, QUESTION, testWorld()))).toMatch(/^timeout: /);
  });
});
