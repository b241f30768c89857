import { describe, expect, test } from 'vitest';
import { tallyOf, verdictOfTally } from '../../../src/core/evaluate/tally.ts';
import type { ServerStatus } from '../../../src/core/model/status.ts';
import { at, codes, evaluate, evidence, groupIn, incident, topology, type GroupSpec } from './build.ts';

describe('the rule of redundancy', () => {
  // Servers as letters: + online, - offline, ? unknown, m in maintenance, s standby (not counted).
  const table: [servers: string, required: number | 'all', severity: string, atLeast?: boolean][] = [
    ['+', 1, 'operational'],
    ['-', 1, 'down'],
    ['?', 1, 'unknown'],
    ['m', 1, 'maintenance'],
    ['++', 1, 'operational'],
    ['+-', 1, 'operational'],
    ['+?', 1, 'operational'],
    ['+m', 1, 'operational'],
    ['--', 1, 'down'],
    ['-?', 1, 'unknown'],
    ['??', 1, 'unknown'],
    ['mm', 1, 'maintenance'],
    ['-m', 1, 'down'],
    ['?m', 1, 'unknown'],
    ['+++', 2, 'operational'],
    ['++-', 2, 'operational'],
    ['+--', 2, 'partial'],
    ['---', 2, 'down'],
    ['++?', 2, 'operational'],
    ['+??', 2, 'unknown'],
    ['+-?', 2, 'unknown'],
    ['--?', 2, 'partial', true],
    ['+mm', 2, 'maintenance'],
    ['+-m', 2, 'partial'],
    ['+?m', 2, 'unknown'],
    ['-mm', 2, 'down'],
    ['+++', 'all', 'operational'],
    ['++-', 'all', 'partial'],
    ['++?', 'all', 'unknown'],
    ['++m', 'all', 'maintenance'],
    ['+-?', 'all', 'partial', true],
    ['+?m', 'all', 'unknown'],
    ['--?', 'all', 'partial', true],
    ['---', 'all', 'down'],
    ['--m', 'all', 'down'],
    ['+s', 'all', 'operational'],
    ['-s', 1, 'down'],
    ['+', 2, 'partial'],
    ['m', 2, 'down'],
  ];
  test.each(table)('%s needing %s is %s', (letters, required, severity, atLeast = false) => {
    const servers = [...letters].map((letter) => serverOf(letter));
    const k = required === 'all' ? servers.filter((server) => server.counted).length : required;
    const verdict = verdictOfTally(tallyOf(servers, k));
    expect(verdict.severity).toBe(severity);
    expect(severity === 'partial' && verdict.atLeast).toBe(atLeast);
  });

  function serverOf(letter: string): ServerStatus {
    const verdict = letter === '-' ? 'offline' : letter === '?' ? 'unknown' : 'online';
    const role = letter === 'm' ? 'maintenance' : letter === 's' ? 'standby' : 'active';
    return { id: letter, role, counted: role !== 'standby', verdict, probed: verdict, seenFrom: {} };
  }
});

