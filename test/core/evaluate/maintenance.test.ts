import { describe, expect, test } from 'vitest';
import type { Incident } from '../../../src/core/model/incident.ts';
import {
  at,
  codes,
  effects,
  evaluate,
  evidence,
  groupIn,
  incident,
  maintenance,
  minute,
  serviceIn,
  topology,
  update,
} from './build.ts';

const site = topology(
  {
    web: 'web1 web2',
    storage: { servers: 'store1 store2', rule: 'all' },
    spare: { servers: 's1', effect: 'No backups.' },
  },
  { webmail: 'web storage', hosting: 'web' },
);
const webOut = 'web1:offline web2:offline';
const completed = (clock: string) => ({
  updates: [update(minute('12:00')), update(minute(clock), { phase: 'completed' as const })],
  resolved: minute(clock),
});

function web(probes: string, incidents: readonly Incident[], now = at('23:10')) {
  const { severity, reasons } = groupIn(evaluate({ site, probes, incidents, now }), 'web');
  return { severity, codes: codes({ reasons }) };
}

describe('a window on a group', () => {
  const announced = (severity: string) => [maintenance('work', `web:${severity}`)];
  test.each<[string, string, readonly Incident[], string, string]>([
    [
      'excuses the fault it announced',
      webOut,
      announced('down'),
      'maintenance',
      'maintenance-window servers-offline',
    ],
    [
      'does not excuse a worse one',
      webOut,
      announced('partial'),
      'down',
      'servers-offline worse-than-announced',
    ],
    [
      'that announced no interruption excuses none',
      webOut,
      announced('operational'),
      'down',
      'servers-offline worse-than-announced',
    ],
    ['does not touch what works', '', announced('down'), 'operational', ''],
    [
      'does not touch what nobody knows',
      'web1:unknown web2:unknown',
      announced('down'),
      'unknown',
      'servers-unknown',
    ],
    [
      'that is cancelled does nothing',
      webOut,
      [maintenance('work', 'web:down', { cancelled: true })],
      'down',
      'servers-offline',
    ],
    [
      'that is still to come does nothing',
      webOut,
      [maintenance('work', 'web:down', { from: '23:11', to: '23:50' })],
      'down',
      'servers-offline',
    ],
    [
      'that begins this minute is open',
      webOut,
      [maintenance('work', 'web:down', { from: '23:10', to: '23:50' })],
      'maintenance',
      'maintenance-window servers-offline',
    ],
    [
      'that ends this minute is over',
      webOut,
      [maintenance('work', 'web:down', { to: '23:10' })],
      'down',
      'servers-offline overran',
    ],
    [
      'that was completed early excuses nothing more',
      webOut,
      [maintenance('work', 'web:down', completed('22:50'))],
      'down',
      'servers-offline',
    ],
    [
      'that will be marked completed later is open',
      webOut,
      [maintenance('work', 'web:down', completed('23:20'))],
      'maintenance',
      'maintenance-window servers-offline',
    ],
    [
      'that was completed in time did not overrun',
      webOut,
      [maintenance('work', 'web:down', { to: '23:00', ...completed('22:50') })],
      'down',
      'servers-offline',
    ],
    [
      'that overran and is over without a fault is silent',
      '',
      [maintenance('work', 'web:down', { to: '23:00' })],
      'operational',
      '',
    ],
    [
      'beside another is judged by the graver announcement',
      webOut,
      [...announced('degraded'), maintenance('more', 'web:down')],
      'maintenance',
      'maintenance-window maintenance-window servers-offline',
    ],
  ])('%s', (_, probes, incidents, severity, expected) => {
    expect(web(probes, incidents)).toEqual({ severity, codes: expected });
  });

  test('overruns for a day, then the fault is a fault like any other', () => {
    const incidents = [maintenance('work', 'web:down', { to: '23:00' })];
    const later = (clock: string, day: number) => web(webOut, incidents, at(clock, day)).codes;
    expect(later('22:59', 4)).toBe('servers-offline overran');
    expect(later('23:00', 4)).toBe('servers-offline');
  });

  test('without an end lasts until it is completed', () => {
    const window = { startAt: at('22:00'), endAt: null };
    expect(web(webOut, [maintenance('work', 'web:down', { window })], at('22:00', 9)).severity).toBe(
      'maintenance',
    );
    expect(web(webOut, [maintenance('work', 'web:down', { window, ...completed('23:00') })]).severity).toBe(
      'down',
    );
  });

  test('announces what its latest update says', () => {
    const later = [update(minute('12:00')), update(minute('22:30'), { effects: effects('web:down') })];
    expect(web(webOut, [maintenance('work', 'web:degraded', { updates: later })]).severity).toBe(
      'maintenance',
    );
  });

  test('names the entry and its end', () => {
    const status = groupIn(evaluate({ site, probes: webOut, incidents: announced('down') }), 'web');
    expect(status.reasons[0]).toEqual({
      code: 'maintenance-window',
      subject: 'web',
      incident: 'work',
      title: 'Title of work',
      endAt: at('23:30'),
    });
  });
});

