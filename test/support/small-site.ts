import path from 'node:path';
import { buildSite } from '../../src/shell/build.ts';
import type { BuildOptions, BuildReport } from '../../src/shell/build.ts';
import { temporaryFolder, writeFiles } from './folder.ts';
import { treeOf } from './tree.ts';

export const SMALL_TOPOLOGY = `site:
  name: Small Mail
  url: https://status.small.example
  timezone: Europe/London
  locale: en-GB
zones:
  - id: incoming
    name: Incoming email
    colour: yellow
    groups:
      - id: gateways
        name: Gateways
        servers:
          - {id: gw1, probe: {smtp: 'gw1.secret-internal.example:2525'}}
          - {id: gw2, probe: {smtp: 'gw2.secret-internal.example:2525'}}
services:
  - {id: incoming-mail, name: Incoming Mail, needs: [gateways]}
`;

/** 2010-09-03 23:10 in London. */
export const NOW = Date.UTC(2010, 8, 3, 22, 10);

/** A snapshot in which every named server has the given verdict since a day before. */
export function snapshotText(verdicts: Readonly<Record<string, string>>, takenAt = NOW): string {
  const since = new Date(takenAt - 86_400_000).toISOString();
  const servers = Object.entries(verdicts).map(([id, verdict]) => [id, { verdict, since }]);
  return JSON.stringify({
    version: 1,
    taken_at: new Date(takenAt).toISOString(),
    vantages: ['london'],
    servers: Object.fromEntries(servers) as unknown,
  });
}

export const SMALL_SITE = {
  'topology.yml': SMALL_TOPOLOGY,
  'state/snapshot.json': snapshotText({ gw1: 'online', gw2: 'online' }),
  'incidents/2010-07-01-old.md':
    '---\ntitle: An old story [Resolved]\n---\n[10:00] It broke.\n\n[11:00] It works.\n',
  'incidents/2010-09-01-slow.md':
    '---\ntitle: Slow mail\naffects: {incoming-mail: degraded}\n---\n[10:00] Mail is slow.\n\n[10:30] Resolved: mail is quick.\n',
} as const;

/** A site of its own in a temporary folder, and a way to build it. */
export function smallSite(files: Readonly<Record<string, string>> = SMALL_SITE) {
  const siteDir = temporaryFolder();
  writeFiles(siteDir, files);
  const outDir = path.join(siteDir, '_site');
  const stateDir = path.join(siteDir, 'state');
  return {
    siteDir,
    outDir,
    write: (changes: Readonly<Record<string, string>>) => writeFiles(siteDir, changes),
    build: (options: Partial<BuildOptions> = {}): Promise<BuildReport> =>
      buildSite({ siteDir, outDir, stateDir, now: NOW, env: {}, ...options }),
    tree: () => treeOf(outDir),
  };
}