describe('a group', () => {
  const gateways = (spec: GroupSpec, probes = '', affects = '') =>
    groupIn(
      evaluate({
        site: topology({ gateways: spec }, { mail: 'gateways' }),
        probes,
        incidents: affects === '' ? [] : [incident('a', { affects })],
      }),
      'gateways',
    );

  test.each<[string, GroupSpec, string, string | undefined]>([
    ['all answer', { servers: 'a b c' }, '', 'full'],
    ['one is out', { servers: 'a b c' }, 'a:offline', 'reduced'],
    ['one is left', { servers: 'a b c' }, 'a:offline b:offline', 'none'],
    ['nobody knows whether one is left', { servers: 'a b' }, 'a:unknown', 'reduced'],
    ['as many as needed', { servers: 'a b', rule: 'all' }, '', undefined],
    ['the only one', { servers: 'a' }, '', undefined],
    ['two needed of three', { servers: 'a b c', rule: 2 }, 'a:offline', 'none'],
    ['it fails', { servers: 'a b' }, 'a:offline b:offline', undefined],
    ['uncounted servers are no spares', { servers: 'a b:standby' }, '', undefined],
  ])('spares: %s', (_, spec, probes, spares) => {
    expect(gateways(spec, probes).spares).toBe(spares);
  });

  test('without a server in service it is unknown, whatever its servers answer', () => {
    const status = gateways({ servers: 'a:preparing b:standby c:withdrawn' });
    expect(status).toMatchObject({
      severity: 'unknown',
      total: 0,
      reasons: [{ code: 'no-server-in-service', group: 'gateways' }],
    });
  });

  test('names what is offline, since when all of it is, and what is unknown', () => {
    const status = gateways({ servers: 'c b a', rule: 3 }, 'a:offline@09:12 b:offline@09:30 c:unknown');
    expect(status.severity).toBe('partial');
    expect(status.reasons).toEqual([
      { code: 'servers-offline', group: 'gateways', servers: ['a', 'b'], total: 3, sinceAt: at('09:30') },
      { code: 'servers-unknown', group: 'gateways', servers: ['c'], total: 3, atLeast: true },
    ]);
  });

  test.each([
    ['the last to go went before anybody looked', '09:12', '09:30', undefined],
    ['only the first went before anybody looked', '09:30', '09:12', at('09:30')],
  ])('says since when all of it is offline only where that was seen: %s', (_, known, atLeast, sinceAt) => {
    const site = topology({ g: 'a b' }, { s: 'g' });
    const { snapshot } = evidence(site);
    const offline = { verdict: 'offline', seenFrom: {} } as const;
    const servers = new Map([
      ['a', { ...offline, sinceAt: at(known) }],
      ['b', { ...offline, sinceAt: at(atLeast), sinceIsAtLeast: true as const }],
    ]);
    const status = evaluate({ site, probes: { believed: true, snapshot: { ...snapshot, servers } } });
    expect(groupIn(status, 'g').reasons[0]).toEqual({
      code: 'servers-offline',
      group: 'g',
      servers: ['a', 'b'],
      total: 2,
      ...(sinceAt === undefined ? {} : { sinceAt }),
    });
  });

  test('does not say since when where that is not known of each', () => {
    expect(gateways({ servers: 'a b' }, 'a:offline@09:12 b:offline').reasons[0]).not.toHaveProperty(
      'sinceAt',
    );
  });

  test('counts what it has', () => {
    const status = gateways({ servers: 'a b c d:maintenance e:standby', rule: 2 }, 'b:offline c:unknown');
    expect(status).toMatchObject({
      total: 4,
      required: 2,
      online: 1,
      offline: 1,
      unknown: 1,
      inMaintenance: 1,
    });
  });

  test.each<[string, string, string, string]>([
    ['worse than the servers', '', 'gateways:partial', 'partial'],
    ['milder than the servers', 'a:offline b:offline', 'gateways:degraded', 'down'],
    ['operational changes nothing', 'a:offline b:offline', 'gateways:operational', 'down'],
    ['a server declared down', 'b:offline', 'a:down', 'down'],
    ['a server declared degraded only shows', 'b:offline', 'a:degraded', 'operational'],
    ['one of two declared down leaves one', '', 'a:down', 'operational'],
  ])('a declaration %s', (_, probes, affects, severity) => {
    expect(gateways({ servers: 'a b' }, probes, affects).severity).toBe(severity);
  });

  test('its owner’s effect is told when it is lost, not when it is merely slow', () => {
    const spec = { servers: 'a', effect: 'No backups tonight.' };
    expect(codes(gateways(spec, 'a:offline'))).toBe('servers-offline effect');
    expect(codes(gateways(spec, '', 'gateways:degraded'))).toBe('declared');
    expect(codes(gateways(spec, 'a:unknown'))).toBe('servers-unknown');
  });

  test('fewer servers in service than required is told as such', () => {
    expect(gateways({ servers: 'a b:preparing', rule: 2 })).toMatchObject({
      severity: 'partial',
      reasons: [{ code: 'too-few-servers', group: 'gateways', total: 1, required: 2 }],
    });
  });
});

describe('since when a group has had enough servers', () => {
  test.each<[string, GroupSpec['rule'], string, string | undefined]>([
    ['any: the earliest', 'any', '01:00', undefined],
    ['two: the second', 2, '02:00', undefined],
    ['all: the latest', 'all', '03:00', undefined],
    ['an offline server does not carry it', 'any', '02:00', 'a:offline@00:10'],
    ['nor does one that answers nobody', 2, '03:00', 'a:unknown@00:10'],
  ])('%s', (_, rule = 'any', clock, instead = 'a:online@01:00') => {
    const site = topology({ storage: { servers: 'c a b', rule } }, { mail: 'storage' });
    const status = evaluate({ site, probes: `${instead} b:online@02:00 c:online@03:00` });
    expect(groupIn(status, 'storage').onlineAtLeastSinceAt).toBe(at(clock));
  });

  test('not said where too few of the times are known', () => {
    const site = topology({ storage: { servers: 'a b', rule: 'all' } }, { mail: 'storage' });
    expect(groupIn(evaluate({ site, probes: 'a:online@01:00' }), 'storage')).not.toHaveProperty(
      'onlineAtLeastSinceAt',
    );
  });
});

test('evidence that is not believed is one reason, not one for each server', () => {
  const site = topology({ a: 'a1 a2', b: 'b1' }, { mail: 'a b' });
  const { snapshot } = evidence(site);
  const status = evaluate({ site, probes: { believed: false, fault: 'old', snapshot } });
  expect(codes(groupIn(status, 'a'))).toBe('no-evidence last-known');
  expect(codes(status)).toBe('no-evidence last-known');
});
