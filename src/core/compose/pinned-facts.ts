import type { Incident } from '../model/incident.ts';
import type { Instant, Moment } from '../model/time.ts';
import type { Zone } from '../parse/zone.ts';
import { quoted, withKey } from './front-matter.ts';
import { localText } from './mark.ts';

/**
 * Some facts follow from the marks where the front matter does not give them: when it began, when it was resolved, which
 * 11:00 `next_update` means. A new mark must not move them, so those it would move are written down.
 * @param read what the edited text says
 * @param options `keepPromise` is false when a new promise takes the place of the old one
 * @returns the text with those keys set; null when its front matter cannot be edited
 */
export function pinFacts(
  text: string,
  before: Incident,
  read: Incident,
  { zone, keepPromise }: { readonly zone: Zone; readonly keepPromise: boolean },
): string | null {
  const pins: [key: string, moment: Moment][] = [];
  if (!sameMoment(read.started, before.started)) pins.push(['started', before.started]);
  if (read.resolved !== null && before.resolved !== null && !sameMoment(read.resolved, before.resolved))
    pins.push(['resolved', before.resolved]);
  if (keepPromise && before.nextUpdateAt !== undefined && read.nextUpdateAt !== before.nextUpdateAt)
    pins.push(['next_update', minute(before.nextUpdateAt)]);
  let pinned: string | null = text;
  for (const [key, moment] of pins)
    pinned = pinned === null ? null : withKey(pinned, key, momentYaml(moment, zone));
  return pinned;
}

/** The text with the promise of the next update; null when its front matter cannot be edited. */
export function withPromise(text: string, nextUpdateAt: Instant | undefined, zone: Zone): string | null {
  return nextUpdateAt === undefined
    ? text
    : withKey(text, 'next_update', momentYaml(minute(nextUpdateAt), zone));
}

function minute(at: Instant): Moment {
  return { at, precision: 'minute' };
}

function sameMoment(a: Moment, b: Moment): boolean {
  return a.at === b.at && a.precision === b.precision;
}

function momentYaml({ at, precision }: Moment, zone: Zone): string {
  return precision === 'day' ? zone.dayOf(at) : quoted(localText(at, zone));
}
