import type { Severity } from '../model/severity.ts';
import { compareSeverity } from '../model/severity.ts';
import type { SiteStatus } from '../model/status.ts';
import type { Instant } from '../model/time.ts';
import { WHOLE_PAGE_BADGES } from '../model/topology.ts';
import type { Id } from '../model/topology.ts';
import type { Names } from './context.ts';
import { nameOf } from './context.ts';

/** When what a picture shows was so. A picture cannot expire, so it says it. */
export interface SeenThen {
  /** The probes' last data, believed or not; absent where nobody looked. */
  readonly takenAt?: Instant;
  /** False: what is shown is unknown, or staff's word alone. */
  readonly believed: boolean;
  /** Until then the data is believed; absent where it is not believed now. */
  readonly validUntilAt?: Instant;
  /** Set in a recorded build: the instant that is shown. */
  readonly recordedAt?: Instant;
}

/** One small badge. */
export interface BadgeView extends SeenThen {
  /** Of its files, below `badge/` and without what they end in. */
  readonly file: string;
  /** What it is about: a service, or the site as a whole. */
  readonly name: string;
  readonly severity: Severity;
}

export interface BoxRow {
  readonly id: Id;
  readonly name: string;
  readonly severity: Severity;
}

/** The System Status box as one picture. */
export interface BoxView extends SeenThen {
  readonly file: string;
  readonly siteName: string;
  /** In file order. */
  readonly rows: readonly BoxRow[];
  /** Services for which there is no room; none of them is worse than any that is shown. */
  readonly unlisted: number;
}

export interface BadgeInput {
  readonly siteName: string;
  readonly names: Names;
  readonly status: Pick<SiteStatus, 'severity' | 'services' | 'takenAt' | 'validUntilAt' | 'believed'>;
  readonly now: Instant;
  readonly recorded: boolean;
}

/** A picture is looked at as a whole; longer ones are no box any more. */
export const BOX_ROWS = 24;

/** One for the site as a whole, then one for each service, in file order. */
export function badgeViews(input: BadgeInput): readonly BadgeView[] {
  const { siteName, names, status } = input;
  const then = seenThen(input);
  return [
    { file: WHOLE_PAGE_BADGES.small, name: siteName, severity: status.severity, ...then },
    ...status.services.map(({ id, severity }) => ({ file: id, name: nameOf(names, id), severity, ...then })),
  ];
}

export function boxView(input: BadgeInput): BoxView {
  const { siteName, names, status } = input;
  const shown = worstFew(status.services);
  return {
    file: WHOLE_PAGE_BADGES.box,
    siteName,
    rows: shown.map(({ id, severity }) => ({ id, name: nameOf(names, id), severity })),
    unlisted: status.services.length - shown.length,
    ...seenThen(input),
  };
}

/** In file order. Where not all have room, those that are left out are the mildest: no fault hides behind a full box. */
function worstFew<Subject extends { readonly severity: Severity }>(
  services: readonly Subject[],
): readonly Subject[] {
  if (services.length <= BOX_ROWS) return services;
  const few = new Set(
    [...services].sort((a, b) => compareSeverity(b.severity, a.severity)).slice(0, BOX_ROWS),
  );
  return services.filter((service) => few.has(service));
}

/** `now` is kept only by a recorded build, as on pages. */
function seenThen({ status, now, recorded }: BadgeInput): SeenThen {
  const { takenAt, validUntilAt, believed } = status;
  return {
    ...(takenAt === undefined ? {} : { takenAt }),
    believed,
    ...(validUntilAt === undefined ? {} : { validUntilAt }),
    ...(recorded ? { recordedAt: now } : {}),
  };
}
