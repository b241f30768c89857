import { describe, expect, test } from 'vitest';
import { foldServices } from '../../../src/core/evaluate/page.ts';
import type { Severity } from '../../../src/core/model/severity.ts';
import {
  codes,
  dayOf,
  effects,
  evaluate,
  evidence,
  FRESH_FOR_MS,
  groupIn,
  incident,
  maintenance,
  minute,
  NOW,
  serviceIn,
  severities,
  TAKEN_AT,
  topology,
  update,
} from './build.ts';

const site = topology(
  { web: 'web1', ftp: 'ftp1', storage: { servers: 'store1 store2', rule: 'all' } },
  { mail: 'storage', webmail: 'web storage', hosting: 'ftp' },
);

describe('the page', () => {
  test.each<[string, Severity]>([
    ['operational', 'operational'],
    ['operational operational', 'operational'],
    ['operational maintenance', 'maintenance'],
    ['maintenance unknown', 'unknown'],
    ['unknown degraded', 'degraded'],
    ['operational down', 'partial'],
    ['unknown down', 'partial'],
    ['degraded partial', 'partial'],
    ['down down', 'down'],
    ['down', 'down'],
    ['', 'operational'],
  ])('%s → %s', (services, expected) => {
    expect(foldServices(services.split(' ').filter((word) => word !== '') as Severity[])).toBe(expected);
  });

  test('gathers the reasons of its services, each once, the worst first', () => {
    const status = evaluate({ site, probes: 'ftp1:offline store1:unknown' });
    expect(severities(status.services)).toBe('mail:unknown webmail:unknown hosting:down');
    expect(status.severity).toBe('partial');
    expect(status.reasons).toEqual([
      { code: 'servers-offline', group: 'ftp', servers: ['ftp1'], total: 1 },
      { code: 'servers-unknown', group: 'storage', servers: ['store1'], total: 2, atLeast: false },
    ]);
  });

  test('without any service there is nothing to vouch for', () => {
    const bare = evaluate({ site: topology({ web: 'web1' }) });
    expect(bare).toMatchObject({ severity: 'unknown', reasons: [{ code: 'nothing-watched' }] });
  });
});

describe('an open incident whose extent cannot be read', () => {
  const unreadable = incident('bad', { unreadable: true });
  test('makes the page unknown and leaves every service as it is', () => {
    const status = evaluate({ site, incidents: [unreadable] });
    expect(status).toMatchObject({
      severity: 'unknown',
      reasons: [{ code: 'extent-unreadable', incident: 'bad', title: 'Title of bad' }],
    });
    expect(severities(status.services)).toBe('mail:operational webmail:operational hosting:operational');
  });

  test('does not hide a fault, and what can be read of it counts', () => {
    const status = evaluate({
      site,
      incidents: [incident('bad', { affects: 'mail:down', unreadable: true })],
    });
    expect([status.severity, codes(status)]).toEqual(['partial', 'declared extent-unreadable']);
  });

  test.each<[string, Parameters<typeof incident>[1]]>([
    ['resolved', { resolved: minute('23:00') }],
    [
      'replaced by an update that can be read',
      { updates: [update(minute('22:30'), { effects: { affects: [], unreadable: false } })] },
    ],
    ['an announcement', { kind: 'announcement' }],
    ['planned work', { kind: 'maintenance' }],
  ])('no longer: %s', (_, more) => {
    expect(evaluate({ site, incidents: [incident('bad', { unreadable: true, ...more })] }).severity).toBe(
      'operational',
    );
  });
});

describe('an open incident that names what the topology does not know', () => {
  const reason = { code: 'extent-unreadable', incident: 'typo', title: 'Title of typo' };
  const of = (spec: Parameters<typeof incident>[1]) =>
    evaluate({ site, incidents: [incident('typo', spec)] });

  test.each<[string, string]>([
    ['a misspelt service', 'web-acess:down'],
    ['a zone, which is no subject', 'zone:down'],
    ['even as working', 'web-acess:operational'],
  ])('makes the page unknown: %s', (_, affects) => {
    const status = of({ affects });
    expect(status).toMatchObject({ severity: 'unknown', reasons: [reason] });
    expect(severities(status.services)).toBe('mail:operational webmail:operational hosting:operational');
  });

  test('in an effects line in force as well, and no longer once a later one corrects it', () => {
    const typo = update(minute('22:30'), { effects: effects('webmial:down') });
    const corrected = update(minute('22:40'), { effects: effects('webmail:down') });
    expect(of({ updates: [typo] })).toMatchObject({ severity: 'unknown', reasons: [reason] });
    expect(codes(of({ updates: [typo, corrected] }))).toBe('declared');
    expect(of({ affects: 'webmial:down', resolved: minute('23:00') }).severity).toBe('operational');
  });

  test('and the ids beside it that are known still count', () => {
    const status = of({ affects: 'webmial:down mail:down ftp1:down' });
    expect(severities(status.services)).toBe('mail:down webmail:operational hosting:down');
    expect(codes(status)).toBe('declared declared servers-offline extent-unreadable');
  });
});

