import { describe, expect, test } from 'vitest';
import type { Incident } from '../../../src/core/model/incident.ts';
import type { Disagreement } from '../../../src/core/model/status.ts';
import {
  codes,
  dayOf,
  evaluate,
  evidence,
  incident,
  maintenance,
  minute,
  serviceIn,
  topology,
  update,
} from './build.ts';

const site = topology(
  { web: 'web1', storage: { servers: 'store1 store2', rule: 'all' }, other: 'other1' },
  { mail: 'web storage', hosting: 'other' },
);
const ref = (slug: string) => ({ slug, title: `Title of ${slug}` });
const resolved = (slug: string, affects: string, moment = minute('22:00')) =>
  incident(slug, { affects, resolved: moment, started: minute('20:00', 2) });

describe('staff and probes', () => {
  test.each<[string, string, readonly Incident[], Disagreement | undefined]>([
    ['agree that all is well', '', [], undefined],
    ['agree on a fault', 'store1:offline', [incident('a', { affects: 'mail:partial' })], undefined],
    ['agree that nobody knows', 'web1:unknown', [], undefined],
    [
      'staff alone see a fault',
      '',
      [incident('a', { affects: 'mail:degraded' })],
      {
        kind: 'staff-only',
        declared: 'degraded',
        probed: 'operational',
        since: minute('22:00'),
        incidents: [ref('a')],
      },
    ],
    [
      'staff see a fault, the probes cannot tell',
      'web1:unknown',
      [incident('a', { affects: 'mail:degraded' })],
      {
        kind: 'staff-only',
        declared: 'degraded',
        probed: 'unknown',
        since: minute('22:00'),
        incidents: [ref('a')],
      },
    ],
    [
      'staff see a fault, the probes only planned work',
      'web1:offline',
      [incident('a', { affects: 'mail:degraded' }), maintenance('work', 'web:down')],
      {
        kind: 'staff-only',
        declared: 'degraded',
        probed: 'maintenance',
        since: minute('22:00'),
        incidents: [ref('a')],
      },
    ],
    [
      'two incidents: since the earlier, the newer first',
      '',
      [
        incident('a', { affects: 'web:degraded', started: minute('20:00') }),
        incident('b', { affects: 'mail:degraded' }),
      ],
      {
        kind: 'staff-only',
        declared: 'degraded',
        probed: 'operational',
        since: minute('20:00'),
        incidents: [ref('b'), ref('a')],
      },
    ],
    [
      'a report known to the day keeps that precision',
      '',
      [incident('a', { affects: 'mail', started: dayOf(2) })],
      {
        kind: 'staff-only',
        declared: 'degraded',
        probed: 'operational',
        since: dayOf(2),
        incidents: [ref('a')],
      },
    ],
    ['the probes alone see a fault', 'web1:offline', [], { kind: 'probes-only', probed: 'down' }],
    [
      'an incident elsewhere does not speak of it',
      'web1:offline',
      [incident('a', { affects: 'other:down' })],
      { kind: 'probes-only', probed: 'down' },
    ],
    [
      'both see a fault, not the same one',
      'web1:offline',
      [incident('a', { affects: 'mail:degraded' })],
      { kind: 'differ', declared: 'degraded', probed: 'down', incidents: [ref('a')] },
    ],
    [
      'staff say that it works',
      'web1:offline',
      [incident('a', { affects: 'web:operational' })],
      { kind: 'differ', declared: 'operational', probed: 'down', incidents: [ref('a')] },
    ],
    [
      'staff closed it, the probes still see it',
      'web1:offline',
      [resolved('a', 'mail:down')],
      { kind: 'resolved-but-seen', probed: 'down', resolved: minute('22:00'), incidents: [ref('a')] },
    ],
    [
      'by one of its servers, and by the latest of several',
      'web1:offline',
      [resolved('a', 'web1:down', minute('21:00')), resolved('b', 'storage:partial')],
      {
        kind: 'resolved-but-seen',
        probed: 'down',
        resolved: minute('22:00'),
        incidents: [ref('a'), ref('b')],
      },
    ],
    [
      'closed more than a day ago',
      'web1:offline',
      [resolved('a', 'mail:down', minute('23:09', 2))],
      { kind: 'probes-only', probed: 'down' },
    ],
    [
      'closed, and never spoke of this service',
      'web1:offline',
      [resolved('a', 'other:down')],
      { kind: 'probes-only', probed: 'down' },
    ],
    [
      'closed, and another is open',
      'web1:offline',
      [resolved('a', 'mail:down'), incident('b', { affects: 'mail:degraded' })],
      { kind: 'differ', declared: 'degraded', probed: 'down', incidents: [ref('b')] },
    ],
    ['closed, and gone', '', [resolved('a', 'mail:down')], undefined],
    ['closed, and nobody knows', 'web1:unknown', [resolved('a', 'mail:down')], undefined],
  ])('%s', (_, probes, incidents, expected) => {
    expect(serviceIn(evaluate({ site, probes, incidents }), 'mail').disagreement).toEqual(expected);
  });

  test('both views are kept beside the one shown', () => {
    const incidents = [incident('a', { affects: 'mail:degraded' })];
    const { severity, probed, declared } = serviceIn(
      evaluate({ site, probes: 'web1:offline', incidents }),
      'mail',
    );
    expect([severity, probed.severity, declared.severity]).toEqual(['down', 'down', 'degraded']);
    expect(declared.reasons.map(({ code }) => code)).toEqual(['declared']);
    expect(probed.reasons.map(({ code }) => code)).toEqual(['servers-offline']);
  });

  test('roles and missing evidence are no word of staff’s', () => {
    const planned = topology(
      { web: 'web1:maintenance', spare: { servers: 's1 s2:preparing', rule: 2 } },
      { mail: 'web spare' },
    );
    const lost = evaluate({ site: planned, probes: { believed: false, fault: 'missing' } });
    expect(serviceIn(lost, 'mail').declared).toEqual({ severity: 'operational', reasons: [] });
  });
});

