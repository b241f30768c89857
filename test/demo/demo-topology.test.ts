import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { serversOf } from '../../src/core/model/topology.ts';
import { parseTopology } from '../../src/core/parse/topology.ts';
import { demoTopology, dialectOf } from '../../src/demo/demo-topology.ts';
import type { Target } from '../../src/demo/demo-topology.ts';
import { REPOSITORY } from '../support/example-site.ts';

const EXAMPLE = readFileSync(path.join(REPOSITORY, 'topology.yml'), 'utf8');

function read(text: string) {
  return parseTopology(text, { file: 'topology.yml', env: {} });
}

/** A target for each server, on ports from 40000 on. */
function targetsFor(text: string): ReadonlyMap<string, Target> {
  const { topology, plan } = read(text);
  return new Map(
    serversOf(topology!).map(({ id }, index) => [
      id,
      {
        dialect: dialectOf(plan.probes.get(id)),
        port: 40_000 + index,
        bootUrl: `http://127.0.0.1:39999/${id}/metrics`,
      },
    ]),
  );
}

function demo(text: string): string {
  return demoTopology(text, targetsFor(text));
}

describe('what a stand-in speaks', () => {
  const place = { line: 1, column: 1 };
  test.each([
    ['smtp', 'gw1.internal:25', 'smtp'],
    ['smtp', { host: 'gw1.internal', starttls: true }, 'smtp'],
    ['https', 'https://web1.internal/', 'http'],
    ['tcp', 'mail1.internal:143', 'imap'],
    ['tcp', '[2001:db8::7]:21', 'ftp'],
    ['tcp', { host: 'mail1.internal', port: 110 }, 'pop3'],
    ['tls', 'mail1.internal:993', 'imap'],
    ['tcp', 'store1.internal:2049', 'plain'],
    ['exec', ['/usr/lib/nagios/plugins/check_nrpe'], 'plain'],
    ['constructor', null, 'plain'],
    ['unheard-of', 25, 'plain'],
  ])('%s: %j → %s', (kind, options, expected) => {
    expect(dialectOf([{ kind, options, place }])).toBe(expected);
  });

  test('the first of several probes decides; without any it is plain', () => {
    const probes = [
      { kind: 'imap', options: 'mail1.internal', place },
      { kind: 'smtp', options: 'mail1.internal', place },
    ];
    expect(dialectOf(probes)).toBe('imap');
    expect(dialectOf(undefined)).toBe('plain');
  });
});

describe('the example', () => {
  const { topology, plan, diagnostics } = read(demo(EXAMPLE));

  test('is sound, and the same to members but for how long evidence is believed', () => {
    expect(diagnostics).toEqual([]);
    const { site, ...rest } = read(EXAMPLE).topology!;
    expect(topology).toEqual({ site: { ...site, freshForMs: 90_000 }, ...rest });
  });

  test('names no target of the original', () => {
    expect(demo(EXAMPLE)).not.toContain('.internal');
  });

  test('points every server at its stand-in, by the protocol that speaks there', () => {
    expect([...plan.probes.keys()]).toEqual(serversOf(topology!).map(({ id }) => id));
    const probeOf = (id: string) => plan.probes.get(id)!.map(({ kind, options }) => [kind, options]);
    expect(probeOf('gw1')).toEqual([['smtp', { host: '127.0.0.1', port: 40_000, timeout: '1s' }]]);
    expect(probeOf('mail1')).toEqual([['imap', { host: '127.0.0.1', port: 40_007, timeout: '1s' }]]);
    expect(probeOf('store1')).toEqual([['tcp', '127.0.0.1:40010']]);
    expect(probeOf('web1')).toEqual([['http', { url: 'http://127.0.0.1:40016/', timeout: '1s' }]]);
    expect(plan.boots.get('gw2')!.options).toBe('http://127.0.0.1:39999/gw2/metrics');
  });

  test('is looked at every two seconds, and red after two failures', () => {
    expect(plan.settings).toMatchObject({ everyMs: 2_000, retryAfterMs: 0, failAfter: 2, recoverAfter: 1 });
    expect(plan.canaries).toEqual([]);
  });

  test('keeps its comments', () => {
    const comments = (text: string) => text.match(/#.*/g);
    expect(comments(demo(EXAMPLE))).toEqual(comments(EXAMPLE));
  });
});

test('servers as bare ids, as copies of others, with secrets and with settings of their own', () => {
  const text = `site: { name: Small Mail, url: https://status.small.example, timezone: UTC }
zones:
  - id: core
    groups:
      - id: web
        servers:
          - web1
          - &web { id: web2, note: Spare, probe: { http: { url: 'https://web2/', headers: { authorization: '\${SECRET}' } } } }
services: [{ id: site, needs: [web] }]
probing: { every: 30s, vantage: london, canaries: [{ tcp: 'outside.example:53' }] }
`;
  const made = demo(text);
  expect(made).not.toMatch(/SECRET|outside/);
  const { topology, plan, diagnostics } = read(made);
  expect(diagnostics).toEqual([]);
  expect(serversOf(topology!).map(({ id, note }) => [id, note])).toEqual([
    ['web1', undefined],
    ['web2', 'Spare'],
  ]);
  expect([...plan.probes.values()].map(([probe]) => probe!.kind)).toEqual(['tcp', 'tcp']);
});
