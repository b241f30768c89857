import { isZonedTime, parseTime, parseZonedTime, TIME_FORMS } from '../src/core/compose/time-text.ts';
import type { Instant } from '../src/core/model/time.ts';
import { createZone } from '../src/core/parse/zone.ts';
import type { Zone } from '../src/core/parse/zone.ts';
import { requireSite } from '../src/shell/staff-file-site.ts';
import { UserError } from '../src/shell/user-error.ts';
import { say } from './options.ts';
import type { Io } from './options.ts';

export interface ChosenMoment {
  readonly now: Instant;
  /** True when the moment was chosen: the site then shows a recorded moment and says so. */
  readonly recorded: boolean;
}

/**
 * The instant a command works for: the one given by `--now`, else the clock's.
 * @throws UserError when it cannot be read, or is local and topology.yml does not say the site's zone.
 */
export function chosenMoment(
  text: string | undefined,
  siteDir: string,
  io: Io,
  zoneOf: (siteDir: string, io: Io) => Zone = siteZone,
): ChosenMoment {
  if (text === undefined) return { now: io.now(), recorded: false };
  const now = isZonedTime(text) ? parseZonedTime(text) : parseTime(text, zoneOf(siteDir, io));
  if (now !== undefined) return { now, recorded: true };
  throw new UserError(`--now ${JSON.stringify(text)} is no time`, { hint: `Write it as ${TIME_FORMS}.` });
}

function siteZone(siteDir: string, io: Io): Zone {
  const { timezone, locale } = requireSite(siteDir, io.env).site;
  return createZone(timezone, locale);
}

/** For commands that have something to say of a site whose zone is not known; UTC then stands in for it, and that is said. */
export function siteZoneOrUtc(siteDir: string, io: Io): Zone {
  try {
    return siteZone(siteDir, io);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    say(io.stderr, 'The site’s time zone is not known, so --now is read as UTC.');
    return createZone('UTC', 'en-GB');
  }
}