describe('what is not in force yet', () => {
  test('an update that lies ahead has no effect', () => {
    const updates = [
      update(minute('22:00')),
      update(minute('23:15'), { effects: { affects: [], unreadable: true } }),
    ];
    expect(evaluate({ site, incidents: [incident('a', { updates })] }).severity).toBe('operational');
  });

  test('an open incident that begins later is in force from now on', () => {
    const incidents = [incident('a', { affects: 'mail:degraded', started: minute('23:50') })];
    const status = evaluate({ site, incidents });
    expect(status.openIncidents).toEqual(['a']);
    const mail = serviceIn(status, 'mail');
    expect(mail).toMatchObject({ severity: 'degraded', disagreement: { kind: 'staff-only' } });
    expect(codes(mail)).toBe('declared');
  });

  test('of one dated ahead nobody says since when, beside another that has begun the earlier counts', () => {
    const ahead = incident('a', { affects: 'mail:degraded', started: dayOf(5) });
    const begun = incident('b', { affects: 'mail:degraded', started: minute('22:40') });
    const alone = serviceIn(evaluate({ site, incidents: [ahead] }), 'mail');
    expect(alone.disagreement).not.toHaveProperty('since');
    expect(alone.reasons).toEqual([
      { code: 'declared', subject: 'mail', severity: 'degraded', incident: 'a', title: 'Title of a' },
    ]);
    expect(serviceIn(evaluate({ site, incidents: [ahead, begun] }), 'mail').disagreement).toMatchObject({
      since: minute('22:40'),
    });
  });

  test('and is no part of what was last known', () => {
    const probes = { believed: false, fault: 'old', snapshot: evidence(site).snapshot } as const;
    const known = (started: string) => {
      const incidents = [incident('a', { unreadable: true, started: minute(started) })];
      return evaluate({ site, probes, incidents }).reasons.at(-1);
    };
    expect(known('23:50')).toMatchObject({ code: 'last-known', severity: 'operational' });
    expect(known('22:50')).toMatchObject({ code: 'last-known', severity: 'unknown' });
  });
});
