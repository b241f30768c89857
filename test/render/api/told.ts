import { expect } from 'vitest';
import { MINUTE_MS } from '../../../src/core/model/time.ts';
import { NOW } from '../../support/small-site.ts';
import { apiFilesOf, deskOfTexts, type SiteTexts } from './desk.ts';
import { siteFaults } from './statuspage-facts.ts';
import { readStatuspage } from './statuspage-schemas.ts';

/** The eight files of a site, read strictly, and every fact of them checked. */
export function statuspageOf(texts: SiteTexts) {
  const read = readStatuspage(apiFilesOf(deskOfTexts(texts)));
  expect(siteFaults(read, texts.now ?? NOW)).toEqual([]);
  return read;
}

/** One incident file, told as `incidents.json` and `scheduled-maintenances.json` tell it. */
export function told(name: string, text: string, now = NOW) {
  const read = statuspageOf({ incidents: { [name]: text }, now });
  const [incident] = read['api/v2/incidents.json'].incidents;
  const [maintenance] = read['api/v2/scheduled-maintenances.json'].scheduled_maintenances;
  return { incident, maintenance, read };
}

/** `status 10:30` for each update, newest first, by the clock of London in summer. */
export function steps(
  entry: { incident_updates: readonly { status: string; display_at: string }[] } | undefined,
) {
  return entry?.incident_updates.map(({ status, display_at }) => `${status} ${clock(display_at)}`);
}

function clock(at: string | null | undefined): string {
  return at === null || at === undefined
    ? 'never'
    : new Date(Date.parse(at) + 60 * MINUTE_MS).toISOString().slice(5, 16).replace('T', ' ');
}
