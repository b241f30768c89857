import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Incident } from '../../src/core/model/incident.ts';
import { homeView } from '../../src/core/view/home.ts';
import type { HomeInput } from '../../src/core/view/home.ts';
import { viewContext } from '../../src/core/view/context.ts';
import type { ServiceRecord } from '../../src/core/model/record.ts';
import { renderPage } from '../../templates/index.ts';
import {
  at,
  CONTEXT,
  incident,
  NOW,
  proseOf,
  service,
  status,
  TOPOLOGY,
  update,
  without,
} from '../core/view/fixtures.ts';
import { period, recordOf } from '../core/view/records.ts';
import { CSS, kitOf, textOf } from './support.ts';

const KIT = kitOf();

function home(incidents: readonly Incident[] = [], overrides: Partial<HomeInput> = {}): string {
  const view = homeView({
    context: CONTEXT,
    status: status(),
    incidents,
    prose: proseOf(incidents),
    now: NOW,
    recorded: false,
    records: [],
    ...overrides,
  });
  return renderPage('home', view, KIT);
}

describe('the answer', () => {
  test('comes first: what works, when that was seen, until when it holds', () => {
    expect(textOf(home())).toContain(
      'Both services work. As of 3 September 2010, 23:10 BST. These lights hold until 23:15. Reload System Status 03rd Sep @ 23:10 Incoming Mail Works Web Access Works',
    );
  });

  test('a recorded page says so instead of expiring', () => {
    const text = textOf(home([], { recorded: true }));
    expect(text).toContain(
      'A recorded moment: this page shows Example Mail, 3 September 2010, 23:10 BST; it is not live.',
    );
    expect(text).not.toContain('hold until');
    expect(text).not.toContain('Reload');
  });

  test('old data is said to be old, with what was last known', () => {
    const reasons = [
      { code: 'no-evidence', fault: 'old', takenAt: NOW },
      { code: 'last-known', at: NOW, severity: 'operational' },
    ] as const;
    const old = status({
      severity: 'unknown',
      believed: false,
      services: [service({ severity: 'unknown', reasons })],
    });
    const text = textOf(home([], { status: without(old, 'validUntilAt') }));
    expect(text).toContain(
      'Our probes’ last data is from 3 September 2010, 23:10 BST, too old to vouch for anything.',
    );
    expect(text).toContain('Web Access Unknown At 23:10 it worked.');
    expect(text).not.toContain('hold until');
  });

  test('no data at all is said, too', () => {
    const blind = without(status({ severity: 'unknown', believed: false }), 'takenAt', 'validUntilAt');
    expect(textOf(home([], { status: blind }))).toContain('We have no data from our probes. Reload');
  });

  test('many reasons: two are told, the others wait behind a line', () => {
    const reasons = ['gateways', 'web', 'store', 'database'].map(
      (group) => ({ code: 'degraded-without', group }) as const,
    );
    const html = home([], { status: status({ services: [service({ severity: 'degraded', reasons })] }) });
    expect(html).toMatch(/<details><summary>2 more reasons<\/summary><p>[^<]+<\/p><\/details>/);
  });
});

