import { describe, expect, test } from 'vitest';
import type { Outage, ServiceRecord } from '../../src/core/model/record.ts';
import type { SiteStatus } from '../../src/core/model/status.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/core/model/time.ts';
import { viewContext } from '../../src/core/view/context.ts';
import { OUTAGES_LISTED } from '../../src/core/view/record.ts';
import { servicePageViews } from '../../src/core/view/service.ts';
import type { ServicePageInput } from '../../src/core/view/service.ts';
import { renderPage } from '../../templates/index.ts';
import { at, CONTEXT, incident, NOW, service, status, TOPOLOGY, without } from '../core/view/fixtures.ts';
import { outage, period, recordOf, spent } from '../core/view/records.ts';
import { kitOf, textOf } from './support.ts';

const KIT = kitOf();

/** The page of Incoming Mail. */
function html(overrides: Partial<ServicePageInput> = {}): string {
  const [view] = servicePageViews({
    context: CONTEXT,
    status: status(),
    incidents: [],
    records: [],
    now: NOW,
    recorded: false,
    ...overrides,
  });
  if (view === undefined) throw new Error('there is no page');
  return renderPage('service', view, KIT);
}

const text = (overrides: Partial<ServicePageInput> = {}) => textOf(html(overrides));

const recorded = (letters = '', overrides: Partial<ServiceRecord> = {}) => ({
  records: [recordOf(letters, overrides)],
});

describe('the answer', () => {
  test('comes first: whether it works, when that was seen, until when it holds', () => {
    expect(text()).toContain(
      'Incoming Mail works. As of 3 September 2010, 23:10 BST. These lights hold until 23:15. Reload What it stands on',
    );
    expect(html()).toContain('<a class="reload" href="/services/incoming-mail/">');
  });

  test('has all its reasons, as on the home page', () => {
    const reasons = ['a', 'b', 'c'].map((group) => ({ code: 'degraded-without', group }) as const);
    const site = status({ services: [service({ id: 'incoming-mail', severity: 'degraded', reasons })] });
    expect(text({ status: site })).toContain(
      'Incoming Mail works less well than usual. As of 3 September 2010, 23:10 BST. These lights hold until 23:15. Reload Why It works without a, only less well. It works without b, only less well. It works without c, only less well. What',
    );
  });

  test('old data is said to be old, once, with what was last known', () => {
    const reasons = [
      { code: 'no-evidence', fault: 'old', takenAt: NOW },
      { code: 'last-known', at: NOW, severity: 'operational' },
    ] as const;
    const old: SiteStatus = status({
      severity: 'unknown',
      believed: false,
      reasons,
      services: [service({ id: 'incoming-mail', severity: 'unknown', reasons })],
    });
    expect(text({ status: without(old, 'validUntilAt') })).toContain(
      'We do not know whether Incoming Mail works. Our probes’ last data is from 3 September 2010, 23:10 BST, too old to vouch for anything. Reload Why At 23:10 it worked. What',
    );
  });

  test('a recorded page says so instead of expiring', () => {
    const page = text({ recorded: true });
    expect(page).toContain('A recorded moment: this page shows Example Mail');
    expect(page).not.toContain('hold until');
  });

  test('is not in the title, which others keep for days', () => {
    expect(html()).toContain('<title>Incoming Mail · Example Mail</title>');
    expect(html()).toContain(
      'content="Whether Incoming Mail of Example Mail works, what it stands on, and how it did before."',
    );
  });
});

describe('what it stands on', () => {
  const [incoming, core] = TOPOLOGY.zones;
  const topology = {
    ...TOPOLOGY,
    zones: [
      {
        ...incoming!,
        groups: incoming!.groups.map((group) => ({ ...group, fallback: { to: 'web', effect: '' } })),
      },
      core!,
    ],
    services: [
      {
        id: 'incoming-mail',
        name: 'Incoming Mail',
        about: 'Mail <for> you.',
        needs: ['gateways'],
        degradedWithout: ['web'],
      },
    ],
  };
  const context = viewContext(topology);

  test('is told in the owner’s words and by its groups', () => {
    expect(text({ context })).toContain(
      'What it stands on Mail <for> you. Gateways both online When it fails, Web Service takes over: both online. Web Service both online Without it the service works, only less well.',
    );
  });

  test('leads to the boxes of the infrastructure page', () => {
    expect(html({ context })).toContain('<a href="/infrastructure/#gateways">Gateways</a>');
    expect(html({ context })).toContain('When it fails, <a href="/infrastructure/#web">Web Service</a>');
  });
});

describe('without a memory', () => {
  test('nothing is said of the past, and that is said', () => {
    const page = text();
    expect(page).toContain(
      'Uptime Nothing has been recorded of this service yet, so nothing can be said of its past. Incidents and maintenance Nothing has been written about this service.',
    );
    expect(page).not.toContain('%');
    expect(html()).not.toContain('class="bars');
  });
});

