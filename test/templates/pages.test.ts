import { describe, expect, test } from 'vitest';
import type { Incident } from '../../src/core/model/incident.ts';
import type { Snapshot } from '../../src/core/model/snapshot.ts';
import type { ServerStatus } from '../../src/core/model/status.ts';
import { archiveOf, historyView, monthView } from '../../src/core/view/history.ts';
import { incidentView, relationsOf } from '../../src/core/view/incident.ts';
import { infrastructureView } from '../../src/core/view/infrastructure.ts';
import { notFoundView } from '../../src/core/view/not-found.ts';
import { renderPage } from '../../templates/index.ts';
import { at, CONTEXT, evidence, incident, memory, NOW, status, update } from '../core/view/fixtures.ts';
import { kitOf, textOf } from './support.ts';

const KIT = kitOf();

function incidentPage(subject: Incident, others: readonly Incident[] = [], text = 'Some words.'): string {
  const prose = { summary: '', updates: subject.updates.map(() => text) };
  const relations = relationsOf([subject, ...others])(subject.slug);
  return renderPage('incident', incidentView({ context: CONTEXT, incident: subject, prose, relations }), KIT);
}

describe('an incident’s page', () => {
  const day = '2010-08-31';
  const down = {
    affects: [{ id: 'web-access', severity: 'down', line: 1, column: 1 }],
    mail: { incoming: 'safe', outgoing: 'delayed' },
    unreadable: false,
  } as const;

  test('tells the facts, then the story from its beginning', () => {
    const subject = incident(`${day}-a`, {
      title: 'Service Down',
      titleTag: 'Resolved',
      effects: down,
      updates: [
        update(day, '16:57', { phase: 'investigating' }),
        update(day, '19:09', { phase: 'resolved' }),
      ],
      resolved: update(day, '19:09').at,
    });
    const text = textOf(incidentPage(subject));
    expect(text).toContain('31/08/2010 Incident Service Down Resolved When 31/08/2010, 16:57 – 19:09');
    expect(text).toContain(
      'Affected Web Access was down Mail Incoming mail was safe. Outgoing mail was delayed, not lost. Updates',
    );
    expect(text).toContain('Updates 16:57 Investigating Some words. 19:09 Resolved Some words.');
    expect(text).toContain('What works now All of August 2010');
  });

  test.each([
    [
      'a day alone, where no clock is known',
      update(day, null).at,
      update(day, null).at,
      'When 31/08/2010 Updates',
    ],
    [
      'the other day, where it ended on another',
      update(day, '23:50').at,
      update('2010-09-01', '00:15').at,
      'When 31/08/2010, 23:50 – 01/09/2010, 00:15',
    ],
    ['no end, while it is open', update(day, '16:57').at, null, 'When since 31/08/2010, 16:57'],
  ])('%s', (_, started, resolved, expected) => {
    expect(textOf(incidentPage(incident(`${day}-a`, { started, resolved })))).toContain(expected);
  });

  test('what it did at first is told apart from what it came to', () => {
    const changed = incident(`${day}-a`, {
      effects: {
        affects: [{ id: 'web-access', severity: 'degraded', line: 1, column: 1 }],
        unreadable: false,
      },
      updates: [update(day, '16:00'), update(day, '16:30', { effects: down })],
    });
    const text = textOf(incidentPage(changed));
    expect(text).toContain('Affected Web Access was down At first Web Access worked less well');
    expect(text).toContain('From 16:30: Web Access was down.');
  });

  test('while it is open it speaks in the present, and the worst word on mail stands', () => {
    const lost = { affects: [], mail: { incoming: 'lost' }, unreadable: false } as const;
    const open = incident(`${day}-a`, {
      resolved: null,
      effects: { ...down, mail: { incoming: 'safe' } },
      updates: [update(day, '16:00'), update(day, '16:30', { effects: lost })],
    });
    const text = textOf(incidentPage(open));
    expect(text).toContain('Affected Web Access down Mail Incoming mail was lost. Updates');
    expect(text).not.toContain('safe');
    // Later updates said nothing worse than the first, so it is not told twice.
    expect(text).not.toContain('At first');
  });

  test('one instant is printed once', () => {
    expect(textOf(incidentPage(incident(`${day}-a`)))).toContain('When 31/08/2010, 10:00 Updates');
  });

  test('without a text there are no updates', () => {
    expect(textOf(incidentPage(incident(`${day}-a`), [], ' '))).not.toContain('Updates');
  });

  const work = (overrides: Partial<Incident> = {}) =>
    incident('2010-09-05-a', { kind: 'maintenance', resolved: null, effects: down, ...overrides });
  const window = (from: readonly [string, string], to: readonly [string, string] | null) => ({
    startAt: at(...from),
    endAt: to === null ? null : at(...to),
  });

  test.each([
    [
      'two days',
      ['2010-09-03', '22:00'],
      ['2010-09-04', '01:00'],
      '3 September 2010, 22:00 – 4 September 2010, 01:00 BST',
    ],
    ['one day', ['2010-09-05', '01:00'], ['2010-09-05', '03:00'], '5 September 2010, 01:00 – 03:00 BST'],
    ['an instant', ['2010-09-05', '01:00'], ['2010-09-05', '01:00'], '5 September 2010, 01:00 BST'],
    ['no end', ['2010-09-05', '01:00'], null, 'from 5 September 2010, 01:00 BST'],
    [
      'clocks that change',
      ['2010-10-31', '01:30'],
      ['2010-10-31', '04:00'],
      '31 October 2010, 01:30 BST – 03:00 GMT',
    ],
  ] as const)('a window of %s', (_, from, to, expected) => {
    const text = textOf(incidentPage(work({ window: window(from, to) })));
    expect(text).toContain(`Planned for ${expected} Expected during the work Web Access down Mail`);
    expect(text).not.toMatch(/Planned (?!for)|since/);
  });

  test('a window that cannot be read is not dated', () => {
    const text = textOf(incidentPage(work()));
    expect(text).toContain('Planned for time not yet known Expected during the work');
    expect(text).not.toContain('since');
  });

  test('work that is done speaks in the past, work that was cancelled of its window only', () => {
    const planned = window(['2010-09-05', '01:00'], ['2010-09-05', '03:00']);
    const done = work({ window: planned, resolved: update('2010-09-05', '02:00').at });
    expect(textOf(incidentPage(done))).toContain('Completed Planned for');
    expect(textOf(incidentPage(done))).toContain('03:00 BST Affected Web Access was down Mail');
    expect(textOf(incidentPage(work({ window: planned, cancelled: true })))).toContain('03:00 BST Updates');
    expect(incidentPage(work({ cancelled: true }))).not.toContain('<dl');
  });

  test('follow-ups lead both ways', () => {
    const first = incident('2010-07-30-a', { title: 'First' });
    const second = incident('2010-08-04-b', { title: 'Second', follows: first.slug });
    expect(incidentPage(second, [first])).toContain('Follows <a href="/incidents/2010-07-30-a/">First</a>');
    expect(incidentPage(first, [second])).toContain(
      'Followed up by <a href="/incidents/2010-08-04-b/">Second</a>',
    );
  });

  test('maintenance tells its window, an announcement neither time nor effect', () => {
    const work = incident('2010-09-05-a', {
      kind: 'maintenance',
      resolved: null,
      window: { startAt: at('2010-09-05', '01:00'), endAt: at('2010-09-05', '05:00') },
    });
    expect(textOf(incidentPage(work))).toContain('Planned for 5 September 2010, 01:00 – 05:00 BST');
    const news = textOf(incidentPage(incident(`${day}-a`, { kind: 'announcement', resolved: null })));
    expect(news).not.toMatch(/When|Affected|Updates/);
  });

  test('says nothing that time could make wrong', () => {
    const subject = incident(`${day}-a`, { resolved: null, nextUpdateAt: at(day, '17:00') });
    const html = incidentPage(subject);
    expect(textOf(html)).toContain('Next update promised by 17:00');
    expect(html).not.toContain('overdue');
    expect(html).not.toContain('glyph');
    expect(html).toContain('<link rel="stylesheet" href="/assets/site.css"/>');
  });

  test('every update has its anchor, and text headings stand below', () => {
    const html = incidentPage(incident(`${day}-a`), [], '# Loud');
    expect(html).toContain('<li id="u-20100831-1000"');
    expect(html).toContain('<h3>Loud</h3>');
  });
});