describe('incidents', () => {
  const day = '2010-09-03';
  const open = incident(`${day}-slow`, {
    title: 'Slow logins',
    resolved: null,
    updates: [update(day, '20:10', { phase: 'investigating' }), update(day, '20:40')],
    nextUpdateAt: at(day, '22:45'),
  });
  const page = (nextUpdateAt: number) =>
    textOf(home([{ ...open, nextUpdateAt }], { status: status({ openIncidents: [open.slug] }) }));

  test('an open one is told newest first, and only named in the log', () => {
    const text = page(at(day, '22:45'));
    expect(text).toContain(
      'Open incidents 03/09/2010 Incident Slow logins Open The update promised for 22:45 is overdue. 20:40 Some words. 20:10 Investigating Some words.',
    );
    expect(text).toContain(
      'Log 1 new in last 7 days 03/09/2010 Incident Slow logins Open Still open; told above.',
    );
  });

  test('a promise still to come is a promise', () => {
    expect(page(at(day, '23:30'))).toContain('Next update by 23:30.');
  });

  test('what changed is told in words', () => {
    const changing = incident('2010-08-31-a', {
      updates: [
        update('2010-08-31', '15:30', {
          effects: {
            affects: [
              { id: 'web-access', severity: 'down', line: 1, column: 1 },
              { id: 'incoming-mail', severity: 'operational', line: 1, column: 1 },
            ],
            mail: { incoming: 'safe' },
            unreadable: false,
          },
        }),
      ],
    });
    expect(textOf(home([changing]))).toContain(
      'From 15:30: Web Access was down; Incoming Mail worked. Incoming mail was safe.',
    );
  });

  test('day precision prints no clock', () => {
    const vague = incident('2010-08-31-a', { updates: [update('2010-08-31', null)] });
    const log = textOf(home([vague])).replace(/^.* Log /, '');
    expect(log).toContain('31/08/2010 Incident Title of 2010-08-31-a Resolved Some words.');
    expect(log).not.toMatch(/\d\d:\d\d/);
  });

  test('a span has both its ends', () => {
    const span = incident('2010-08-05-a', {
      updates: [update('2010-08-05', '15:35', { untilAt: at('2010-08-05', '15:50') })],
    });
    expect(textOf(home([span]))).toContain('15:35 – 15:50 Some words.');
  });

  test('kinds and tags are words', () => {
    const incidents = [
      incident('2010-09-02-a', { kind: 'maintenance', cancelled: true, resolved: null }),
      incident('2010-09-01-a', { kind: 'announcement', resolved: null }),
      incident('2010-08-31-a', { titleTag: 'All Resolved' }),
    ];
    const text = textOf(home(incidents));
    expect(text).toContain('02/09/2010 Maintenance Title of 2010-09-02-a Cancelled');
    expect(text).toContain('01/09/2010 Announcement Title of 2010-09-01-a 10:00 Some words.');
    expect(text).toContain('31/08/2010 Incident Title of 2010-08-31-a All Resolved');
  });

  test('coming maintenance tells its window', () => {
    const work = incident('2010-09-05-a', {
      kind: 'maintenance',
      resolved: null,
      window: { startAt: at('2010-09-05', '01:00'), endAt: at('2010-09-05', '05:00') },
    });
    const text = textOf(home([work], { status: status({ comingMaintenance: [work.slug] }) }));
    expect(text).toContain('Title of 2010-09-05-a Planned 5 September 2010, 01:00 – 05:00 BST');
  });

  test('what work will do is expected, not told as if it were so', () => {
    const work = incident('2010-09-05-a', {
      kind: 'maintenance',
      resolved: null,
      window: { startAt: at('2010-09-05', '01:00'), endAt: at('2010-09-05', '05:00') },
      effects: {
        affects: [{ id: 'web-access', severity: 'down', line: 1, column: 1 }],
        mail: { incoming: 'delayed', outgoing: 'delayed' },
        unreadable: false,
      },
    });
    const text = textOf(home([work], { status: status({ comingMaintenance: [work.slug] }) }));
    expect(text).toContain(
      '05:00 BST Expected during the work: Web Access down. Mail will be delayed, not lost.',
    );
  });

  test('past work in the log tells its window, and a window that cannot be read is not invented', () => {
    const ended = incident('2010-09-02-a', {
      kind: 'maintenance',
      resolved: null,
      window: { startAt: at('2010-09-02', '22:00'), endAt: at('2010-09-03', '01:00') },
    });
    expect(textOf(home([ended]))).toContain(
      'Title of 2010-09-02-a Ended 2 September 2010, 22:00 – 3 September 2010, 01:00 BST',
    );
    const vague = incident('2010-09-06-a', { kind: 'maintenance', resolved: null });
    expect(textOf(home([vague], { status: status({ comingMaintenance: [vague.slug] }) }))).toContain(
      'Title of 2010-09-06-a Planned time not yet known',
    );
  });

  test('an empty log says that it is one', () => {
    expect(textOf(home())).toContain('Log nothing new in last 7 days Nothing has been written here yet.');
  });
});

