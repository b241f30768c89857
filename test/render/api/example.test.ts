import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { createPlanner } from '../../../src/core/planner.ts';
import type { FileDesk } from '../../../src/render/file-plans.ts';
import { createMarkdown } from '../../../src/render/markdown.ts';
import { createWords } from '../../../src/render/words/words.ts';
import { openSite } from '../../../src/shell/load.ts';
import { RECORDED_AT, RECORDED_SNAPSHOT, REPOSITORY } from '../../support/example-site.ts';
import { expectText } from '../../support/expected-text.ts';
import { apiFilesOf } from './desk.ts';
import { siteFaults } from './statuspage-facts.ts';
import { readStatuspage } from './statuspage-schemas.ts';

const EXPECTED = path.join(REPOSITORY, 'test/render/api/expected');

function exampleDesk(): FileDesk {
  const site = openSite({ siteDir: REPOSITORY, snapshotFile: RECORDED_SNAPSHOT, env: {} });
  const { reading } = site.load(RECORDED_AT);
  if (reading === null) throw new Error('the example has no topology');
  const { locale, timezone, url } = reading.topology.site;
  return {
    site: createPlanner().plan(reading, { recorded: true, demonstration: false }),
    words: createWords({ locale, timezone }),
    markdown: createMarkdown({ siteUrl: url }),
  };
}

const files = apiFilesOf(exampleDesk());

// Printed with line ends, so that a change can be read. `UPDATE=1` writes them anew.
it.each(Object.entries(files))('the example site’s %s is what is expected', (name, text) => {
  const file = path.join(EXPECTED, name.replace(/^api\//, '').replaceAll('/', '_'));
  if (process.env['UPDATE'] === '1') mkdirSync(EXPECTED, { recursive: true });
  expectText(`${JSON.stringify(JSON.parse(text), null, 2)}\n`, file);
});

it('every fact holds of the example site', () => {
  expect(siteFaults(readStatuspage(files), RECORDED_AT)).toEqual([]);
});
