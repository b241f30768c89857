import path from 'node:path';
import type { Topology } from '../core/model/topology.ts';
import { parseTopology } from '../core/parse/topology.ts';
import { readIfPresent } from './files.ts';
import { TOPOLOGY_FILE } from './load.ts';
import { UserError } from './user-error.ts';

/**
 * The topology of a site, for commands that need its zone and its ids but not the rest of it.
 * @throws UserError when there is no topology, or none that can be read.
 */
export function requireSite(siteDir: string, env: Readonly<Record<string, string | undefined>>): Topology {
  const text = readIfPresent(path.join(siteDir, TOPOLOGY_FILE));
  if (text === null) throw noTopology(siteDir);
  const { topology, diagnostics } = parseTopology(text, { file: TOPOLOGY_FILE, env });
  if (topology !== null) return topology;
  throw new UserError(`${TOPOLOGY_FILE} cannot be read, so the site's time zone is not known`, {
    exitCode: 3,
    diagnostics,
  });
}

/** For a command that was run where there is no site. */
export function noTopology(siteDir: string): UserError {
  return new UserError(`there is no ${TOPOLOGY_FILE} in ${siteDir}`, {
    hint: 'Run this in the folder of your site, or name it with --site DIR.',
  });
}