describe('the infrastructure page', () => {
  const view = infrastructureView({
    context: CONTEXT,
    status: status(),
    content: [{ file: 'content/infrastructure/2-zones.md', text: '# Colours explained' }],
    layout: null,
    incidents: [],
    evidence: evidence(),
    history: memory(),
    now: NOW,
    recorded: false,
  });
  const html = renderPage('infrastructure', view, KIT);

  test('lists zones, groups and servers, each with its word', () => {
    expect(textOf(html)).toContain(
      'Incoming email Gateways both online · for at least 5 hours since 18:10 or longer · behind Incoming Mail gw1 online 43 days since 22 July, 23:10 gw2 online 43 days since 22 July, 23:10',
    );
  });

  const page = (overrides: Partial<Parameters<typeof infrastructureView>[0]>) =>
    textOf(
      renderPage(
        'infrastructure',
        infrastructureView({
          context: CONTEXT,
          status: status(),
          content: [],
          layout: null,
          incidents: [],
          evidence: evidence(),
          history: memory(),
          now: NOW,
          recorded: false,
          ...overrides,
        }),
        KIT,
      ),
    );

  test('lists planned work with its window and what it touches', () => {
    const work = incident('2010-09-05-a', {
      kind: 'maintenance',
      resolved: null,
      window: { startAt: at('2010-09-05', '01:00'), endAt: at('2010-09-05', '05:00') },
      effects: { affects: [{ id: 'gw1', severity: 'down', line: 1, column: 1 }], unreadable: false },
    });
    expect(page({ incidents: [work], status: status({ comingMaintenance: [work.slug] }) })).toContain(
      'Maintenance 5 September 2010 Maintenance Title of 2010-09-05-a Planned 5 September 2010, 01:00 – 05:00 BST Expected during the work: gw1 down. All servers',
    );
    expect(page({})).not.toContain('Maintenance');
  });

  test.each([
    ['online', 'Staff report it down; our probes see it online.'],
    ['unknown', 'Staff report it down; our probes cannot tell.'],
    ['offline', 'Staff: Down'],
  ] as const)('staff say down, probes say %s', (probed, expected) => {
    const groups = status().groups.map((group) => ({
      ...group,
      servers: group.servers.map((server) =>
        server.id === 'gw1'
          ? { ...server, probed, verdict: 'offline' as const, declared: 'down' as const }
          : server,
      ),
    }));
    expect(page({ status: status({ groups }) })).toContain(
      `gw1 offline 43 days since 22 July, 23:10 ${expected} gw2`,
    );
  });

  const vantages = ['London', 'Amsterdam'];
  const withServer = (overrides: Partial<ServerStatus>, snapshot: Partial<Snapshot> = {}) => {
    const groups = status().groups.map((group) => ({
      ...group,
      servers: group.servers.map((server) => (server.id === 'gw1' ? { ...server, ...overrides } : server)),
    }));
    return page({ status: status({ groups }), evidence: evidence({ vantages, ...snapshot }) });
  };

  test.each<[string, Partial<ServerStatus>, string]>([
    [
      'for longer than anybody looked',
      { sinceIsAtLeast: true },
      'gw1 online for at least 43 days since 22 July, 23:10 or longer gw2',
    ],
    [
      'by one place only',
      { seenFrom: { London: 'online', Amsterdam: 'offline' } },
      'gw1 online 43 days since 22 July, 23:10 · London sees it, Amsterdam does not gw2',
    ],
    [
      'long ago',
      { verdict: 'unknown', probed: 'unknown', lastOnlineAt: at('2010-09-02', '08:00') },
      'gw1 unknown last seen online 2 September, 08:00 gw2',
    ],
  ])('a server that was seen %s', (_, overrides, expected) => {
    expect(withServer(overrides)).toContain(expected);
  });

  test('says once from where the probes look, and when each did where that differs', () => {
    const same = 'Unless an entry says otherwise, every place sees the same. Incoming email';
    expect(withServer({})).toContain(`Our probes look from London and Amsterdam. ${same}`);
    const vantageTimes = { London: NOW, Amsterdam: NOW - 120_000 };
    expect(withServer({}, { vantageTimes })).toContain(
      `Our probes looked from London at 23:10 and from Amsterdam at 23:08. ${same}`,
    );
    expect(withServer({}, { vantages: ['London'] })).not.toContain('Our probes look');
  });

  test('tells when a group came back where that is remembered', () => {
    const line = (clock: string, is: string) =>
      JSON.stringify({ at: new Date(at('2010-09-03', clock)).toISOString(), group: 'gateways', is });
    const history = memory(
      JSON.stringify({ at: '2010-09-03T08:00:00Z', all: { group: { gateways: 'operational' } } }),
      line('20:00', 'down'),
      line('21:10', 'operational'),
    );
    expect(page({ history })).toContain('Gateways both online · for 2 hours since 21:10 · behind');
  });

  test('leads to the pages of the services', () => {
    expect(html).toContain('behind <a href="/services/incoming-mail/">Incoming Mail</a>');
  });

  test('explains what is out on purpose', () => {
    expect(textOf(html)).toContain('web2 being prepared New, not yet in use. Not counted. Joins next week');
  });

  test.each(['incoming', 'gateways', 'gw1', 'gw2', 'core', 'web', 'web1', 'web2'])(
    'has the anchor #%s once',
    (id) => {
      expect(html.split(` id="${id}"`)).toHaveLength(2);
    },
  );

  test('puts what the zones say of themselves after the text about zones', () => {
    expect(html).toMatch(
      /<h2>Colours explained<\/h2>[^]*<dt>Incoming email<\/dt>[^]*comes <strong>in<\/strong> here/,
    );
  });
});

