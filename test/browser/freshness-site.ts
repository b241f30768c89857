import { readFileSync } from 'node:fs';
import { compile } from '../../src/core/compile.ts';
import { NO_HISTORY } from '../../src/core/evaluate/history.ts';
import { layoutDiagram } from '../../src/render/diagram/layout.ts';
import type { DiagramLayout } from '../../src/render/diagram/model.ts';
import { extraFiles } from '../../src/render/extra-files.ts';
import { heartbeatFile } from '../../src/render/heartbeat.ts';
import { digestOf } from '../../src/shell/files.ts';
import { createPrinter } from '../../src/shell/printer.ts';
import type { Theme } from '../../src/shell/theme.ts';

const TOPOLOGY = readFileSync(new URL('../../topology.yml', import.meta.url), 'utf8');
const SNAPSHOT = readFileSync(
  new URL('../fixtures/snapshots/recorded-2010-09-03.json', import.meta.url),
  'utf8',
);

/** 2010-09-03 23:10 in London: when the probes of the example looked. */
export const TAKEN_AT = Date.parse('2010-09-03T22:10:00Z');
export const MINUTE_MS = 60_000;
/** For how long the example's evidence is believed. */
export const FRESH_FOR_MS = 5 * MINUTE_MS;

export interface Edition {
  /** When the probes looked; null where there is no snapshot. */
  readonly takenAt?: number | null;
  /** When it is built; defaults to half a minute after the probes looked. */
  readonly now?: number;
  readonly offline?: readonly string[];
  readonly incidents?: Readonly<Record<string, string>>;
  /** The owner's own, after ours. */
  readonly css?: string;
  /** The site's address; it decides below which path everything lies. */
  readonly url?: string;
  readonly recorded?: boolean;
}

/** A whole site as it was published at one moment, in memory. */
export interface Published {
  /** By path below the site: `/history/index.html`. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  /** `/heartbeat.json` of a publish at that instant. */
  heartbeat(publishedAt: number): string;
}

/** What the builds of `npm run build` publish, without a disk: with a clock of its own and whatever the probes saw. */
export async function publish(edition: Edition = {}): Promise<Published> {
  const { takenAt = TAKEN_AT, recorded = false, css = '' } = edition;
  const now = edition.now ?? (takenAt ?? TAKEN_AT) + MINUTE_MS / 2;
  const { site } = compile(sourcesOf(edition, takenAt, now), { recorded });
  if (site === null) throw new Error('the example’s topology cannot be read');
  const printer = createPrinter(site, { ...NO_THEME, css });
  const drawn = await (layout ??= layoutDiagram(printer.diagramInput));
  const files = new Map<string, string | Uint8Array>(
    site.pages.map((plan) => [`/${plan.output}`, printer.print(plan, drawn)]),
  );
  for (const { output, content } of extraFiles(site, printer)) files.set(`/${output}`, content);
  const id = digestOf(...[...files].flat()).slice(0, 12);
  const { takenAt: evidenceAt, validUntilAt } = site.status;
  return {
    files,
    heartbeat: (publishedAt) =>
      heartbeatFile({
        publishedAt,
        ...(evidenceAt === undefined ? {} : { takenAt: evidenceAt }),
        ...(validUntilAt === undefined ? {} : { validUntilAt }),
        freshForMs: FRESH_FOR_MS,
        id,
        problems: [],
        diagnostics: { errors: 0, warnings: 0, hints: 0 },
        recorded,
      }),
  };
}

/** The same for every edition, and dear to make. */
let layout: Promise<DiagramLayout> | undefined;

const NO_THEME: Theme = {
  strings: {},
  stringPlaces: {},
  slots: { head: '', header: '', footer: '' },
  css: '',
  logo: null,
  components: {},
  digest: '',
  diagnostics: [],
};

function sourcesOf({ offline = [], incidents = {}, url }: Edition, takenAt: number | null, now: number) {
  const topology = url === undefined ? TOPOLOGY : TOPOLOGY.replace(/^( +url:) .*$/m, `$1 ${url}`);
  return {
    topology: { file: 'topology.yml', text: topology },
    incidents: () =>
      Object.entries(incidents).map(([name, text]) => ({
        file: `incidents/${name}`,
        digest: digestOf(text),
        text: () => text,
      })),
    snapshot: {
      file: 'state/snapshot.json',
      text: takenAt === null ? null : snapshotText(takenAt, offline),
    },
    history: NO_HISTORY,
    content: [],
    env: {},
    now,
  };
}

interface SnapshotFile {
  readonly servers: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

function snapshotText(takenAt: number, offline: readonly string[]): string {
  const recorded = JSON.parse(SNAPSHOT) as SnapshotFile;
  const gone = offline.map((id) => [id, { verdict: 'offline', since: '2010-09-03T20:12:00Z' }]);
  return JSON.stringify({
    ...recorded,
    taken_at: new Date(takenAt).toISOString(),
    servers: { ...recorded.servers, ...(Object.fromEntries(gone) as SnapshotFile['servers']) },
  });
}
