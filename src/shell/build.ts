import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Instant } from '../core/model/time.ts';
import { isWithin, makeFolders } from './files.ts';
import { openSiteBuilder } from './site-builder.ts';
import type { BuildReport, SiteBuilderOptions } from './site-builder.ts';
import { UserError } from './user-error.ts';

export type { BuildReport } from './site-builder.ts';

export interface BuildOptions extends SiteBuilderOptions {
  /** Defaults to the wall clock. */
  readonly now?: Instant;
}

/**
 * Builds a site into a folder, once. Renders only pages whose inputs changed, writes only changed bytes, and replaces
 * each file whole. Bad content is salvaged and reported; a topology with errors touches nothing.
 *
 * @throws UserError with exit code 3 when topology.yml is missing or has errors, with exit code 2 when the folders make no sense.
 */
export async function buildSite({ now = Date.now(), ...options }: BuildOptions): Promise<BuildReport> {
  refuseFolders(options.siteDir, options.outDir, options.stateDir);
  return openSiteBuilder(options).build({ now });
}

/**
 * The output folder is replaced file by file, so it must not be a place where an author's files live; and what the
 * state folder holds is not for the public.
 */
export function refuseFolders(siteDir: string, outDir: string, stateDir: string): void {
  if (!existsSync(siteDir)) throw new UserError(`the site's folder ${siteDir} does not exist`);
  const hint = 'Give a folder of its own, such as --out _site.';
  const sources = ['incidents', 'content', 'theme'].map((name) => path.join(siteDir, name));
  if (isWithin(siteDir, outDir) || sources.some((folder) => isWithin(outDir, folder))) {
    throw new UserError(`the output folder ${outDir} holds the site's own files`, { hint });
  }
  if (isWithin(stateDir, outDir)) {
    throw new UserError(`the state folder ${stateDir} would be published with ${outDir}`, { hint });
  }
  try {
    makeFolders(stateDir);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`the state folder ${stateDir} cannot be made: ${reason}`, { cause });
  }
}