describe('what was', () => {
  const records = [
    recordOf('x//', { periods: [period({ uptime: 9_997, coverage: 9_820 })] }),
    recordOf('?', { id: 'web-access' }),
  ];

  test('is told below what is wrong now and what comes, and above the log', () => {
    const open = incident('2010-09-03-slow', { title: 'Slow', resolved: null });
    const text = textOf(home([open], { records, status: status({ openIncidents: [open.slug] }) }));
    expect(text).toMatch(
      /Open incidents .* Last 90 days Incoming Mail 99\.97% up of 98\.2% observed Web Access 100% up, observed throughout One bar a day, the latest at the right\. The taller, the worse; hollow where nobody looked\. Log /,
    );
  });

  test('is one picture for each service, with a sentence', () => {
    expect(
      [...home([], { records }).matchAll(/role="img" aria-label="([^"]*)"/g)].map(([, label]) => label),
    ).toEqual([
      '90 days: 87 without a fault, 1 down, 2 partly down; 99.97% up of 98.2% observed.',
      '90 days: 89 without a fault, 1 not observed; 100% up, observed throughout.',
    ]);
  });

  test('is not spoken of where nobody ever looked', () => {
    const html = home();
    expect(textOf(html)).not.toMatch(/%|90 days|observed/);
    expect(html).not.toContain('class="bars');
  });
});

test('every service leads to its page', () => {
  expect(home()).toContain('<a class="service-name" href="/services/incoming-mail/">Incoming Mail</a>');
});

describe('the document', () => {
  test('is the same for the same view', () => {
    expect(home()).toBe(home());
    expect(home()).toMatch(/^<!DOCTYPE html>\n<html lang="en-GB">/);
  });

  test('carries its stylesheet, asks for nothing else, and has no inline style or script', () => {
    const html = home([incident('2010-08-31-a')]);
    expect(html).toContain(`<style>${CSS}</style>`);
    const [, rest = ''] = html.split('</style>');
    expect(rest).not.toMatch(/\sstyle=|<script|\son[a-z]+=/i);
    expect(html.match(/<link [^>]*rel="(?!canonical|icon|alternate)/)).toBeNull();
  });

  test('stays within 14 kB compressed at the cap of everything', () => {
    const texts = manyWords();
    const incidents = Array.from({ length: 60 }, (_, index) =>
      incident(`2010-08-${String(28 - (index % 28)).padStart(2, '0')}-${index}`, {
        kind: index % 5 === 4 ? 'maintenance' : 'incident',
        title: texts(7),
        resolved: index < 20 ? null : { at: at('2010-08-28', '12:00'), precision: 'minute' },
        window: { startAt: at('2010-09-05', '01:00'), endAt: at('2010-09-05', '05:00') },
        updates: ['10:00', '10:30', '11:00', '12:00'].map((clock) => update('2010-08-28', clock)),
      }),
    );
    const slugs = (kind: string) => incidents.filter((one) => one.kind === kind).map(({ slug }) => slug);
    const services = Array.from({ length: 12 }, (_, index) => ({
      id: `service-${index}`,
      name: texts(2),
      needs: ['gateways'],
      degradedWithout: [],
    }));
    const html = home(incidents, {
      context: viewContext({ ...TOPOLOGY, services }),
      records: services.map(({ id }, index) => unquietRecord(id, index)),
      prose: () => ({ summary: texts(20), updates: [texts(40), texts(40), texts(40), texts(40)] }),
      status: status({
        services: services.map(({ id }) => service({ id })),
        openIncidents: slugs('incident').slice(0, 16),
        comingMaintenance: slugs('maintenance').slice(0, 8),
      }),
    });
    expect(gzipSync(html, { level: 9 }).length).toBeLessThan(14_000);
  });
});

/** One day in four is bad in a way of its own, and no two services have the same days. */
function unquietRecord(id: string, seed: number): ServiceRecord {
  const letters = Array.from({ length: 90 }, (_, day) => {
    const dice = (day * 7_919 + (seed + 1) * 104_729) % 97;
    return dice < 24 ? (['x', '/', '~', 'm', '?', 'x'][dice % 6] ?? '+') : '+';
  });
  const periods = [period({ uptime: 9_999 - seed * 37, coverage: 9_820 - seed * 13 })];
  return recordOf(letters.join(''), { id, periods });
}

/** Texts of staff's own vocabulary, in an order without sense: harder to compress than anything they write. */
function manyWords(): (count: number) => string {
  const folder = new URL('../../incidents/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.md'));
  const written = files.map((name) => readFileSync(new URL(name, folder), 'utf8')).join(' ');
  const vocabulary = [...new Set(written.match(/[A-Za-z]+/g))].sort();
  let state = 1;
  const next = () => {
    // The minimal standard generator of Park and Miller.
    state = (state * 48_271) % 2_147_483_647;
    return vocabulary[state % vocabulary.length] ?? '';
  };
  return (count) => Array.from({ length: count }, next).join(' ');
}
