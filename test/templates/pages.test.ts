import { describe, expect, test } from 'vitest';
import type { Incident } from '../../src/core/model/incident.ts';
import { archiveOf, historyView, monthView } from '../../src/core/view/history.ts';
import { incidentView, relationsOf } from '../../src/core/view/incident.ts';
import { infrastructureView } from '../../src/core/view/infrastructure.ts';
import { notFoundView } from '../../src/core/view/not-found.ts';
import { renderPage } from '../../templates/index.ts';
import { at, CONTEXT, incident, NOW, status, update } from '../core/view/fixtures.ts';
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
    expect(text).toContain('Affected Web Access down Mail');
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
    expect(text).toContain('Affected Web Access down At first Web Access works less well');
    expect(text).toContain('From 16:30: Web Access down.');
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
    expect(textOf(incidentPage(work))).toContain('Planned for 5 September 2010, 01:00 BST – 05:00');
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
    now: NOW,
    recorded: false,
  });
  const html = renderPage('infrastructure', view, KIT);

  test('lists zones, groups and servers, each with its word', () => {
    expect(textOf(html)).toContain(
      'Incoming email Gateways works · for at least 5 hours gw1 online 43 days gw2 online 43 days',
    );
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
      'History 3 entries, newest first. 2010 3 entries September 2010 1 entry August 2010 2 entries',
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
