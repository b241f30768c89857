import { describe, expect, test } from 'vitest';
import type { Incident } from '../../../src/core/model/incident.ts';
import type { SiteStatus } from '../../../src/core/model/status.ts';
import { MINUTE_MS } from '../../../src/core/model/time.ts';
import { countWords } from '../../../src/core/view/excerpt.ts';
import { homeView, MAINTENANCE_ENTRIES, OPEN_ENTRIES, OPEN_WORDS } from '../../../src/core/view/home.ts';
import type { HomeInput, HomeView } from '../../../src/core/view/home.ts';
import {
  at,
  CONTEXT,
  incident,
  NO_EFFECTS,
  NOW,
  proseOf,
  service,
  status,
  update,
  words,
} from './fixtures.ts';

function home(
  incidents: readonly Incident[],
  statusOverrides: Partial<SiteStatus> = {},
  overrides: Partial<HomeInput> = {},
): HomeView {
  return homeView({
    context: CONTEXT,
    status: status(statusOverrides),
    incidents,
    prose: proseOf(incidents),
    now: NOW,
    recorded: false,
    records: [],
    ...overrides,
  });
}

describe('lights', () => {
  test('a live page keeps no clock but the data’s', () => {
    const { lights } = home([]);
    expect(lights).toMatchObject({ path: '/', status: { takenAt: NOW, believed: true } });
    expect(lights).not.toHaveProperty('recordedAt');
    // A minute later, with the same data: the same page.
    expect(home([], {}, { now: NOW + MINUTE_MS })).toEqual(home([]));
  });

  test('a recorded page says which moment it shows', () => {
    expect(home([], {}, { recorded: true }).lights.recordedAt).toBe(NOW);
  });
});

describe('services', () => {
  const declared = {
    code: 'declared',
    subject: 'web-access',
    severity: 'degraded',
    incident: 'x',
    title: 'X',
    since: update('2010-09-03', '10:30').at,
  } as const;
  const staffOnly = {
    kind: 'staff-only',
    declared: 'degraded',
    probed: 'operational',
    since: declared.since,
    incidents: [],
  } as const;

  test('missing or old data is not repeated for each', () => {
    const reasons = [
      { code: 'no-evidence', fault: 'old', takenAt: NOW },
      { code: 'last-known', at: NOW, severity: 'operational' },
    ] as const;
    const [row] = home([], { services: [service({ severity: 'unknown', reasons })] }).services;
    expect(row?.reasons.map(({ code }) => code)).toEqual(['last-known']);
  });

  test('where the reasons tell staff’s side, only what the probes see is added', () => {
    const [row] = home([], {
      services: [service({ reasons: [declared], disagreement: staffOnly })],
    }).services;
    expect(row).toMatchObject({ probesSee: 'operational' });
    expect(row).not.toHaveProperty('disagreement');
  });

  test('elsewhere the whole disagreement is', () => {
    const [row] = home([], { services: [service({ disagreement: staffOnly })] }).services;
    expect(row?.disagreement).toEqual(staffOnly);
  });

  test('a fault staff have not reported is said once for all', () => {
    const disagreement = { kind: 'probes-only', probed: 'down' } as const;
    const view = home([], {
      services: [service({ disagreement }), service({ id: 'incoming-mail', disagreement })],
    });
    expect(view.unreported).toEqual(disagreement);
    expect(view.services.every((row) => row.disagreement === undefined)).toBe(true);
  });

  test('what happens to mail is not told twice', () => {
    const mail = { incoming: 'delayed' } as const;
    const told = home([], { services: [service({ mail, reasons: [{ ...declared, mail }] })] });
    expect(told.services[0]).not.toHaveProperty('mail');
    expect(home([], { services: [service({ mail })] }).services[0]?.mail).toEqual(mail);
  });

  test.each([
    [undefined, 0],
    ['full', 0],
    ['reduced', 1],
    ['none', 1],
  ] as const)('spares %s: %i remark', (spares, count) => {
    const groups = status().groups.map((group) =>
      group.id === 'gateways' && spares !== undefined ? { ...group, spares } : group,
    );
    expect(home([], { groups }).spares).toHaveLength(count);
  });
});

