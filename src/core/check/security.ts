import { diagnostic } from '../model/diagnostic.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Place } from '../model/incident.ts';
import { DAY_MS } from '../model/time.ts';
import type { Instant } from '../model/time.ts';
import type { Id, Topology } from '../model/topology.ts';
import { dayOfNumber } from '../parse/calendar.ts';
import { SECURITY_EXPIRES } from '../parse/topology.ts';

/** Long enough to ask whoever reads the mailbox whether it is still theirs. */
const NOTICE_DAYS = 30;

/** A `security.txt` whose time is over is not to be relied upon (RFC 9116, section 2.5.5), and nobody notices by itself. */
export function checkSecurity(input: {
  readonly topology: Topology;
  readonly topologyFile: string;
  readonly places: ReadonlyMap<Id, Place>;
  readonly now: Instant;
}): Diagnostic[] {
  const { topology, topologyFile, places, now } = input;
  const expiresAt = topology.site.security?.expiresAt;
  if (expiresAt === undefined) return [];
  // Whole days in UTC, as the file counts them.
  const last = Math.floor(expiresAt / DAY_MS);
  const days = last - Math.floor(now / DAY_MS);
  if (days > NOTICE_DAYS) return [];
  const day = dayOfNumber(last);
  const message =
    days < 0
      ? `security.txt was good until ${day}, and that is over: those who find a hole are told not to rely on it`
      : `security.txt is good until ${day}, which is ${distance(days)}`;
  const hint =
    'make sure that the contact is right, and put a later day into `expires`, less than a year ahead';
  const place = { file: topologyFile, ...places.get(SECURITY_EXPIRES) };
  return [diagnostic('security-expires', place, message, hint)];
}

function distance(days: number): string {
  if (days === 0) return 'today';
  return days === 1 ? '1 day from now' : `${String(days)} days from now`;
}
