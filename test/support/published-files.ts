import { compile } from '../../src/core/compile.ts';
import { NO_HISTORY } from '../../src/core/evaluate/history.ts';
import type { CompiledSite } from '../../src/core/planner.ts';
import type { IncidentSource, Sources } from '../../src/core/sources.ts';
import type { FileDesk, FileFamily } from '../../src/render/file-plans.ts';
import { createMarkdown } from '../../src/render/markdown.ts';
import { createWords } from '../../src/render/words/words.ts';
import { NOW, SMALL_TOPOLOGY, snapshotText } from './small-site.ts';

/** A site from texts alone, no disk anywhere: what its files are made from. */
export function deskOf(
  incidents: Readonly<Record<string, string>>,
  { now = NOW, topology = SMALL_TOPOLOGY }: { readonly now?: number; readonly topology?: string } = {},
): FileDesk {
  const list = Object.entries(incidents).map(([name, text]): IncidentSource => ({
    file: `incidents/${name}.md`,
    digest: `digest of ${text}`,
    text: () => text,
  }));
  const sources: Sources = {
    topology: { file: 'topology.yml', text: topology },
    incidents: () => list,
    snapshot: { file: 'state/snapshot.json', text: snapshotText({ gw1: 'online', gw2: 'online' }, now) },
    history: NO_HISTORY,
    content: [],
    env: {},
    now,
  };
  const { site } = compile(sources);
  if (site === null) throw new Error('the topology has errors');
  return deskFor(site);
}

/** The same readings' desk at another moment: nothing but the clock is another. */
export function deskAt(desk: FileDesk, now: number): FileDesk {
  return { ...desk, site: { ...desk.site, reading: { ...desk.site.reading, now } } };
}

export function filesOf(family: FileFamily, desk: FileDesk): Readonly<Record<string, string>> {
  return Object.fromEntries(family(desk).map((plan) => [plan.output, plan.content() as string]));
}

export function inputsOf(family: FileFamily, desk: FileDesk): Readonly<Record<string, string>> {
  return Object.fromEntries(family(desk).map(({ output, inputs }) => [output, inputs]));
}

function deskFor(site: CompiledSite): FileDesk {
  const { locale, timezone, url } = site.reading.topology.site;
  return {
    site,
    words: createWords({ locale, timezone }),
    markdown: createMarkdown({ siteUrl: url }),
  };
}
