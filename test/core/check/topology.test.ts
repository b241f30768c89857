import { describe, expect, test } from 'vitest';
import type { CheckInput } from '../../../src/core/check/site.ts';
import type { Incident } from '../../../src/core/model/incident.ts';
import type { Role } from '../../../src/core/model/topology.ts';
import { check, effects, group, incident, lines, london, topology } from './fixtures.ts';

describe('a group that nothing uses', () => {
  const cases: readonly [name: string, input: Partial<CheckInput>, expected: readonly string[]][] = [
    ['all needed, or named by a fallback', {}, []],
    [
      'neither needed nor named',
      { topology: topology({ extra: group('extra', { extra1: 'active' }) }) },
      [
        'topology.yml:18:11 warning group-unused: no service needs the group "extra" and no fallback names it: its failure would change no light (name it under `needs` or `degraded_without` of a service, or say `supporting: true` if that is meant)',
      ],
    ],
    [
      'supporting on purpose',
      { topology: topology({ extra: group('extra', { extra1: 'active' }, { supporting: true }) }) },
      [],
    ],
  ];
  test.each(cases)('%s', (_name, input, expected) => {
    expect(lines(check(input))).toEqual(expected);
  });

  test('one that a service only works less well without is used', () => {
    const base = topology({ extra: group('extra', { extra1: 'active' }) });
    const services = base.services.map((service, index) =>
      index === 0 ? { ...service, degradedWithout: ['extra'] } : service,
    );
    expect(check({ topology: { ...base, services } })).toEqual([]);
  });
});

describe('roles that take a service below operational', () => {
  const storage = (roles: Readonly<Record<string, Role>>) =>
    topology({ storage: group('storage', roles, { name: 'Mail Storage', redundancy: { kind: 'all' } }) });
  const gateways = (roles: Readonly<Record<string, Role>>) =>
    topology({
      gateways: group('gateways', roles, { fallback: { to: 'backup-mx', effect: 'Mail is delayed.' } }),
    });
  const hint = (id: string) =>
    `(announce the work (an entry with \`kind: maintenance\`, a window, and "${id}" in \`affects\`), or put servers back to active)`;

  const cases: readonly [name: string, input: Partial<CheckInput>, expected: readonly string[]][] = [
    ['one gateway of two may be out', { topology: gateways({ gw1: 'maintenance', gw2: 'active' }) }, []],
    [
      'a server being prepared takes nothing away',
      { topology: storage({ store1: 'active', store2: 'preparing' }) },
      [],
    ],
    [
      'one array of two in maintenance, where all are needed',
      { topology: storage({ store1: 'active', store2: 'maintenance' }) },
      [
        `topology.yml:17:11 warning role-breaks-service: the roles in "storage" (store2: maintenance) leave it too few servers: Incoming Mail is then maintenance, Web Access is then maintenance ${hint('storage')}`,
      ],
    ],
    [
      'a server being prepared beside it is not blamed',
      { topology: storage({ store1: 'preparing', store2: 'maintenance', gw9: 'active' }) },
      [
        `topology.yml:17:11 warning role-breaks-service: the roles in "storage" (store2: maintenance) leave it too few servers: Incoming Mail is then maintenance, Web Access is then maintenance ${hint('storage')}`,
      ],
    ],
    [
      'both gateways withdrawn',
      { topology: gateways({ gw1: 'withdrawn', gw2: 'withdrawn' }) },
      [
        `topology.yml:11:11 warning role-breaks-service: the roles in "gateways" (gw1: withdrawn, gw2: withdrawn) leave it too few servers: Incoming Mail is then unknown ${hint('gateways')}`,
      ],
    ],
    [
      'a group that no service uses breaks none',
      { topology: topology({ extra: group('extra', { extra1: 'maintenance' }, { supporting: true }) }) },
      [],
    ],
  ];
  test.each(cases)('%s', (_name, input, expected) => {
    expect(lines(check(input))).toEqual(expected);
  });

  const window = (more: Partial<Incident>) =>
    incident('2010-09-03-storage-move', {
      kind: 'maintenance',
      resolved: null,
      window: { startAt: london('2010-09-03 22:00'), endAt: london('2010-09-04 02:00') },
      ...more,
    });
  const broken = storage({ store1: 'active', store2: 'maintenance', store3: 'preparing' });
  const announcements: readonly [
    name: string,
    affects: readonly string[],
    active: boolean,
    warned: boolean,
  ][] = [
    ['a window that names the group', ['storage'], true, false],
    ['a window that names the server', ['store2'], true, false],
    ['a window that names every harmed service', ['incoming-mail', 'web-access'], true, false],
    ['a window that names one harmed service of two', ['web-access'], true, true],
    ['a window that names another group', ['gateways'], true, true],
    ['a window that names nothing', [], true, true],
    ['a window that is not open now', ['storage'], false, true],
  ];
  test.each(announcements)('%s', (_name, names, isActive, warned) => {
    const move = window({
      effects: effects(Object.fromEntries(names.map((id) => [id, 'degraded'] as const))),
    });
    const found = check({ topology: broken, incidents: [move], active: isActive ? [move.slug] : [] });
    expect(found.map(({ code }) => code)).toEqual(warned ? ['role-breaks-service'] : []);
  });

  test('a window that says the group keeps working announces no loss of it', () => {
    const move = window({ effects: effects({ storage: 'operational' }) });
    const found = check({ topology: broken, incidents: [move], active: [move.slug] });
    expect(found.map(({ code }) => code)).toEqual(['role-breaks-service']);
  });

  test('an unplanned incident announces nothing', () => {
    const storm = incident('2010-09-03-storm', { effects: effects({ storage: 'down' }) });
    expect(check({ topology: broken, incidents: [storm] }).map(({ code }) => code)).toEqual([
      'role-breaks-service',
    ]);
  });
});
