import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSite } from '../../src/shell/build.ts';
import type { BuildOptions, BuildReport } from '../../src/shell/build.ts';

export const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
export const RECORDED_SNAPSHOT = path.join(REPOSITORY, 'test/fixtures/snapshots/recorded-2010-09-03.json');

/** 2010-09-03 23:10 in London, the instant the example site shows. */
export const RECORDED_AT = Date.UTC(2010, 8, 3, 22, 10);

/** Builds the example site as it was at the recorded moment. */
export function buildExample(
  folders: Pick<BuildOptions, 'outDir' | 'stateDir'>,
  changes: Partial<BuildOptions> = {},
): Promise<BuildReport> {
  return buildSite({
    siteDir: REPOSITORY,
    snapshotFile: RECORDED_SNAPSHOT,
    now: RECORDED_AT,
    recorded: true,
    env: {},
    ...folders,
    ...changes,
  });
}