describe('the archive', () => {
  const incidents = ['2010-09-02-c', '2010-08-31-b', '2010-08-31-a'].map((slug) => incident(slug));
  const archive = archiveOf(incidents);

  test('leads from years to months', () => {
    const html = renderPage('history', historyView(CONTEXT, archive), KIT);
    expect(textOf(html)).toContain(
      'History 3 entries, newest first. Day by day, and by the minute 2010 3 entries September 2010 1 entry August 2010 2 entries',
    );
    expect(html).toContain('href="/history/2010/08/"');
  });

  test('lists a month and leads to its neighbours', () => {
    const html = renderPage('month', monthView(CONTEXT, archive, '2010-08'), KIT);
    expect(textOf(html)).toContain(
      'August 2010 2 entries, newest first. 31/08/2010 Title of 2010-08-31-b Resolved',
    );
    expect(html).toContain('<a href="/history/2010/09/" rel="next">Newer: September 2010</a>');
    expect(html).not.toContain('Older:');
  });

  test('planned work tells its window where nothing else is known of it', () => {
    const work = incident('2010-09-05-w', {
      kind: 'maintenance',
      resolved: null,
      window: { startAt: at('2010-09-05', '01:00'), endAt: at('2010-09-05', '03:00') },
    });
    const view = monthView(CONTEXT, archiveOf([work]), '2010-09');
    const text = textOf(renderPage('month', view, KIT));
    expect(text).toContain('Title of 2010-09-05-w Maintenance, 5 September 2010, 01:00 – 03:00 BST');
    expect(text).not.toContain('Planned');
  });

  test('an empty one says so', () => {
    expect(textOf(renderPage('history', historyView(CONTEXT, archiveOf([])), KIT))).toContain(
      'History Nothing has been written yet.',
    );
  });
});

test('an unknown address is answered calmly and without a light', () => {
  const html = renderPage('notFound', notFoundView(CONTEXT), KIT);
  expect(textOf(html)).toContain('There is no such page');
  expect(html).not.toMatch(/glyph glyph|canonical/);
});
