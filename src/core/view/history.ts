import type { Incident, IncidentKind } from '../model/incident.ts';
import { compareText } from '../model/diagnostic.ts';
import type { Window } from '../model/time.ts';
import type { Frame, ViewContext } from './context.ts';
import { frameOf } from './context.ts';
import type { AffectView, IncidentLink, Tag } from './entry.ts';
import { effectsView, linkOf, tagOf, tenseOf } from './entry.ts';

/** `YYYY-MM`, by the date in the file's name. */
export type CalendarMonth = string;

export interface MonthCount {
  readonly month: CalendarMonth;
  readonly count: number;
}

export interface YearView {
  readonly year: string;
  readonly count: number;
  /** Newest first; only months with entries. */
  readonly months: readonly MonthCount[];
}

export interface HistoryView {
  readonly frame: Frame;
  readonly total: number;
  /** Newest first. */
  readonly years: readonly YearView[];
}

export interface MonthEntryView extends IncidentLink {
  readonly kind: IncidentKind;
  readonly tag?: Tag;
  /** Of maintenance. */
  readonly window?: Window;
  readonly affects: readonly AffectView[];
}

export interface MonthView {
  readonly frame: Frame;
  readonly month: CalendarMonth;
  /** Newest first, as in the log. */
  readonly entries: readonly MonthEntryView[];
  /** The nearest months that have entries. */
  readonly newer?: CalendarMonth;
  readonly older?: CalendarMonth;
}

export const HISTORY_PATH = '/history/';

export function monthPath(month: CalendarMonth): string {
  return `${HISTORY_PATH}${month.replace('-', '/')}/`;
}

/** Months with entries → their incidents, both newest first. */
export type Archive = ReadonlyMap<CalendarMonth, readonly Incident[]>;

/** @param incidents newest first. */
export function archiveOf(incidents: readonly Incident[]): Archive {
  const months = new Map<CalendarMonth, Incident[]>();
  for (const incident of incidents) {
    const month = incident.date.slice(0, 7);
    const entries = months.get(month);
    if (entries === undefined) months.set(month, [incident]);
    else entries.push(incident);
  }
  return new Map([...months].sort(([a], [b]) => compareText(b, a)));
}

export function historyView(context: ViewContext, archive: Archive): HistoryView {
  const years = new Map<string, MonthCount[]>();
  for (const [month, { length: count }] of archive) {
    const year = month.slice(0, 4);
    const months = years.get(year) ?? [];
    months.push({ month, count });
    years.set(year, months);
  }
  const views = [...years].map(([year, months]) => ({ year, count: sum(months), months }));
  return { frame: frameOf(context, HISTORY_PATH), total: sum(views), years: views };
}

function sum(counted: readonly { readonly count: number }[]): number {
  return counted.reduce((total, { count }) => total + count, 0);
}

/** The nearest months that have entries. */
export function neighboursOf(archive: Archive, month: CalendarMonth): Pick<MonthView, 'newer' | 'older'> {
  const months = [...archive.keys()];
  const index = months.indexOf(month);
  const [newer, older] = [months[index - 1], months[index + 1]];
  return { ...(newer === undefined ? {} : { newer }), ...(older === undefined ? {} : { older }) };
}

/** @throws when the archive has no such month: nothing links to it. */
export function monthView(context: ViewContext, archive: Archive, month: CalendarMonth): MonthView {
  const incidents = archive.get(month);
  if (incidents === undefined) throw new Error(`The archive has no month "${month}".`);
  return {
    frame: frameOf(context, monthPath(month)),
    month,
    entries: incidents.map((incident) => monthEntry(incident, context)),
    ...neighboursOf(archive, month),
  };
}

function monthEntry(incident: Incident, context: ViewContext): MonthEntryView {
  const tag = tagOf(incident);
  return {
    ...linkOf(incident),
    kind: incident.kind,
    ...(tag === null ? {} : { tag }),
    ...(incident.window === undefined ? {} : { window: incident.window }),
    affects: effectsView(incident.effects, context, tenseOf(incident))?.affects ?? [],
  };
}
