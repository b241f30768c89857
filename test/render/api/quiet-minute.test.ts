import { expect, it } from 'vitest';
import { MINUTE_MS } from '../../../src/core/model/time.ts';
import { NOW, SMALL_SITE, smallSite } from '../../support/small-site.ts';

/** Both servers have been what they are since the same time, whenever one looks. */
function snapshot(takenAt: number, verdict = 'online', since = '2010-09-01T00:00:00Z'): string {
  return JSON.stringify({
    version: 1,
    taken_at: new Date(takenAt).toISOString(),
    vantages: ['london'],
    servers: { gw1: { verdict, since }, gw2: { verdict, since } },
  });
}

it('a publish with nothing but a new snapshot writes our own file and none for Statuspage’s clients', async () => {
  const site = smallSite({ ...SMALL_SITE, 'state/snapshot.json': snapshot(NOW) });
  const api = (report: { readonly filesWritten: readonly string[] }) =>
    report.filesWritten.filter((file) => file.startsWith('api/')).sort();
  expect(api(await site.build())).toHaveLength(9);
  site.write({ 'state/snapshot.json': snapshot(NOW + MINUTE_MS) });
  expect(api(await site.build({ now: NOW + MINUTE_MS }))).toEqual(['api/signalbox.json']);
  // And with a status that is another, everything that shows one.
  site.write({ 'state/snapshot.json': snapshot(NOW + 2 * MINUTE_MS, 'offline', '2010-09-03T22:11:00Z') });
  expect(api(await site.build({ now: NOW + 2 * MINUTE_MS }))).toEqual(
    expect.arrayContaining([
      'api/signalbox.json',
      'api/v2/components.json',
      'api/v2/status.json',
      'api/v2/summary.json',
    ]),
  );
});
