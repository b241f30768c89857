import { describe, expect, test } from 'vitest';
import type { Incident } from '../../src/core/model/incident.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { viewContext } from '../../src/core/view/context.ts';
import { archiveOf, monthView } from '../../src/core/view/history.ts';
import { homeView } from '../../src/core/view/home.ts';
import { incidentView, relationsOf } from '../../src/core/view/incident.ts';
import { infrastructureView } from '../../src/core/view/infrastructure.ts';
import type { PageName } from '../../src/core/view/pages.ts';
import { createStrips } from '../../src/core/view/strip.ts';
import { timelineDayView } from '../../src/core/view/timeline-day.ts';
import type { TimelineDay } from '../../src/core/view/timeline-days.ts';
import { subscribeView } from '../../src/core/view/subscribe.ts';
import { timelineView, timelineYearView } from '../../src/core/view/timeline-index.ts';
import { renderPage } from '../../templates/index.ts';
import { servicePageViews } from '../../src/core/view/service.ts';
import { widgetView } from '../../src/core/view/widget.ts';
import type { ServicePageView } from '../../src/core/view/service.ts';
import { evidence, incident, memory, NOW, status, TOPOLOGY, update } from '../core/view/fixtures.ts';
import { outage, recordOf } from '../core/view/records.ts';
import { watched } from '../core/view/watched.ts';
import { kitOf, textOf } from './support.ts';

/** Everything a page can print that staff, owners of the topology or probes wrote, all of it ill-meant. */
function pagesWith(evil: string): Readonly<Record<Exclude<PageName, 'history' | 'notFound'>, string>> {
  const topology: Topology = {
    ...TOPOLOGY,
    site: { ...TOPOLOGY.site, name: evil, contact: evil },
    zones: TOPOLOGY.zones.map((zone) => ({
      ...zone,
      name: evil,
      about: evil,
      groups: zone.groups.map((group) => ({
        ...group,
        name: evil,
        about: evil,
        servers: group.servers.map((server) => ({ ...server, name: evil, note: evil })),
      })),
    })),
    services: TOPOLOGY.services.map((service) => ({ ...service, name: evil, about: evil })),
  };
  const context = viewContext(topology);
  const affects = [{ id: 'web-access', severity: 'down', line: 1, column: 1 }] as const;
  const entry = incident('2010-09-02-a', {
    title: evil,
    titleTag: evil,
    effects: { affects, unreadable: false },
    updates: [update('2010-09-02', '10:00', { effects: { affects, unreadable: false } })],
  });
  const incidents: readonly Incident[] = [
    entry,
    incident('2010-09-01-b', { title: evil, follows: entry.slug }),
  ];
  const prose = () => ({ summary: evil, updates: [evil] });
  const reasons = [{ code: 'effect', group: 'web', effect: evil }] as const;
  const site = status({
    severity: 'down',
    reasons,
    services: [{ ...status().services[0], id: 'web-access', severity: 'down', reasons } as never],
    openIncidents: [entry.slug],
  });
  const records = [recordOf('x', { id: 'web-access', outages: [outage({ incidents: [entry.slug] })] })];
  const live = {
    context,
    status: site,
    now: NOW,
    recorded: true,
    records,
    history: memory(),
    evidence: evidence({ vantages: [evil, 'london'], vantageTimes: { [evil]: NOW, london: NOW + 60_000 } }),
  };
  const kit = kitOf();
  const history = watched({
    from: '2010-09-01 00:00',
    until: '2010-09-03 00:00',
    changes: {
      '2010-09-01 23:00': 'gw1:offline',
      '2010-09-02 10:30': 'gw1:offline web1:offline',
      '2010-09-02 11:00': 'gw1:offline',
    },
  });
  const day: TimelineDay = { day: '2010-09-02', changes: 2, entries: [entry], lasting: [...incidents] };
  const days = [day];
  return {
    home: renderPage('home', homeView({ ...live, incidents, prose }), kit),
    infrastructure: renderPage(
      'infrastructure',
      infrastructureView({
        ...live,
        layout: null,
        incidents: [],
        content: [{ file: 'content/infrastructure/a.md', text: evil }],
      }),
      kit,
    ),
    service: renderPage('service', servicePageViews({ ...live, incidents })[0] as ServicePageView, kit),
    incident: renderPage(
      'incident',
      incidentView({
        context,
        incident: entry,
        prose: prose(),
        relations: relationsOf(incidents)(entry.slug),
        probes: createStrips(history, context).view(entry),
      }),
      kit,
    ),
    timeline: renderPage('timeline', timelineView(context, days), kit),
    timelineYear: renderPage(
      'timelineYear',
      timelineYearView(context, new Map([['2010', days]]), '2010'),
      kit,
    ),
    timelineDay: renderPage('timelineDay', timelineDayView({ context, history, day, prose }), kit),
    subscribe: renderPage('subscribe', subscribeView(context), kit),
    widget: renderPage('widget', widgetView(live), kit),
    month: renderPage('month', monthView(context, archiveOf(incidents), '2010-09'), kit),
  };
}

/**
 * Without the stylesheet, so that a failure prints what matters, without the one script we put there ourselves, and without
 * the data block for search engines, as long as nothing in it could end it.
 */
const markupOf = (html: string) =>
  html
    .replace(/<style>[^]*<\/style>/, '')
    .replace('<script src="/assets/timeline.js"></script><', '<')
    .replace(/<script type="application\/ld\+json">\{[^<>&\u2028\u2029]*\}<\/script><meta /, '<meta ');

describe('nothing that anybody wrote is anything but text', () => {
  test.each([
    ['a script', '<script>alert(1)</script>', /<script/i],
    ['an event handler', '"><img src=x onerror=alert(1)>', /<img/i],
    ['an attribute', '" onmouseover="alert(1)', /" onmouseover/i],
    ['an end of the style element', '</style><script>alert(1)</script>', /<script/i],
    ['a comment', '<!-- <b>', /<!--|<b>/],
    ['a frame', '<iframe src="https://evil.example"></iframe>', /<iframe/i],
    ['an SVG', '<svg onload=alert(1)>', /<svg onload/i],
    ['a link that runs code', '[x](javascript:alert(1))', /href="javascript/i],
    ['a link that carries a page', '[x](data:text/html;base64,PHNjcmlwdD4=)', /href="data/i],
  ])('%s', (_, evil, sign) => {
    for (const html of Object.values(pagesWith(evil))) {
      expect(markupOf(html)).not.toMatch(sign);
    }
  });

  test.each(['{{ 7 * 7 }}', '{% include "x" %}', '${7 * 7}', '<%= 7 * 7 %>', '{{ eleventy.env.root }}'])(
    'template code stays as typed: %s',
    (evil) => {
      for (const html of Object.values(pagesWith(evil))) {
        expect(textOf(html)).not.toContain('49');
        expect(textOf(html)).toContain(evil);
      }
    },
  );

  test('words cannot be turned round', () => {
    const evil = 'all \u202eenif si\u202c \u2066x\u2069';
    for (const html of Object.values(pagesWith(evil))) {
      expect(markupOf(html)).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
    }
  });
});
