import { afterOutages } from './evaluate/after-outage.ts';
import { createHistory } from './evaluate/history.ts';
import { withMemory } from './evaluate/with-memory.ts';
import { compareDiagnostics, diagnostic } from './model/diagnostic.ts';
import type { Diagnostic } from './model/diagnostic.ts';
import type { History } from './model/history.ts';
import { serversOf } from './model/topology.ts';
import type { Topology } from './model/topology.ts';
import { EMPTY_PLAN } from './parse/probe-plan.ts';
import { parseSnapshot } from './parse/snapshot.ts';
import { parseTopology } from './parse/topology.ts';
import type { ParsedTopology } from './parse/topology.ts';
import { createZone } from './parse/zone.ts';
import { IncidentReader } from './read-incidents.ts';
import { readingContext } from './reading-context.ts';
import type { Reading, Sources } from './sources.ts';

export interface ReadResult {
  /** Null when there is no topology to read the rest by. */
  readonly reading: Reading | null;
  /** False when topology.yml has errors: `check` goes on to the incidents, but nothing may be published from it. */
  readonly usable: boolean;
  /** The topology is {@link Sources.goodTopology}; `diagnostics` say what is wrong with the file. */
  readonly keptTopology: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a site again and again. What did not change since the time before is not read again, and stays the same object. */
export interface Reader {
  read(sources: Sources): ReadResult;
}

export function createReader(): Reader {
  const topologyReader = new TopologyReader();
  const incidentReader = new IncidentReader();
  let history: History | undefined;
  return {
    read(sources) {
      const { parsed, diagnostics, kept } = topologyReader.read(sources);
      const { topology } = parsed;
      if (topology === null) return { reading: null, usable: false, keptTopology: false, diagnostics };
      const incidents = incidentReader.read(
        sources.incidents(readingContext(topology.site)),
        mannerOf(topology, sources),
      );
      history = readHistory(topology, sources, history);
      const snapshot = readSnapshot(topology, sources);
      const reading: Reading = {
        topology,
        topologyFile: sources.topology.file,
        plan: parsed.plan,
        places: parsed.places,
        incidents: incidents.published,
        files: incidents.files,
        daysOf: (incident) => incidents.daysOf(incident),
        prose: (slug) => incidents.prose(slug),
        evidence: afterOutages(withMemory(snapshot.evidence, history), history),
        history,
        content: sources.content,
        remembered: incidents.remembered,
        diagnostics: [...diagnostics, ...incidents.diagnostics, ...snapshot.diagnostics].sort(
          compareDiagnostics,
        ),
        now: sources.now,
      };
      return { reading, usable: isUsable(parsed), keptTopology: kept, diagnostics: reading.diagnostics };
    },
  };
}

/** Reads all sources once; `diagnostics` are what is wrong with each file by itself, sorted. */
export function readSources(sources: Sources): ReadResult {
  return createReader().read(sources);
}

interface ReadTopology {
  readonly parsed: ParsedTopology;
  /** What is wrong with the file itself, also where another text stands in for it. */
  readonly diagnostics: readonly Diagnostic[];
  readonly kept: boolean;
}

/** The same text, with the same environment, is the same topology: that of the file, and the one that stands in for it. */
class TopologyReader {
  #known = new Map<string, ParsedTopology>();
  #env: Sources['env'] | null = null;

  read({ topology: { file, text }, goodTopology = null, env }: Sources): ReadTopology {
    const known = this.#env === env ? this.#known : new Map<string, ParsedTopology>();
    this.#env = env;
    this.#known = new Map();
    const parse = (its: string) => {
      const parsed = known.get(its) ?? parseTopology(its, { file, env });
      this.#known.set(its, parsed);
      return parsed;
    };
    const own = text === null ? NO_TOPOLOGY : parse(text);
    const diagnostics = text === null ? [missingTopology(file)] : own.diagnostics;
    if (isUsable(own) || goodTopology === null) return { parsed: own, diagnostics, kept: false };
    const good = parse(goodTopology);
    return isUsable(good)
      ? { parsed: good, diagnostics, kept: true }
      : { parsed: own, diagnostics, kept: false };
  }
}

const NO_TOPOLOGY: ParsedTopology = { topology: null, plan: EMPTY_PLAN, places: new Map(), diagnostics: [] };

function isUsable({ topology, diagnostics }: ParsedTopology): boolean {
  return topology !== null && diagnostics.every(({ severity }) => severity !== 'error');
}

function missingTopology(file: string): Diagnostic {
  const hint = 'Every site needs one; docs/topology.md shows the smallest.';
  return diagnostic('no-topology', { file }, `${file} does not exist`, hint);
}

function mannerOf({ site }: Topology, { now }: Sources) {
  const { timezone, locale } = site;
  return { site, context: readingContext(site), today: createZone(timezone, locale).dayOf(now) };
}

function readHistory({ site }: Topology, sources: Sources, before: History | undefined): History {
  const zone = createZone(site.timezone, site.locale);
  const { history, now } = sources;
  const { timezone, freshForMs } = site;
  return createHistory({ ...history, now, freshForMs, timezone, dayOf: (at) => zone.dayOf(at) }, before);
}

function readSnapshot(topology: Topology, { snapshot, now }: Sources) {
  return parseSnapshot(snapshot.text, {
    file: snapshot.file,
    now,
    freshForMs: topology.site.freshForMs,
    serverIds: serversOf(topology).map((server) => server.id),
  });
}
