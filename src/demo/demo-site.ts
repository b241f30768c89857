import { cpSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ProbePlan } from '../core/model/probing.ts';
import type { Instant } from '../core/model/time.ts';
import type { Id, Topology } from '../core/model/topology.ts';
import { parseTopology } from '../core/parse/topology.ts';
import { filesBelow, makeFolders, readIfPresent, replaceFile } from '../shell/files.ts';
import { INCIDENTS_FOLDER, TOPOLOGY_FILE } from '../shell/load.ts';
import { UserError } from '../shell/user-error.ts';
import { demoTopology } from './demo-topology.ts';
import type { Target } from './demo-topology.ts';
import { moveSite } from './moved-site.ts';
import type { DatedSite } from './moved-site.ts';
import type { SiteFile } from './moved-text.ts';

/** Texts of the owner's; they may name entries. */
const CONTENT_FOLDER = 'content';
/** Copied as it is. */
const THEME_FOLDER = 'theme';

/** The site a demonstration is made of, read. */
export interface Original extends DatedSite {
  readonly siteDir: string;
  readonly model: Topology;
  readonly plan: ProbePlan;
}

/**
 * Reads the site that is to be copied.
 * @throws UserError when there is no topology, or one with errors.
 */
export function readOriginal(siteDir: string, env: Readonly<Record<string, string | undefined>>): Original {
  const text = readIfPresent(path.join(siteDir, TOPOLOGY_FILE));
  if (text === null) {
    throw new UserError(`there is no ${TOPOLOGY_FILE} in ${siteDir}`, {
      hint: 'Run this in the folder of a site, or name one with --site DIR.',
    });
  }
  const { topology, plan, diagnostics } = parseTopology(text, { file: TOPOLOGY_FILE, env });
  // A secret that is not set here is none of ours: what is probed is replaced anyway.
  const faults = diagnostics.filter(
    ({ severity, code }) => severity === 'error' && code !== 'unset-variable',
  );
  if (topology === null || faults.length > 0) {
    throw new UserError(`${TOPOLOGY_FILE} has errors, so there is nothing to show`, {
      exitCode: 3,
      diagnostics,
    });
  }
  const below = (folder: string) =>
    filesBelow(path.join(siteDir, folder)).map((name) => readText(siteDir, `${folder}/${name}`));
  return {
    siteDir,
    model: topology,
    plan,
    topology: { file: TOPOLOGY_FILE, text },
    incidents: below(INCIDENTS_FOLDER).filter(({ file }) => /\.md$/i.test(file)),
    content: below(CONTENT_FOLDER).filter(({ file }) => file.endsWith('.md')),
  };
}

function readText(siteDir: string, file: string): SiteFile {
  return { file, text: readFileSync(path.join(siteDir, file), 'utf8') };
}

/** The original with its dates moved; the original itself where no moment is told. */
export function movedOriginal(
  original: Original,
  { moment, now }: { readonly moment: Instant | undefined; readonly now: Instant },
): DatedSite & { readonly days: number } {
  if (moment === undefined) return { ...original, days: 0 };
  const { timezone, locale } = original.model.site;
  return moveSite(original, { moment, now, timezone, locale });
}

/** Writes the copy: the site with its dates moved, in which each server is its stand-in. */
export function writeCopy(
  copyDir: string,
  site: DatedSite,
  targets: ReadonlyMap<Id, Target>,
  themeOf: string,
): void {
  const topology = { ...site.topology, text: demoTopology(site.topology.text, targets) };
  for (const { file, text } of [topology, ...site.incidents, ...site.content]) {
    replaceFile(path.join(copyDir, file), text);
  }
  // Watched from the beginning: the snapshot will come.
  makeFolders(path.join(copyDir, 'state'));
  const theme = path.join(themeOf, THEME_FOLDER);
  if (existsSync(theme)) cpSync(theme, path.join(copyDir, THEME_FOLDER), { recursive: true });
}
