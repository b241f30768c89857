import { compareText } from './model/diagnostic.ts';
import type { Diagnostic } from './model/diagnostic.ts';
import type { Incident, Prose } from './model/incident.ts';
import type { CalendarDay } from './model/time.ts';
import type { Site } from './model/topology.ts';
import { parseIncident } from './parse/incident.ts';
import { createZone } from './parse/zone.ts';
import type { IncidentSource, RememberedIncident } from './sources.ts';
import { incidentDaysIn } from './view/timeline-days.ts';
import type { IncidentDays } from './view/timeline-days.ts';

/**
 * The total order of the log: newest day first, then newest start, then latest update, then slug.
 * A start known only to the day sorts below that day's timed entries.
 */
export function compareIncidents(a: Incident, b: Incident): number {
  return (
    compareText(b.date, a.date) ||
    timeOfStart(b) - timeOfStart(a) ||
    lastUpdateAt(b) - lastUpdateAt(a) ||
    compareText(a.slug, b.slug)
  );
}

function timeOfStart(incident: Incident): number {
  return incident.started.precision === 'day' ? -Infinity : incident.started.at;
}

function lastUpdateAt(incident: Incident): number {
  return incident.updates.at(-1)?.at.at ?? incident.started.at;
}

/** Texts that are kept from one reading to the next: what the live pages print, minute after minute. Those just read are kept until then. */
const MAX_PROSE_KEPT = 200;

/** All incident files, read. */
export interface ReadIncidents {
  /** Newest first. */
  readonly published: readonly Incident[];
  readonly files: readonly string[];
  /** By file: what a cache may remember for next time. */
  readonly remembered: ReadonlyMap<string, RememberedIncident>;
  readonly diagnostics: readonly Diagnostic[];
  daysOf(incident: Incident): IncidentDays;
  prose(slug: string): Prose;
}

/** How files were read, besides their texts. */
interface Manner {
  readonly site: Site;
  readonly context: string;
  /** A file that carries no date anywhere is news: it is shown as of this day. */
  readonly today: CalendarDay;
}

interface Known {
  readonly source: IncidentSource;
  readonly memory: RememberedIncident;
}

/** Reads incident files again and again. A source that is the same object as the time before is not read again. */
export class IncidentReader {
  #manner: Manner | null = null;
  #sources: readonly IncidentSource[] = [];
  #known: ReadonlyMap<string, Known> = new Map();
  #result: ReadIncidents | null = null;
  readonly #prose = new Map<string, { readonly digest: string; readonly prose: Prose }>();

  read(sources: readonly IncidentSource[], manner: Manner): ReadIncidents {
    const before = this.#manner;
    const isSameManner = before?.context === manner.context && before.site === manner.site;
    if (!isSameManner) {
      this.#known = new Map();
      this.#prose.clear();
    }
    forgetOldest(this.#prose);
    const isSame = isSameManner && this.#sources === sources;
    if (this.#result !== null && isSame && (before.today === manner.today || !this.#dependsOnToday())) {
      return this.#result;
    }
    this.#manner = manner;
    this.#sources = sources;
    this.#result = this.#readAll(sources, manner);
    return this.#result;
  }

  #dependsOnToday(): boolean {
    return [...this.#known.values()].some(({ memory }) => isOfToday(memory));
  }

  #readAll(sources: readonly IncidentSource[], manner: Manner): ReadIncidents {
    const before = this.#known;
    const known = new Map<string, Known>();
    const published = new Map<string, IncidentSource>();
    const incidents: Incident[] = [];
    const parse = createParser(manner);
    // Two files for one URL are an error that `check` reports; the first by path is published, always the same one.
    for (const source of [...sources].sort((a, b) => compareText(a.file, b.file))) {
      const kept = before.get(source.file);
      const isKept = kept?.source === source && !isOfToday(kept.memory);
      const memory = isKept ? kept.memory : (source.remembered ?? parse(source, this.#prose));
      known.set(source.file, { source, memory });
      const { incident } = memory;
      if (incident === null || published.has(incident.slug)) continue;
      published.set(incident.slug, source);
      incidents.push(incident);
    }
    this.#known = known;
    // What depends on the day it is read on must not be remembered.
    const lasting = [...known].filter(([, { memory }]) => !isOfToday(memory));
    return {
      published: incidents.sort(compareIncidents),
      files: this.#filesOf(sources),
      remembered: new Map(lasting.map(([file, { memory }]) => [file, memory])),
      diagnostics: [...known.values()].flatMap(({ memory }) => memory.diagnostics),
      daysOf: ({ file }) => {
        const found = known.get(file)?.memory.days;
        if (found === undefined) throw new Error(`Nobody has read ${file}.`);
        return found;
      },
      prose: (slug) => this.#proseOf(slug, published, manner),
    };
  }

  /** The same list while the same files are there. */
  #filesOf(sources: readonly IncidentSource[]): readonly string[] {
    const before = this.#result?.files;
    const isSame =
      before?.length === sources.length && sources.every(({ file }, index) => file === before[index]);
    return isSame ? before : sources.map(({ file }) => file);
  }

  #proseOf(slug: string, published: ReadonlyMap<string, IncidentSource>, manner: Manner): Prose {
    const source = published.get(slug);
    if (source === undefined) throw new Error(`No incident has the slug "${slug}".`);
    const kept = this.#prose.get(source.file);
    const prose = kept?.digest === source.digest ? kept.prose : parseText(source, manner).prose;
    keep(this.#prose, source, prose);
    return prose;
  }
}

type ProseKept = Map<string, { readonly digest: string; readonly prose: Prose }>;

/** The latest asked for comes last. */
function keep(
  kept: ProseKept,
  { file, digest }: Pick<IncidentSource, 'file' | 'digest'>,
  prose: Prose,
): void {
  kept.delete(file);
  kept.set(file, { digest, prose });
}

function forgetOldest(kept: ProseKept): void {
  for (const oldest of kept.keys()) {
    if (kept.size <= MAX_PROSE_KEPT) break;
    kept.delete(oldest);
  }
}

function isOfToday({ diagnostics }: RememberedIncident): boolean {
  return diagnostics.some(({ code }) => code === 'file-name');
}

function createParser(manner: Manner) {
  const { timezone, locale } = manner.site;
  const days = incidentDaysIn(createZone(timezone, locale));
  return (source: IncidentSource, kept: ProseKept): RememberedIncident => {
    const { incident, diagnostics, prose } = parseText(source, manner);
    if (incident === null) return { incident, diagnostics };
    keep(kept, source, prose);
    return { incident, diagnostics, days: days(incident) };
  };
}

function parseText(source: IncidentSource, { site, today }: Manner) {
  const { file, digest } = source;
  return parseIncident(source.text(), { file, digest, fallbackDay: today, ...site });
}
