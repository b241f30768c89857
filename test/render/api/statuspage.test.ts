import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../src/core/model/time.ts';
import { pageId } from '../../../src/render/api/statuspage.ts';
import { REPOSITORY } from '../../support/example-site.ts';
import { NOW, SMALL_TOPOLOGY } from '../../support/small-site.ts';
import { apiFilesOf, apiInputsOf, deskOfTexts } from './desk.ts';
import { componentFaults, entryFaults } from './statuspage-facts.ts';
import type { StatuspageFile } from './statuspage-schemas.ts';
import { statuspageOf, told } from './told.ts';
import { GENUINE, OURS, readStatuspage, STATUSPAGE_NAMES } from './statuspage-schemas.ts';

const fixture = (name: string) =>
  JSON.parse(readFileSync(path.join(REPOSITORY, 'test/fixtures/statuspage-v2', name), 'utf8')) as never;

describe('genuine answers', () => {
  it.each([
    ['instructure-summary-2021-12.json', 'api/v2/summary.json'],
    ['githubstatus-incidents-2024-09.json', 'api/v2/incidents.json'],
    ['githubstatus-components-2024-09.json', 'api/v2/components.json'],
    ['htx-summary-2020-02.json', 'api/v2/summary.json'],
  ] as const)('%s is what the schema says', (name, schema) => {
    expect(GENUINE[schema].safeParse(fixture(name)).error?.issues).toBeUndefined();
  });

  it('have the facts that ours are held to', () => {
    const summary = GENUINE['api/v2/summary.json'].parse(fixture('instructure-summary-2021-12.json'));
    const { incidents } = GENUINE['api/v2/incidents.json'].parse(
      fixture('githubstatus-incidents-2024-09.json'),
    );
    const { components } = GENUINE['api/v2/components.json'].parse(
      fixture('githubstatus-components-2024-09.json'),
    );
    expect(componentFaults(summary.components as never)).toEqual([]);
    expect(componentFaults(components as never)).toEqual([]);
    expect(entryFaults([...summary.incidents, ...incidents] as never)).toEqual([]);
  });
});

describe('the strict schemas of ours', () => {
  const good = apiFilesOf(deskOfTexts({}));
  const changed = (change: (summary: Record<string, never>) => void) => {
    const summary = JSON.parse(good['api/v2/summary.json'] ?? '') as Record<string, never>;
    change(summary);
    return OURS['api/v2/summary.json'].safeParse(summary).success;
  };

  it('accept what we send', () => expect(changed(() => undefined)).toBe(true));

  it.each<[string, (summary: { [key: string]: { [key: string]: unknown } }) => void]>([
    ['a key too many', (summary) => (summary['page']!['link'] = 'x')],
    ['a time without an offset', (summary) => (summary['page']!['updated_at'] = '2010-09-03T22:10:00.000')],
    ['a time without milliseconds', (summary) => (summary['page']!['updated_at'] = '2010-09-03T22:10:00Z')],
    ['a status of another word', (summary) => (summary['status']!['indicator'] = 'unknown')],
    ['no zone', (summary) => (summary['page']!['time_zone'] = '')],
    ['an address that is not encrypted', (summary) => (summary['page']!['url'] = 'http://a.example')],
    ['null for a list', (summary) => Object.assign(summary, { incidents: null })],
  ])('refuse %s', (_, change) => expect(changed(change as never)).toBe(false));
});

describe('a site without anything to tell', () => {
  const read = statuspageOf({});

  it('has every list, empty', () => {
    expect(read['api/v2/incidents.json'].incidents).toEqual([]);
    expect(read['api/v2/scheduled-maintenances.json'].scheduled_maintenances).toEqual([]);
  });

  it('is green, and no younger than what is known of it', () => {
    expect(read['api/v2/status.json'].status).toEqual({
      indicator: 'none',
      description: 'All Systems Operational',
    });
    expect(read['api/v2/status.json'].page.updated_at).toBe('2010-09-02T22:10:00.000Z');
  });
});

describe('components', () => {
  it('are services first, then zones with their groups inside', () => {
    const rows = statuspageOf({})['api/v2/components.json'].components;
    expect(
      rows.map(({ id, position, group_id, components }) => [id, position, group_id, components]),
    ).toEqual([
      ['incoming-mail', 1, null, undefined],
      ['gateways', 1, 'incoming', undefined],
      ['incoming', 2, null, ['gateways']],
    ]);
  });

  it.each([
    [{ gw1: 'online', gw2: 'offline' }, 'operational', 'none'],
    [{ gw1: 'offline', gw2: 'offline' }, 'major_outage', 'critical'],
    [{ gw1: 'unknown', gw2: 'unknown' }, 'degraded_performance', 'minor'],
    [{}, 'degraded_performance', 'minor'],
  ])('%j is %s', (verdicts, status, indicator) => {
    const { components, status: page } = statuspageOf({ verdicts })['api/v2/summary.json'];
    expect(components.map((component) => component.status)).toEqual([status, status, status]);
    expect(page.indicator).toBe(indicator);
  });

  it('of data that is too old are not green, and say since when', () => {
    const read = statuspageOf({ takenAt: NOW - 30 * MINUTE_MS })['api/v2/summary.json'];
    expect(new Set(read.components.map(({ status }) => status))).toEqual(new Set(['degraded_performance']));
    expect(read.status).toEqual({ indicator: 'minor', description: 'State Unknown' });
    expect(read.page.updated_at).toBe('2010-09-03T21:45:00.000Z');
  });

  it('are not green beside an incident whose extent nobody can read', () => {
    const incidents = { '2010-09-03-odd': '---\ntitle: Odd\naffects: [no-such-thing]\n---\n[22:00] Hm.\n' };
    const { components, status } = statuspageOf({ incidents })['api/v2/summary.json'];
    expect(components.find(({ id }) => id === 'incoming-mail')?.status).toBe('degraded_performance');
    expect(status.indicator).toBe('minor');
  });

  it('of one name get their ids behind it, all of them', () => {
    const topology = SMALL_TOPOLOGY.replace('name: Incoming Mail', 'name: Incoming email');
    const names = statuspageOf({ topology })['api/v2/components.json'].components.map(({ name }) => name);
    expect(names).toEqual(['Incoming email (incoming-mail)', 'Gateways', 'Incoming email (incoming)']);
  });
});

