import { afterOutages } from './evaluate/after-outage.ts';
import { createHistory } from './evaluate/history.ts';
import { withMemory } from './evaluate/with-memory.ts';
import { compareDiagnostics, compareText, diagnostic } from './model/diagnostic.ts';
import type { Diagnostic } from './model/diagnostic.ts';
import type { Incident, Prose } from './model/incident.ts';
import { serversOf } from './model/topology.ts';
import type { Instant } from './model/time.ts';
import type { Site } from './model/topology.ts';
import { parseIncident } from './parse/incident.ts';
import { parseSnapshot } from './parse/snapshot.ts';
import { parseTopology } from './parse/topology.ts';
import { createZone } from './parse/zone.ts';
import type { IncidentSource, Reading, RememberedIncident, Sources } from './sources.ts';

/**
 * Everything about a site, besides an incident file's own text, that decides how the file is read.
 * A memory made under another context must not be used.
 */
export function readingContext(site: Pick<Site, 'timezone' | 'locale'>): string {
  return `${site.timezone} ${site.locale}`;
}

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

export interface ReadResult {
  /** Null when there is no topology to read the rest by. */
  readonly reading: Reading | null;
  /** False when topology.yml has errors: `check` goes on to the incidents, but nothing may be published from it. */
  readonly usable: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads all sources; `diagnostics` are what is wrong with each file by itself, sorted. */
export function readSources(sources: Sources): ReadResult {
  const { topology: source } = sources;
  if (source.text === null) {
    const missing = diagnostic(
      'no-topology',
      { file: source.file },
      `${source.file} does not exist`,
      'Every site needs one; docs/topology.md shows the smallest.',
    );
    return { reading: null, usable: false, diagnostics: [missing] };
  }
  const parsed = parseTopology(source.text, { file: source.file, env: sources.env });
  if (parsed.topology === null) return { reading: null, usable: false, diagnostics: parsed.diagnostics };

  const { topology } = parsed;
  const incidentSources = sources.incidents(readingContext(topology.site));
  const incidents = readIncidents(incidentSources, topology.site, sources.now);
  const snapshot = parseSnapshot(sources.snapshot.text, {
    file: sources.snapshot.file,
    now: sources.now,
    freshForMs: topology.site.freshForMs,
    serverIds: serversOf(topology).map((server) => server.id),
  });
  const zone = createZone(topology.site.timezone, topology.site.locale);
  const history = createHistory({
    ...sources.history,
    now: sources.now,
    freshForMs: topology.site.freshForMs,
    timezone: topology.site.timezone,
    dayOf: (at) => zone.dayOf(at),
  });
  const diagnostics = [...parsed.diagnostics, ...incidents.diagnostics, ...snapshot.diagnostics].sort(
    compareDiagnostics,
  );
  const reading: Reading = {
    topology,
    topologyFile: source.file,
    plan: parsed.plan,
    places: parsed.places,
    incidents: incidents.published,
    files: incidentSources.map((incident) => incident.file),
    prose: incidents.prose,
    evidence: afterOutages(withMemory(snapshot.evidence, history), history),
    history,
    content: sources.content,
    remembered: incidents.remembered,
    diagnostics,
    now: sources.now,
  };
  const usable = parsed.diagnostics.every(({ severity }) => severity !== 'error');
  return { reading, usable, diagnostics };
}

function readIncidents(sources: readonly IncidentSource[], site: Site, now: Instant) {
  const published = new Map<string, Incident>();
  const sourceOf = new Map<string, IncidentSource>();
  const proseOf = new Map<string, Prose>();
  const remembered = new Map<string, RememberedIncident>();
  const read: RememberedIncident[] = [];
  // A file that carries no date anywhere is news: it is shown as today's.
  const fallbackDay = createZone(site.timezone, site.locale).dayOf(now);
  const parse = (source: IncidentSource) =>
    parseIncident(source.text(), { file: source.file, digest: source.digest, fallbackDay, ...site });

  // Two files for one URL are an error that `check` reports; the first by path is published, always the same one.
  for (const source of [...sources].sort((a, b) => compareText(a.file, b.file))) {
    let memory = source.remembered;
    let prose: Prose | undefined;
    if (memory === undefined) {
      const fresh = parse(source);
      memory = { incident: fresh.incident, diagnostics: fresh.diagnostics };
      prose = fresh.prose;
    }
    read.push(memory);
    // What depends on the day it is read on must not be remembered.
    if (memory.diagnostics.every(({ code }) => code !== 'file-name')) remembered.set(source.file, memory);
    const { incident } = memory;
    if (incident === null || published.has(incident.slug)) continue;
    published.set(incident.slug, incident);
    sourceOf.set(incident.slug, source);
    if (prose !== undefined) proseOf.set(incident.slug, prose);
  }

  return {
    published: [...published.values()].sort(compareIncidents),
    remembered,
    diagnostics: read.flatMap((memory) => memory.diagnostics),
    prose(slug: string): Prose {
      const known = proseOf.get(slug);
      if (known !== undefined) return known;
      const source = sourceOf.get(slug);
      if (source === undefined) throw new Error(`No incident has the slug "${slug}".`);
      return parse(source).prose;
    },
  };
}
