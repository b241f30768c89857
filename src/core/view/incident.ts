import { worstMail } from '../evaluate/mail.ts';
import type { Effects, Incident, Mail, Prose } from '../model/incident.ts';
import { worst } from '../model/severity.ts';
import type { CalendarDay, Instant, Moment } from '../model/time.ts';
import { calendarOffer } from './calendar.ts';
import type { Frame, ViewContext } from './context.ts';
import { frameOf } from './context.ts';
import type { AffectView, EntryView, IncidentLink, Tense } from './entry.ts';
import { effectsView, entryView, linkOf, tenseOf } from './entry.ts';
import type { ProbeStripsView } from './strip.ts';

/** From when to when. The end's day is set where it is not the day it began on. */
export interface PeriodView {
  readonly from: Moment;
  readonly fromDay: CalendarDay;
  readonly to?: Moment;
  readonly toDay?: CalendarDay;
}

/** Incidents this one follows up and those that follow it up. */
export interface RelationsView {
  readonly follows?: IncidentLink;
  /** Oldest first. */
  readonly followUps: readonly IncidentLink[];
}

/** One incident's own page: facts only, no light and no clock, so it changes when the file does and is never wrong by age. */
export interface IncidentView {
  readonly frame: Frame;
  /** Updates oldest first, as the story went. */
  readonly entry: EntryView;
  readonly period: PeriodView;
  /** The worst that staff declared of each subject, in the order they named them. */
  readonly affected: readonly AffectView[];
  /** What the front matter says, where that was not the worst of it; updates carry what changed. */
  readonly initially?: readonly AffectView[];
  /** The worst word on mail, for each direction. */
  readonly mail?: Mail;
  /** How to speak of what was affected and of mail. */
  readonly tense: Tense;
  readonly nextUpdateAt?: Instant;
  /** Below the site's URL: planned work for one's own calendar. */
  readonly calendar?: string;
  readonly relations: RelationsView;
  /** `2010-08`: the month of the archive this entry stands in. */
  readonly month: string;
  /** What the probes saw around it. */
  readonly probes?: ProbeStripsView;
  /** The day of the timeline that tells what else happened; absent while it is to come. */
  readonly day?: CalendarDay;
}

/**
 * Who follows whom, for all incidents at once. A page depends on its file's digest, these links, and the topology's
 * names, and on nothing else.
 */
export function relationsOf(incidents: readonly Incident[]): (slug: string) => RelationsView {
  const bySlug = new Map(incidents.map((incident) => [incident.slug, incident]));
  const followUps = new Map<string, IncidentLink[]>();
  // From newest-first to oldest-first.
  for (const incident of incidents.toReversed()) {
    if (incident.follows === undefined || incident.follows === incident.slug) continue;
    const links = followUps.get(incident.follows) ?? [];
    links.push(linkOf(incident));
    followUps.set(incident.follows, links);
  }
  return (slug) => {
    const target = bySlug.get(slug)?.follows;
    const followed = target === undefined || target === slug ? undefined : bySlug.get(target);
    return {
      ...(followed === undefined ? {} : { follows: linkOf(followed) }),
      followUps: followUps.get(slug) ?? [],
    };
  };
}

export function incidentView(input: {
  readonly context: ViewContext;
  readonly incident: Incident;
  readonly prose: Prose;
  readonly relations: RelationsView;
  readonly probes?: ProbeStripsView | undefined;
  readonly day?: CalendarDay | undefined;
}): IncidentView {
  const { context, incident, prose, relations, probes, day } = input;
  const affected = affectedBy(incident, context);
  const initially = initiallyOf(incident, affected, context);
  const mail = incident.cancelled
    ? undefined
    : worstMail(effectsOf(incident).flatMap((effects) => effects.mail ?? []));
  return {
    frame: frameOf(context, incidentPath(incident.slug)),
    entry: entryView(incident, prose, context),
    period: periodOf(incident, context),
    affected,
    ...(initially === undefined ? {} : { initially }),
    ...(mail === undefined ? {} : { mail }),
    tense: tenseOf(incident),
    ...(incident.nextUpdateAt === undefined || incident.resolved !== null
      ? {}
      : { nextUpdateAt: incident.nextUpdateAt }),
    ...calendarOffer(incident),
    relations,
    month: incident.date.slice(0, 7),
    ...(probes === undefined ? {} : { probes }),
    ...(day === undefined ? {} : { day }),
  };
}

/** As an address: a slug may hold characters that mean something in one. */
export function incidentPath(slug: string): string {
  return `/incidents/${encodeURIComponent(slug)}/`;
}

function periodOf(incident: Incident, { zone }: ViewContext): PeriodView {
  const from = incident.started;
  const fromDay = zone.dayOf(from.at);
  const to = incident.resolved;
  if (to === null) return { from, fromDay };
  const toDay = zone.dayOf(to.at);
  return { from, fromDay, to, ...(toDay === fromDay ? {} : { toDay }) };
}

/** Everything its file ever says it does, in the order told. */
function effectsOf(incident: Incident): readonly Effects[] {
  return [incident.effects, ...incident.updates.flatMap(({ effects }) => effects ?? [])];
}

/** Work that was cancelled affects nothing. */
function affectedBy(incident: Incident, context: ViewContext): readonly AffectView[] {
  if (incident.cancelled) return [];
  const byId = new Map<string, AffectView>();
  for (const effects of effectsOf(incident)) {
    for (const affect of affectsIn(effects, context)) {
      const known = byId.get(affect.id);
      if (known === undefined || worst([known.severity, affect.severity]) !== known.severity) {
        byId.set(affect.id, affect);
      }
    }
  }
  return [...byId.values()];
}

function affectsIn(effects: Effects, context: ViewContext): readonly AffectView[] {
  return effectsView(effects, context, 'present')?.affects ?? [];
}

/** Undefined where nothing changed, or where the worst is what it was at first. */
function initiallyOf(
  incident: Incident,
  affected: readonly AffectView[],
  context: ViewContext,
): readonly AffectView[] | undefined {
  const initially = affectsIn(incident.effects, context);
  if (incident.cancelled || initially.length === 0) return undefined;
  const saysTheSame =
    initially.length === affected.length &&
    initially.every(({ id, severity }, index) => {
      const other = affected[index];
      return id === other?.id && severity === other.severity;
    });
  return saysTheSame ? undefined : initially;
}