describe('the bars', () => {
  const bars = (letters: string) =>
    /<svg class="bars large"[^]*?<\/svg>/.exec(html(recorded(letters)))?.[0] ?? '';
  const pathOf = (letters: string, state: string) =>
    new RegExp(`<path class="bar-${state}" d="([^"]*)"`).exec(bars(letters))?.[1];

  test('are a picture with a sentence', () => {
    expect(bars('x//')).toMatch(
      /role="img" aria-label="90 days: 87 without a fault, 1 down, 2 partly down; 100% up, observed throughout\."/,
    );
  });

  test('are one path for each kind of day, however many days', () => {
    expect(bars('').match(/<path/g)).toHaveLength(1);
    expect(pathOf('', 'operational')).toBe('M0 20h359');
    expect(bars('x+~/m?'.repeat(15)).match(/<path/g)).toHaveLength(6);
  });

  test.each([
    ['operational', '+', 'M356 20h3'],
    ['maintenance', 'm', 'M356 17.5h3M356 22.5h3'],
    ['unknown', '?', 'M356 16.5h3v7h-3z'],
    ['degraded', '~', 'M356 16h3'],
    ['partial', '/', 'M356 5.5h3M356 18.5h3'],
    ['down', 'x', 'M356 12h3'],
  ])('a day that is %s has a shape of its own', (state, letter, expected) => {
    expect(pathOf(`${letter === '+' ? 'm' : '+'}${letter}`, state)?.endsWith(expected)).toBe(true);
  });

  test('days nobody looked at are hollow, and never green', () => {
    expect(pathOf('?'.repeat(90), 'unknown')).toBe('M0 16.5h359v7h-359z');
    expect(pathOf('?'.repeat(90), 'operational')).toBeUndefined();
  });

  test('come with their ends and with a key to what occurs', () => {
    expect(text(recorded('x?'))).toContain(
      'Last 90 days 100% up, observed throughout 06/06/2010 03/09/2010 no fault down not observed Day by day',
    );
  });

  test('have the same in a table', () => {
    expect(text(recorded('?xx'))).toContain(
      'Day by day Day What happened Observed 03/09/2010 Down for 1 hour 5 minutes. 100% 02/09/2010 Down for 1 hour 5 minutes. 100% 01/09/2010 Not observed. 0% 06/06/2010 – 31/08/2010 No fault. 100% Uptime',
    );
  });
});

describe('uptime', () => {
  test('stands with how much was observed, and with what was beside it', () => {
    const periods = [
      period({ period: '24h' }),
      period({
        period: '90d',
        uptime: 9_997,
        coverage: 9_820,
        downByStaffMs: 5 * MINUTE_MS,
        spent: spent({
          operational: 1,
          down: 12 * MINUTE_MS,
          partial: HOUR_MS,
          degraded: 2 * HOUR_MS,
          maintenance: HOUR_MS,
        }),
      }),
      period({ period: '365d', uptime: null, coverage: 0 }),
    ];
    expect(text(recorded('', { periods }))).toContain(
      'Uptime Last Up Observed 24 hours 100% 100% 90 days 99.97% 98.2% Down for 12 minutes, 5 minutes of it by the word of staff alone. Partly down for 1 hour. Worked less well for 2 hours. Planned work for 1 hour. 365 days no data 0% Up is the share',
    );
  });
});

describe('outages', () => {
  const told = incident('2010-08-31-service-down', { title: 'Service Down' });
  const page = (...outages: readonly Outage[]) => text({ ...recorded('', { outages }), incidents: [told] });

  test.each<[string, Partial<Outage>, string]>([
    ['by probes', {}, 'Down for 2 hours 12 minutes 31 August 2010, 16:57 – 19:09 BST Seen by our probes.'],
    [
      'by staff',
      { witness: 'staff', severity: 'degraded', incidents: [told.slug] },
      'Worked less well for 2 hours 12 minutes 31 August 2010, 16:57 – 19:09 BST Reported by staff; our probes did not see it. Service Down',
    ],
    [
      'by both, over midnight',
      { witness: 'both', severity: 'partial', endAt: at('2010-09-01', '01:00'), incidents: [told.slug] },
      'Partly down for 8 hours 3 minutes 31 August 2010, 16:57 – 1 September 2010, 01:00 BST Seen by our probes and reported by staff. Service Down',
    ],
    [
      'to this moment',
      { startAt: NOW - HOUR_MS, endAt: NOW, lasting: true },
      'Down for 1 hour since 3 September 2010, 22:10 BST, not over yet Seen by our probes.',
    ],
  ])('seen %s', (_, overrides, expected) => {
    expect(page(outage(overrides))).toContain(`Outages ${expected} Incidents`);
  });

  test('a day without a clock time gets none', () => {
    const vague = incident('2010-08-31-vague', {
      title: 'Vague',
      started: { at: at('2010-08-31', '00:00'), precision: 'day' },
      updates: [],
    });
    const outages = [
      outage({ startAt: at('2010-08-31', '00:00'), witness: 'staff', incidents: [vague.slug] }),
    ];
    expect(text({ ...recorded('', { outages }), incidents: [vague] })).toContain(
      'Down for 19 hours 9 minutes 31 August 2010 – 31 August 2010, 19:09 BST Reported by staff',
    );
  });

  test('that there were none is said as far as it is known', () => {
    expect(page()).toContain('Outages None in the last 90 days, as far as anybody looked.');
  });

  test('too many are counted', () => {
    expect(page(...Array.from({ length: OUTAGES_LISTED + 2 }, () => outage()))).toContain('and 2 older ones');
  });

  test('lead to the incidents', () => {
    const outages = [outage({ witness: 'both', incidents: [told.slug] })];
    expect(html({ ...recorded('', { outages }), incidents: [told] })).toContain(
      '<a href="/incidents/2010-08-31-service-down/">Service Down</a>',
    );
  });
});

test('its incidents lead to their pages, and the page to the others', () => {
  const entry = incident('2010-08-31-a', {
    title: 'Slow gateways',
    effects: { affects: [{ id: 'gw1', severity: 'degraded', line: 1, column: 1 }], unreadable: false },
  });
  expect(text({ incidents: [entry] })).toContain(
    'Incidents and maintenance 31/08/2010 Slow gateways Resolved All services The whole history',
  );
  expect(html({ incidents: [entry] })).toContain('<a href="/incidents/2010-08-31-a/">Slow gateways</a>');
});