describe('open incidents', () => {
  const day = '2010-09-03';
  const open = incident(`${day}-slow`, {
    resolved: null,
    updates: [
      update(day, '20:10'),
      update(day, '20:40', {
        effects: {
          affects: [{ id: 'web-access', severity: 'partial', line: 1, column: 1 }],
          unreadable: false,
        },
      }),
    ],
    effects: { affects: [{ id: 'web-access', severity: 'down', line: 1, column: 1 }], unreadable: false },
  });

  test('tell their newest update first, and the effects in force', () => {
    const [entry] = home([open], { openIncidents: [open.slug] }).open;
    expect(entry?.updates.map(({ id }) => id)).toEqual(['u-20100903-2040', 'u-20100903-2010']);
    expect(entry?.effects).toEqual({
      affects: [{ id: 'web-access', name: 'Web Access', severity: 'partial' }],
      tense: 'present',
    });
    expect(entry?.tag).toEqual({ code: 'open' });
  });

  test.each([
    ['23:30', false],
    ['23:11', false],
    ['23:10', true],
    ['23:09', true],
  ])('an update promised for %s is overdue: %s', (clock, overdue) => {
    const promising = { ...open, nextUpdateAt: at(day, clock) };
    const [entry] = home([promising], { openIncidents: [open.slug] }).open;
    expect(entry?.promise).toEqual({ at: at(day, clock), overdue });
  });

  test('many of them: some in full, some by title, the rest counted', () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      incident(`${day}-${String(30 - index).padStart(2, '0')}`, { resolved: null }),
    );
    const view = home(
      many,
      { openIncidents: many.map(({ slug }) => slug) },
      { prose: proseOf(many, words(200)) },
    );
    expect(view.open).toHaveLength(OPEN_ENTRIES);
    expect(view.openUnlisted).toBe(30 - OPEN_ENTRIES);
    const told = view.open.flatMap(({ updates }) => updates.map(({ text }) => countWords(text)));
    expect(told.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(OPEN_WORDS);
  });
});

describe('maintenance', () => {
  const work = (slug: string) =>
    incident(slug, {
      kind: 'maintenance',
      resolved: null,
      window: { startAt: at('2010-09-05', '01:00'), endAt: at('2010-09-05', '05:00') },
      effects: { ...NO_EFFECTS, affects: [{ id: 'web-access', severity: 'partial', line: 1, column: 1 }] },
    });
  const [now, soon] = [work('2010-09-01-now'), work('2010-09-05-soon')];

  test('what is under way stands before what comes, and neither is in the log', () => {
    const view = home([soon, now], { activeMaintenance: [now.slug], comingMaintenance: [soon.slug] });
    expect(view.maintenance.map(({ slug, active }) => [slug, active])).toEqual([
      [now.slug, true],
      [soon.slug, false],
    ]);
    expect(view.maintenance[1]?.effects?.affects[0]?.name).toBe('Web Access');
    expect(view.log.entries).toEqual([]);
  });

  test('what was cancelled stays until it would be over, in its place, and then joins the log', () => {
    const cancelled = {
      ...work('2010-09-02-off'),
      cancelled: true,
      window: { startAt: at('2010-09-03', '22:00'), endAt: at('2010-09-04', '01:00') },
    };
    const view = home([soon, cancelled], { comingMaintenance: [soon.slug] });
    expect(view.maintenance.map(({ slug, tag }) => [slug, tag?.code])).toEqual([
      [cancelled.slug, 'cancelled'],
      [soon.slug, 'planned'],
    ]);
    expect(view.maintenance[0]).not.toHaveProperty('effects');
    expect(view.log.entries).toEqual([]);
    const later = home([cancelled], {}, { now: at('2010-09-04', '01:00') });
    expect(later.maintenance).toEqual([]);
    expect(later.log.entries[0]).toMatchObject({ tag: { code: 'cancelled' }, window: cancelled.window });
  });

  test('what no service will feel is not here, neither before nor after', () => {
    const quiet = {
      ...work('2010-09-03-quiet'),
      effects: { ...NO_EFFECTS, affects: [{ id: 'gw1', severity: 'down', line: 1, column: 1 } as const] },
    };
    const view = home([quiet], { comingMaintenance: [quiet.slug] });
    expect(view.maintenance).toEqual([]);
    expect(view.log).toMatchObject({ entries: [], newCount: 0 });
    const after = home([quiet], {}, { now: at('2010-09-05', '06:00') });
    expect(after.log).toMatchObject({ entries: [], newCount: 0, older: 0 });
  });

  test('more than there is room for is counted', () => {
    const many = Array.from({ length: 9 }, (_, index) => work(`2010-09-1${index}-work`));
    const view = home(many, { comingMaintenance: many.map(({ slug }) => slug) });
    expect(view.maintenance).toHaveLength(MAINTENANCE_ENTRIES);
    expect(view.maintenanceUnlisted).toBe(many.length - MAINTENANCE_ENTRIES);
  });
});