describe('a window on a server', () => {
  test.each<[string, string, string, string, string]>([
    [
      'makes its absence planned',
      'web1:offline web2:offline',
      'web1:down web2:down',
      'maintenance',
      'maintenance-window servers-in-maintenance',
    ],
    ['leaves the rest to redundancy', 'web1:offline', 'web1:down', 'operational', ''],
    [
      'does not explain another server',
      'web1:offline web2:offline',
      'web1:down',
      'down',
      'maintenance-window servers-offline servers-in-maintenance',
    ],
    [
      'does not explain what nobody knows',
      'web1:offline web2:unknown',
      'web1:down',
      'unknown',
      'maintenance-window servers-unknown servers-in-maintenance',
    ],
  ])('%s', (_, probes, affects, severity, expected) => {
    const { severity: found, codes: told } = web(probes, [maintenance('work', affects)]);
    expect(found).toBe(severity);
    expect(told.split(' ').sort()).toEqual(expected.split(' ').sort());
  });

  test('that is out after its window overran', () => {
    const incidents = [maintenance('work', 'store1:down', { to: '23:00' })];
    const { severity, reasons } = groupIn(evaluate({ site, probes: 'store1:offline', incidents }), 'storage');
    expect(severity).toBe('partial');
    expect(reasons.at(-1)).toMatchObject({ code: 'overran', subject: 'store1', endAt: at('23:00') });
  });
});

describe('a window on a service', () => {
  test.each<[string, string, string, string, string]>([
    [
      'excuses what it announced',
      webOut,
      'hosting:down',
      'maintenance',
      'maintenance-window servers-offline',
    ],
    ['excuses it for this service only', webOut, 'webmail:down', 'down', 'servers-offline'],
    [
      'does not excuse a worse fault',
      webOut,
      'hosting:degraded',
      'down',
      'servers-offline worse-than-announced',
    ],
    [
      'of a needed group makes the service maintenance',
      webOut,
      'web:down',
      'maintenance',
      'maintenance-window servers-offline',
    ],
  ])('%s', (_, probes, affects, severity, expected) => {
    const { severity: found, reasons } = serviceIn(
      evaluate({ site, probes, incidents: [maintenance('work', affects)] }),
      'hosting',
    );
    expect({ severity: found, codes: codes({ reasons }) }).toEqual({ severity, codes: expected });
  });
});

describe('planned work and open incidents', () => {
  const work = maintenance('work', 'web:down hosting:down');
  test.each<[string, string, string, string]>([
    ['what an incident reports of the group is not excused', webOut, 'web:partial', 'partial'],
    ['nor what it reports of its servers', webOut, 'web1:down', 'down'],
    ['nor what it reports of the service', webOut, 'hosting:degraded', 'degraded'],
    ['an incident elsewhere uncovers nothing', webOut, 'storage:down', 'maintenance'],
  ])('%s', (_, probes, affects, severity) => {
    const status = evaluate({ site, probes, incidents: [work, incident('i', { affects })] });
    expect(serviceIn(status, 'hosting').severity).toBe(severity);
  });

  test('a reported fault elsewhere does not uncover the planned one', () => {
    const incidents = [maintenance('work', 'webmail:down'), incident('i', { affects: 'storage:degraded' })];
    expect(serviceIn(evaluate({ site, probes: webOut, incidents }), 'webmail').severity).toBe('degraded');
  });

  test('what an incident reports is not held against the plan', () => {
    const incidents = [maintenance('work', 'webmail:degraded'), incident('i', { affects: 'storage:down' })];
    const { severity, reasons } = serviceIn(evaluate({ site, incidents }), 'webmail');
    expect([severity, codes({ reasons })]).toEqual(['down', 'declared']);
  });

  test('maintenance that cannot be read excuses nothing and makes nothing unknown', () => {
    const unreadable = maintenance('work', '', { unreadable: true });
    expect(evaluate({ site, incidents: [unreadable] }).severity).toBe('operational');
    expect(web(webOut, [unreadable]).severity).toBe('down');
  });
});

test('roles alone are maintenance too, with the owner’s effect', () => {
  const planned = topology(
    { spare: { servers: 's1:maintenance', effect: 'No backups.' } },
    { backups: 'spare' },
  );
  const { severity, reasons } = serviceIn(
    evaluate({ site: planned, probes: evidence(planned, 's1:offline') }),
    'backups',
  );
  expect({ severity, codes: codes({ reasons }) }).toEqual({
    severity: 'maintenance',
    codes: 'servers-in-maintenance effect',
  });
});

test('planned work is listed: what is open by its start, what is to come by its start', () => {
  const incidents = [
    maintenance('late', '', { from: '23:40', to: '23:50' }),
    maintenance('soon', '', { from: '23:20', to: '23:50' }),
    maintenance('second', '', { from: '22:30' }),
    maintenance('first', '', { from: '22:00' }),
    maintenance('over', '', { from: '21:00', to: '22:00' }),
    maintenance('off', '', { cancelled: true }),
  ];
  expect(evaluate({ site, incidents })).toMatchObject({
    openIncidents: [],
    activeMaintenance: ['first', 'second'],
    comingMaintenance: ['soon', 'late'],
  });
});
