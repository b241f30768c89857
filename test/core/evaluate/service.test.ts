import { describe, expect, test } from 'vitest';
import { codes, evaluate, incident, maintenance, serviceIn, topology, type Case } from './build.ts';

const site = topology(
  {
    gateways: { servers: 'gw1 gw2', fallback: 'backup-mx', effect: 'No mail comes in.' },
    'backup-mx': 'mx1 mx2',
    storage: { servers: 'store1 store2 store3', rule: 'all' },
    ftp: 'ftp1',
  },
  { mail: 'gateways storage', hosting: { needs: 'storage', without: 'ftp' } },
);

function judged(id: string, probes: string, more: Omit<Case, 'site' | 'probes'> = {}) {
  const { severity, reasons } = serviceIn(evaluate({ site, probes, ...more }), id);
  return { severity, codes: codes({ reasons }), reasons };
}

describe('the fallback', () => {
  const gatewaysOut = 'gw1:offline gw2:offline';
  test.each<[string, string, string, string, string]>([
    ['is not spoken of while it is not needed', 'mx1:offline mx2:offline', '', 'operational', ''],
    [
      'degrades what would be down, and its effect is told',
      gatewaysOut,
      '',
      'degraded',
      'servers-offline fallback-in-use',
    ],
    [
      'works with a spare lost',
      `${gatewaysOut} mx1:offline`,
      '',
      'degraded',
      'servers-offline fallback-in-use',
    ],
    [
      'promises nothing when it is down too',
      `${gatewaysOut} mx1:offline mx2:offline`,
      '',
      'down',
      'servers-offline fallback-unavailable effect',
    ],
    [
      'promises nothing when nobody knows',
      `${gatewaysOut} mx1:unknown mx2:unknown`,
      '',
      'down',
      'servers-offline fallback-unavailable effect',
    ],
    [
      'promises nothing when staff declare it degraded',
      gatewaysOut,
      'backup-mx:degraded',
      'down',
      'servers-offline fallback-unavailable effect',
    ],
    [
      'promises nothing when staff declare its servers down',
      gatewaysOut,
      'mx1:down mx2:down',
      'down',
      'servers-offline fallback-unavailable effect',
    ],
    [
      'is not assumed while the primary is unknown',
      'gw1:unknown gw2:unknown',
      '',
      'unknown',
      'servers-unknown',
    ],
    [
      'may be declared in use while the servers answer',
      '',
      'gateways:down',
      'degraded',
      'declared fallback-in-use',
    ],
    ['carries what staff call slow', '', 'gateways:degraded', 'degraded', 'declared fallback-in-use'],
    [
      'does not mend what is declared of the service itself',
      gatewaysOut,
      'mail:down',
      'down',
      'declared servers-offline fallback-in-use',
    ],
  ])('%s', (_, probes, affects, severity, expected) => {
    const incidents = affects === '' ? [] : [incident('i', { affects })];
    expect(judged('mail', probes, { incidents })).toMatchObject({ severity, codes: expected });
  });

  test('goes one hop: the fallback’s own fallback does not count', () => {
    const chain = topology(
      { a: { servers: 'a1', fallback: 'b' }, b: { servers: 'b1', fallback: 'c' }, c: 'c1' },
      { mail: 'a' },
    );
    const status = evaluate({ site: chain, probes: 'a1:offline b1:offline' });
    expect(serviceIn(status, 'mail')).toMatchObject({ severity: 'down' });
  });

  test('names both groups and the owner’s sentence', () => {
    expect(judged('mail', gatewaysOut).reasons[1]).toEqual({
      code: 'fallback-in-use',
      group: 'gateways',
      to: 'backup-mx',
      effect: 'backup-mx carries gateways.',
    });
  });

  test('while the primary is in maintenance it degrades the service, and its loss makes that no milder', () => {
    const incidents = [maintenance('work', 'gw1:down gw2:down')];
    expect(judged('mail', gatewaysOut, { incidents })).toMatchObject({
      severity: 'degraded',
      codes: 'maintenance-window servers-in-maintenance fallback-in-use',
    });
    expect(judged('mail', `${gatewaysOut} mx1:offline mx2:offline`, { incidents })).toMatchObject({
      severity: 'degraded',
      codes: 'maintenance-window servers-in-maintenance fallback-unavailable effect',
    });
  });
});

