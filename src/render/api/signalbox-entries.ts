import { isFromTheFuture, isPromiseOverdue } from '../../core/check/clock.ts';
import { effectsWritten } from '../../core/evaluate/incident.ts';
import { bySlug } from '../../core/evaluate/lookup.ts';
import type { Incident } from '../../core/model/incident.ts';
import type { Instant, Moment } from '../../core/model/time.ts';
import { incidentPath } from '../../core/view/incident.ts';
import type { FileDesk } from '../file-plans.ts';
import { isoInstant } from './iso-instant.ts';
import { mailObject, momentObject } from './reason-object.ts';
import type { SignalboxFile } from './signalbox-schema.ts';

/** Those that are open, newest first. */
export function incidentObjects({ site }: FileDesk): SignalboxFile['incidents'] {
  const { reading, status } = site;
  return pick(status.openIncidents, reading.incidents).map((incident) => ({
    ...entryObject(incident, reading.now, reading.topology.site.url),
    started: momentObject(incident.started),
    updated: momentObject(lastWord(incident, reading.now)),
    next_update: incident.nextUpdateAt === undefined ? null : isoInstant(incident.nextUpdateAt),
    next_update_overdue: isPromiseOverdue(incident, reading.now),
    extent_unreadable: effectsWritten(incident, reading.now).unreadable,
  }));
}

/** What is under way, then what is to come, soonest first. */
export function maintenanceObjects({ site }: FileDesk): SignalboxFile['maintenance'] {
  const { reading, status } = site;
  const active = new Set(status.activeMaintenance);
  const listed = [...status.activeMaintenance, ...status.comingMaintenance];
  return pick(listed, reading.incidents).map((incident) => {
    const { slug, window } = incident;
    const endAt = window?.endAt ?? null;
    return {
      ...entryObject(incident, reading.now, reading.topology.site.url),
      active: active.has(slug),
      starts: window === undefined ? null : isoInstant(window.startAt),
      ends: endAt === null ? null : isoInstant(endAt),
    };
  });
}

function pick(slugs: readonly string[], incidents: readonly Incident[]): readonly Incident[] {
  const known = bySlug(incidents);
  return slugs.flatMap((slug) => known.get(slug) ?? []);
}

function entryObject(incident: Incident, now: Instant, siteUrl: string) {
  const { slug, title } = incident;
  const { affects, mail } = effectsWritten(incident, now);
  return {
    slug,
    title,
    url: `${siteUrl}${incidentPath(slug)}`,
    phase: phaseAt(incident, now),
    affects: affects.map(({ id, severity }) => ({ id, severity })),
    mail: mail === undefined ? null : mailObject(mail),
  };
}

function phaseAt({ updates }: Incident, now: Instant) {
  return updates.findLast(({ at, phase }) => phase !== undefined && at.at <= now)?.phase ?? null;
}

/** Of a later time than the file's last update may be nothing but a mistake, and then all of it stays. */
function lastWord(incident: Incident, now: Instant): Moment {
  const told = incident.updates.filter(({ at }) => !isFromTheFuture(incident, at, now));
  return told.at(-1)?.at ?? incident.updates.at(-1)?.at ?? incident.started;
}