describe('evidence that is not believed', () => {
  const old = (verdicts = '') =>
    ({ believed: false, fault: 'old', snapshot: evidence(site, verdicts).snapshot }) as const;

  test.each(['missing', 'unreadable', 'future'] as const)(
    '%s: everything is unknown, and nothing was last known',
    (fault) => {
      const status = evaluate({ site, probes: { believed: false, fault } });
      expect(severities([...status.services, ...status.groups])).toBe(
        'mail:unknown webmail:unknown hosting:unknown web:unknown ftp:unknown storage:unknown',
      );
      expect(status).toMatchObject({
        severity: 'unknown',
        believed: false,
        reasons: [{ code: 'no-evidence', fault }],
      });
      expect(status).not.toHaveProperty('takenAt');
      expect(status).not.toHaveProperty('validUntilAt');
    },
  );

  test('old: each unknown says what was last known of it', () => {
    const status = evaluate({ site, probes: old('ftp1:offline') });
    expect(status.reasons).toEqual([
      { code: 'no-evidence', fault: 'old', takenAt: TAKEN_AT },
      {
        code: 'last-known',
        at: TAKEN_AT,
        severity: 'partial',
        services: [
          { id: 'mail', severity: 'operational' },
          { id: 'webmail', severity: 'operational' },
          { id: 'hosting', severity: 'down' },
        ],
      },
    ]);
    expect(serviceIn(status, 'hosting').reasons.at(-1)).toEqual({
      code: 'last-known',
      at: TAKEN_AT,
      severity: 'down',
    });
    expect(groupIn(status, 'web').reasons.at(-1)).toEqual({
      code: 'last-known',
      at: TAKEN_AT,
      severity: 'operational',
    });
    expect(status).toMatchObject({ takenAt: TAKEN_AT, believed: false });
    expect(status).not.toHaveProperty('validUntilAt');
  });

  test('old: of what was unknown even then that is told', () => {
    const status = evaluate({ site, probes: old('web1:unknown') });
    const unknown = { code: 'last-known', at: TAKEN_AT, severity: 'unknown' };
    expect(groupIn(status, 'web').reasons.at(-1)).toEqual(unknown);
    expect(serviceIn(status, 'webmail').reasons.at(-1)).toEqual(unknown);
    const nothing = evaluate({ site, probes: old('web1:unknown ftp1:unknown store1:unknown') });
    expect(nothing.reasons.at(-1)).toMatchObject({
      code: 'last-known',
      severity: 'unknown',
      services: [{ severity: 'unknown' }, { severity: 'unknown' }, { severity: 'unknown' }],
    });
  });

  test('old: a page without services has nothing to remember', () => {
    const bare = topology({ web: 'web1' });
    const probes = { believed: false, fault: 'old', snapshot: evidence(bare).snapshot } as const;
    expect(codes(evaluate({ site: bare, probes }))).toBe('nothing-watched');
  });

  test('old: what staff declared then belongs to what was known, what they declare now still counts', () => {
    const then = incident('then', {
      affects: 'ftp:degraded',
      started: minute('20:00'),
      resolved: minute('23:10'),
    });
    const now = incident('now', { affects: 'mail:down', started: minute('23:10') });
    const status = evaluate({ site, probes: old(), incidents: [then, now] });
    expect(severities(status.services)).toBe('mail:down webmail:unknown hosting:unknown');
    expect(serviceIn(status, 'hosting').reasons.at(-1)).toMatchObject({
      code: 'last-known',
      severity: 'degraded',
    });
    expect(codes(serviceIn(status, 'mail'))).toBe('declared no-evidence');
  });

  test('old: planned work of that time counts for that time', () => {
    const work = maintenance('work', 'ftp:down', { to: '23:10' });
    const status = evaluate({ site, probes: old('ftp1:offline'), incidents: [work] });
    expect(groupIn(status, 'ftp').reasons.at(-1)).toMatchObject({
      code: 'last-known',
      severity: 'maintenance',
    });
  });
});

describe('times and lists', () => {
  test('lights hold for as long as the evidence is fresh', () => {
    expect(evaluate({ site })).toMatchObject({
      now: NOW,
      takenAt: TAKEN_AT,
      validUntilAt: TAKEN_AT + FRESH_FOR_MS,
      believed: true,
    });
  });

  test('open incidents are listed newest first', () => {
    const incidents = [
      incident('b', { started: minute('09:00') }),
      incident('c', { started: dayOf(3) }),
      incident('a', { started: minute('10:00') }),
      incident('done', { resolved: minute('23:00') }),
    ];
    expect(evaluate({ site, incidents }).openIncidents).toEqual(['a', 'b', 'c']);
  });

  test('the incidents given are left as they were', () => {
    const incidents = Object.freeze([incident('b'), incident('a')]);
    evaluate({ site, incidents });
    expect(incidents.map(({ slug }) => slug)).toEqual(['b', 'a']);
  });
});
