import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AUTHORITY_FILE } from '../servers.ts';
import { engineServer } from './engine-server.ts';
import { ask, engine, sourcesFrom, told, WELL, WELL_TOLD } from './prometheus-engine.ts';

const TOKEN = 'glsa-5e7d0c-very-secret';
const PASSWORD = 'tr0ub4dor-and-3';
const BASIC = Buffer.from(`status:${PASSWORD}`).toString('base64');

function secretFile(text: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'signalbox-secret-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'secret');
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

const ways: readonly (readonly [string, () => object, string])[] = [
  ['a token', () => ({ token: TOKEN }), `Bearer ${TOKEN}`],
  ['a token in a file', () => ({ token_file: secretFile(`${TOKEN}\n`) }), `Bearer ${TOKEN}`],
  ['a password', () => ({ user: 'status', password: PASSWORD }), `Basic ${BASIC}`],
  ['a password in a file', () => ({ user: 'status', password_file: secretFile(PASSWORD) }), `Basic ${BASIC}`],
];

describe.each(ways)('%s', (_name, options, expected) => {
  it('says over TLS who asks, of an authority of one’s own', async () => {
    const { url, heard } = await engine(WELL, { isSecure: true });
    const asked = await ask({ url, ca: AUTHORITY_FILE, ...options() });
    expect(asked.failure).toBeNull();
    expect(told(asked)).toEqual(WELL_TOLD);
    expect(new Set(heard.map(({ headers }) => headers.authorization))).toEqual(new Set([expected]));
  });

  it('is not sent to whom nobody vouches for', async () => {
    const { url, heard } = await engine(WELL, { isSecure: true });
    const asked = await ask({ url, ...options() });
    expect(asked.failure).toMatch(/^(votes|age): .*certificate/);
    expect(heard).toEqual([]);
  });

  it.each([
    ['that is needed', 'votes'],
    ['that is merely useful', 'boot'],
  ])('is quoted nowhere, whoever quotes it in the answer to a query %s', async (_query, name) => {
    const { url } = await engine((heard) => {
      const found = WELL[heard.name as keyof typeof WELL];
      if (heard.name !== name) return found ?? 'silence';
      const error = `not for ${String(heard.headers.authorization)}, nor ${PASSWORD}`;
      return { status: 403, body: JSON.stringify({ status: 'error', errorType: error, error }) };
    });
    const asked = await ask({ url, ...options() });
    const said = JSON.stringify([asked.failure, asked.notes, [...asked.findings.votes]]);
    expect(said).toContain(`${name}: it answered with the status 403`);
    expect(said).toContain('***');
    for (const secret of [TOKEN, BASIC, expected]) expect(said).not.toContain(secret);
    if (expected.startsWith('Basic')) expect(said).not.toContain(PASSWORD);
  });

  it('is not quoted in part either, wherever a long text is cut', async () => {
    let filling = '';
    const { url } = await engine((heard) => {
      const error = `${filling}${String(heard.headers.authorization)} ${PASSWORD}`;
      return { status: 400, body: JSON.stringify({ status: 'error', errorType: error, error }) };
    });
    const [secret = ''] = expected.split(' ').slice(1);
    for (let length = 0; length < 450; length += 17) {
      filling = 'y'.repeat(length);
      const { failure } = await ask({ url, ...options() });
      expect(failure).toContain('it answered with the status 400');
      expect(failure?.length).toBeLessThanOrEqual(400);
      expect(failure).not.toContain(secret.slice(0, 4));
    }
  });

  it('is not quoted from a warning, nor from a value or a label', async () => {
    const { url } = await engine((heard) => {
      const { authorization = '' } = heard.headers;
      const metric = { server: 'gw1', vantage: 'a', job: authorization, instance: authorization };
      const value = heard.name === 'votes' ? '0' : '1';
      const result = [{ metric, value: [1_795_660_658, value] }];
      const warnings = heard.name === 'age' ? [authorization] : [];
      return {
        body: JSON.stringify({ status: 'success', data: { resultType: 'vector', result }, warnings }),
      };
    });
    for (const insists of [false, true]) {
      const asked = await ask({ url, accept_partial: insists, ...options() });
      const said = JSON.stringify([asked.notes, [...asked.findings.votes]]);
      expect(said).toContain('***');
      expect(said).not.toContain(expected.split(' ')[1]);
    }
  });

  it('does not go where the answer leads', async () => {
    const elsewhere = await engineServer(() => ({ body: '{}' }));
    const { url, asked: heard } = await engineServer(() => ({
      status: 307,
      headers: { location: `${elsewhere.url}/api/v1/query` },
    }));
    const asked = await ask({ url, ...options() });
    expect(asked.failure).toMatch(/^(votes|age): it redirects to another host, which is not followed/);
    expect(heard.length).toBeGreaterThan(0);
    expect(elsewhere.asked).toEqual([]);
  });
});

it('a tenant is named in a header, to every query', async () => {
  const { url, heard } = await engine(WELL, { prefix: '/prometheus' });
  await ask({ url, headers: { 'X-Scope-OrgID': 'mail' } });
  expect(new Set(heard.map(({ headers }) => headers['x-scope-orgid']))).toEqual(new Set(['mail']));
});

it('a secret in the site’s own folder is refused', () => {
  const { diagnostics } = sourcesFrom({ url: 'https://p.internal', token_file: '/srv/site/state/token' });
  expect(diagnostics.map(({ message }) => message)).toEqual([
    'source "prometheus" reads a secret from a file in the site’s own folder, expected one outside of it',
  ]);
});