describe('texts', () => {
  const bodyOf = (text: string) =>
    told('2010-09-01-x', `---\ntitle: X\n---\n${text}\n`).incident?.incident_updates.at(-1)?.body;

  it.each([
    ['[10:00] Some *words*, and `code`.', 'Some words, and code.'],
    [
      '[10:00] See [the plan](https://a.example/b) and <https://c.example/>.',
      'See the plan (https://a.example/b) and https://c.example/.',
    ],
    ['[10:00] One.\n\nTwo:\n\n- three\n- four\n\nFive.', 'One.\n\nTwo:\n\n- three\n- four\n\nFive.'],
    ['Before.\n\n[10:00] After.', 'Before.\n\nAfter.'],
    ['[10:00] <script>alert(1)</script> if 2 < 3', '‹script›alert(1)‹/script› if 2 < 3'],
    ['[10:00] <img src=x onerror=alert(1)', '‹img src=x onerror=alert(1)'],
    ['[10:00] &lt;b&gt;', '‹b›'],
    ['[10:00] Resolved:', 'This incident is resolved.'],
  ])('%j is %j', (text, body) => expect(bodyOf(text)).toBe(body));

  it('of a hostile title and name leave no tag in the file, no control and no half character', () => {
    const title = '"</script><b>\\u202E\\u0007\\uD800x"';
    const topology = SMALL_TOPOLOGY.replace('name: Small Mail', 'name: "</script>\\u202EMail"');
    const all = apiFilesOf(
      deskOfTexts({ topology, incidents: { '2010-09-01-x': `---\ntitle: ${title}\n---\n[10:00] A.\n` } }),
    );
    for (const text of Object.values(all)) {
      expect(text).not.toMatch(/[<\u0000-\u0009\u000b-\u001f\u202a-\u202e]|\\ud[89a-f]/i);
    }
    expect(readStatuspage(all)['api/v2/incidents.json'].incidents[0]?.name).toContain('</script><b>');
  });
});

describe('ids', () => {
  it.each([
    ['https://status.example.org', 'status-example-org'],
    ['https://example.org/status', 'example-org-status'],
    ['https://example.org:8443', 'example-org-8443'],
  ])('the page %s is %s', (url, id) => expect(pageId({ url })).toBe(id));

  it('stay when another incident comes', () => {
    const one = { '2010-09-01-x': '---\ntitle: X\n---\n[10:00] A.\n' };
    const before = statuspageOf({ incidents: one })['api/v2/incidents.json'].incidents[0];
    const all = statuspageOf({ incidents: { '2010-08-01-y': one['2010-09-01-x'], ...one } })[
      'api/v2/incidents.json'
    ].incidents;
    expect(all.find(({ id }) => id === before?.id)?.incident_updates).toEqual(before?.incident_updates);
  });
});

describe('a minute later', () => {
  const incidents = { '2010-09-01-x': '---\ntitle: X\naffects: {gateways: degraded}\n---\n[10:00] A.\n' };
  const since = (verdicts: Record<string, string>, now: number) => {
    // The snapshot tells since when, and that is the same a minute later.
    const desk = deskOfTexts({ incidents, verdicts, now: NOW });
    return { ...desk, site: { ...desk.site, reading: { ...desk.site.reading, now } } };
  };

  it('nothing is another that has not changed', () => {
    const [before, after] = [since({ gw1: 'online' }, NOW), since({ gw1: 'online' }, NOW + MINUTE_MS)];
    for (const name of STATUSPAGE_NAMES) {
      expect(apiInputsOf(after)[name], name).toBe(apiInputsOf(before)[name]);
      expect(apiFilesOf(after)[name], name).toBe(apiFilesOf(before)[name]);
    }
  });

  it('what shows a status is another when a status is', () => {
    const [before, after] = [
      since({ gw1: 'online' }, NOW),
      since({ gw1: 'offline', gw2: 'offline' }, NOW + MINUTE_MS),
    ];
    const shows: StatuspageFile[] = [
      'api/v2/summary.json',
      'api/v2/status.json',
      'api/v2/components.json',
      'api/v2/incidents.json',
    ];
    for (const name of shows) expect(apiInputsOf(after)[name], name).not.toBe(apiInputsOf(before)[name]);
  });
});