describe('a service', () => {
  test.each<[string, string, string, string, string]>([
    [
      'is as bad as the worst it needs',
      'mail',
      'gw1:offline gw2:offline store1:offline',
      'partial',
      'servers-offline servers-offline fallback-in-use',
    ],
    [
      'keeps an unknown beside a known fault',
      'mail',
      'store1:offline gw1:unknown gw2:unknown',
      'partial',
      'servers-offline servers-unknown',
    ],
    [
      'never hides a known fault behind an unknown',
      'mail',
      'store1:offline store2:unknown',
      'partial',
      'servers-offline servers-unknown',
    ],
    [
      'is degraded without what it can do without',
      'hosting',
      'ftp1:offline',
      'degraded',
      'servers-offline degraded-without',
    ],
    ['is unknown where that is unknown', 'hosting', 'ftp1:unknown', 'unknown', 'servers-unknown'],
    [
      'is down when what it needs is',
      'hosting',
      'store1:offline store2:offline store3:offline',
      'down',
      'servers-offline',
    ],
    ['ignores what it does not use', 'mail', 'ftp1:offline', 'operational', ''],
  ])('%s', (_, id, probes, severity, expected) => {
    expect(judged(id, probes)).toMatchObject({ severity, codes: expected });
  });

  test.each<[string, string, string, string, string]>([
    [
      'what it needs is out as well',
      'ftp1:offline store1:offline',
      '',
      'partial',
      'servers-offline servers-offline',
    ],
    ['staff call it down', 'ftp1:offline', 'hosting:down', 'down', 'declared servers-offline'],
    [
      'nobody knows whether what it needs works',
      'ftp1:offline store1:unknown',
      '',
      'degraded',
      'servers-offline servers-unknown',
    ],
  ])('claims to work without a group no longer when %s', (_, probes, affects, severity, expected) => {
    const incidents = affects === '' ? [] : [incident('i', { affects })];
    expect(judged('hosting', probes, { incidents })).toMatchObject({ severity, codes: expected });
  });

  test('nor while what it needs is in maintenance, or planned work covers the fault', () => {
    const needed = maintenance('work', 'store1:down');
    expect(judged('hosting', 'ftp1:offline', { incidents: [needed] })).toMatchObject({
      severity: 'degraded',
      codes: 'servers-offline maintenance-window servers-in-maintenance',
    });
    const covered = maintenance('work', 'hosting:degraded');
    expect(judged('hosting', 'ftp1:offline', { incidents: [covered] })).toMatchObject({
      severity: 'maintenance',
      codes: 'maintenance-window servers-offline',
    });
  });

  test('tells one group after the other', () => {
    const two = topology(
      { b: { servers: 'b1 b2 b3', rule: 3 }, a: { servers: 'a1 a2 a3', rule: 3 } },
      { mail: 'b a' },
    );
    const probes = 'a1:offline a2:unknown b1:offline b2:unknown';
    const { reasons } = serviceIn(evaluate({ site: two, probes }), 'mail');
    expect(reasons.map((reason) => `${'group' in reason ? reason.group : ''} ${reason.code}`)).toEqual([
      'a servers-offline',
      'a servers-unknown',
      'b servers-offline',
      'b servers-unknown',
    ]);
  });

  test.each<[string, string, string, string]>([
    ['on a server goes through its group', 'store1:down', 'partial', 'declared servers-offline'],
    ['on a server that has a spare changes nothing', 'gw1:down', 'operational', ''],
    ['on a server, milder than down, changes nothing', 'store1:partial', 'operational', ''],
    ['on a group goes to the service', 'storage:degraded', 'degraded', 'declared'],
    ['on the service directly', 'mail:partial', 'partial', 'declared'],
    ['on another service changes nothing here', 'hosting:down', 'operational', ''],
    ['that it works changes nothing', 'mail:operational', 'operational', ''],
    ['that names nothing that exists changes nothing', 'nonsense:down', 'operational', ''],
  ])('declared: %s', (_, affects, severity, expected) => {
    expect(judged('mail', '', { incidents: [incident('i', { affects })] })).toMatchObject({
      severity,
      codes: expected,
    });
  });

  test('several incidents combine by maximum and keep all their reasons, the worst first', () => {
    const incidents = [incident('a', { affects: 'mail:degraded' }), incident('b', { affects: 'mail:down' })];
    const { severity, reasons } = judged('mail', '', { incidents });
    expect(severity).toBe('down');
    expect(reasons.map((reason) => reason.code === 'declared' && reason.incident)).toEqual(['b', 'a']);
  });

  test('an open incident that names nothing changes nothing and is listed', () => {
    const status = evaluate({ site, incidents: [incident('i')] });
    expect(status).toMatchObject({ severity: 'operational', openIncidents: ['i'] });
  });

  test('an announcement never changes a status', () => {
    const status = evaluate({
      site,
      incidents: [incident('i', { kind: 'announcement', affects: 'mail:down' })],
    });
    expect(status).toMatchObject({ severity: 'operational', openIncidents: [] });
  });

  test('behind which nothing stands is never green', () => {
    const bare = topology({ a: 'a1' }, { mail: 'a', mystery: {} });
    expect(serviceIn(evaluate({ site: bare }), 'mystery')).toMatchObject({
      severity: 'unknown',
      reasons: [{ code: 'nothing-watched', subject: 'mystery' }],
    });
  });

  test('that uses a group the topology does not have is a bug, not a light', () => {
    const broken = topology({ a: 'a1' }, { mail: 'b' });
    expect(() => evaluate({ site: broken })).toThrow('"b"');
  });
});

describe('mail', () => {
  test('is the worst word, for each direction, of the open incidents that touch the service', () => {
    const incidents = [
      incident('a', { affects: 'mail:degraded', mail: { incoming: 'safe', outgoing: 'unknown' } }),
      incident('b', { affects: 'gw1:degraded', mail: { incoming: 'delayed' } }),
      incident('c', { affects: 'ftp:down', mail: { incoming: 'lost' } }),
      incident('d', { mail: { outgoing: 'lost' } }),
    ];
    const status = evaluate({ site, incidents });
    expect(serviceIn(status, 'mail').mail).toEqual({ incoming: 'delayed', outgoing: 'unknown' });
    expect(serviceIn(status, 'hosting').mail).toEqual({ incoming: 'lost' });
    expect(serviceIn(evaluate({ site }), 'mail')).not.toHaveProperty('mail');
  });
});
