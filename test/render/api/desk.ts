import { compile } from '../../../src/core/compile.ts';
import { createHistory, NO_HISTORY } from '../../../src/core/evaluate/history.ts';
import { evaluateSite } from '../../../src/core/evaluate/site.ts';
import type { Incident } from '../../../src/core/model/incident.ts';
import type { ProbeEvidence } from '../../../src/core/model/snapshot.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { EMPTY_PLAN } from '../../../src/core/parse/probe-plan.ts';
import { compareIncidents } from '../../../src/core/read-incidents.ts';
import type { IncidentSource } from '../../../src/core/sources.ts';
import { viewContext } from '../../../src/core/view/context.ts';
import { apiFiles } from '../../../src/render/api/files.ts';
import type { FileDesk } from '../../../src/render/file-plans.ts';
import { createMarkdown } from '../../../src/render/markdown.ts';
import { createWords } from '../../../src/render/words/words.ts';
import { NOW, SMALL_TOPOLOGY, snapshotText } from '../../support/small-site.ts';
import { filesOf, inputsOf } from '../../support/published-files.ts';

export const apiFilesOf = (desk: FileDesk) => filesOf(apiFiles, desk);
export const apiInputsOf = (desk: FileDesk) => inputsOf(apiFiles, desk);

/** One file, parsed. */
export function apiFile<Content>(desk: FileDesk, name: string): Content {
  return JSON.parse(apiFilesOf(desk)[name] ?? '') as Content;
}

export interface SiteTexts {
  readonly incidents?: Readonly<Record<string, string>>;
  readonly topology?: string;
  readonly verdicts?: Readonly<Record<string, string>>;
  /** Of the snapshot; null where there is none. */
  readonly takenAt?: number | null;
  readonly now?: number;
}

/** A site from texts alone. */
export function deskOfTexts({
  incidents = {},
  topology = SMALL_TOPOLOGY,
  verdicts = { gw1: 'online', gw2: 'online' },
  now = NOW,
  takenAt = now,
}: SiteTexts): FileDesk {
  const list = Object.entries(incidents).map(([name, text]): IncidentSource => ({
    file: `incidents/${name}.md`,
    digest: `digest of ${text}`,
    text: () => text,
  }));
  const { site, diagnostics } = compile({
    topology: { file: 'topology.yml', text: topology },
    incidents: () => list,
    snapshot: {
      file: 'state/snapshot.json',
      text: takenAt === null ? null : snapshotText(verdicts, takenAt),
    },
    history: NO_HISTORY,
    content: [],
    env: {},
    now,
  });
  if (site === null) throw new Error(`the topology has errors: ${JSON.stringify(diagnostics)}`);
  return { site, ...printedFor(site.reading.topology) };
}

export interface SiteFacts {
  readonly topology: Topology;
  readonly evidence: ProbeEvidence;
  readonly incidents: readonly Incident[];
  readonly now: number;
}

/** A site from facts, for those no text can say. */
export function deskOfFacts({ topology, evidence, incidents, now }: SiteFacts): FileDesk {
  const sorted = [...incidents].sort(compareIncidents);
  const { timezone, freshForMs } = topology.site;
  const history = createHistory({ ...NO_HISTORY, now, freshForMs, timezone, dayOf: () => '2010-09-03' });
  const reading = {
    topology,
    topologyFile: 'topology.yml',
    plan: EMPTY_PLAN,
    places: new Map(),
    incidents: sorted,
    files: [],
    daysOf: () => {
      throw new Error('nobody asks for days');
    },
    prose: (slug: string) => ({ summary: '', updates: [`Words of ${slug}.`] }),
    evidence,
    history,
    content: [],
    remembered: new Map(),
    diagnostics: [],
    now,
  };
  const status = evaluateSite(reading);
  const context = viewContext(topology);
  const site = { reading, status, context, records: [], recorded: false, archive: [], pages: [] };
  return { site, ...printedFor(topology) };
}

function printedFor({ site: { locale, timezone, url } }: Topology): Pick<FileDesk, 'words' | 'markdown'> {
  return { words: createWords({ locale, timezone }), markdown: createMarkdown({ siteUrl: url }) };
}
