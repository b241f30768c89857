import { expect, it } from 'vitest';
import { SMALL_TOPOLOGY } from '../../support/small-site.ts';
import { apiFilesOf, deskOfTexts } from './desk.ts';
import { readStatuspage } from './statuspage-schemas.ts';
import { MOST_BYTES, newestWord, refusedTimes, series, tree, workUnderWay } from './strict-clients.ts';

const work = (from: string, to: string) =>
  `---\ntitle: Work of ${from}\nkind: maintenance\nwindow: {from: "${from}", to: "${to}"}\n---\n[2010-08-01 12:00] New disks.\n`;

const INCIDENTS = {
  '2010-08-01-old': '---\ntitle: Old\n---\n[10:00] It broke.\n\n[11:00] Resolved: it works.\n',
  '2010-09-03-new':
    '---\ntitle: New\naffects: {incoming-mail: down}\n---\n[10:00] It broke.\n\n[11:00] It is worse.\n',
  '2010-08-02-done': work('2010-08-03 01:00', '2010-08-03 02:00'),
  '2010-08-02-now': work('2010-09-03 22:00', '2010-09-04 02:00'),
  '2010-08-02-soon': work('2010-09-10 22:00', '2010-09-11 02:00'),
  '2010-08-02-cancelled': work('2010-09-12 22:00', '2010-09-13 02:00').replace(
    'kind:',
    'cancelled: true\nkind:',
  ),
};
// A service and a zone of one name, which belong to one level.
const topology = SMALL_TOPOLOGY.replace('name: Incoming Mail', 'name: Incoming email');
const texts = apiFilesOf(deskOfTexts({ incidents: INCIDENTS, topology }));
const files = readStatuspage(texts);

it('a poller that reads the first update of the first incident announces the news', () => {
  expect(newestWord(files)).toBe('New: It is worse.');
  expect(newestWord(readStatuspage(apiFilesOf(deskOfTexts({}))))).toBeNull();
});

it('an exporter that takes names for keys loses no component', () => {
  expect([...series(files).keys()].sort()).toEqual([
    '/Incoming email (incoming-mail)',
    'Incoming email (incoming)/Gateways',
  ]);
});

it('a page that hides what is not shown off, and regroups by group, shows all', () => {
  expect(tree(files)).toEqual(['Incoming email (incoming-mail)', 'Incoming email (incoming)', '- Gateways']);
});

it('an exporter that takes everything in the summary for active is told of nothing over or cancelled', () => {
  expect(workUnderWay(files)).toEqual(['Work of 2010-09-10 22:00', 'Work of 2010-09-03 22:00']);
});

it('a client with types for dates and times refuses none', () => {
  expect(Object.values(files).flatMap((file) => refusedTimes(file))).toEqual([]);
  expect(
    refusedTimes({ a_at: '2010-09-03 22:10:00Z', start_date: '2010-09-03T00:00:00Z', b_at: '', c_at: 5 }),
  ).toHaveLength(4);
});

it('a client that reads a mebibyte reads five hundred groups with room to spare', () => {
  const groups = Array.from(
    { length: 500 },
    (_, index) =>
      `      - {id: g${String(index)}, name: Group number ${String(index)}, servers: [s${String(index)}]}`,
  );
  const large = SMALL_TOPOLOGY.replace('    groups:\n', `    groups:\n${groups.slice(0, 499).join('\n')}\n`);
  const components = apiFilesOf(deskOfTexts({ topology: large }))['api/v2/components.json'] ?? '';
  expect(JSON.parse(components)).toHaveProperty('components.length', 502);
  expect(Buffer.byteLength(components)).toBeLessThan(MOST_BYTES / 2);
});
