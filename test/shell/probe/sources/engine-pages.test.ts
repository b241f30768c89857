import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { optionKeys } from '../../../../src/shell/probe/option-keys.ts';
import { gatus } from '../../../../src/shell/probe/sources/gatus.ts';
import { json } from '../../../../src/shell/probe/sources/json.ts';
import { uptimeKuma } from '../../../../src/shell/probe/sources/uptime-kuma.ts';
import { temporaryFolder, writeFiles } from '../../../support/folder.ts';
import { askWritten } from './asking.ts';

const pageOf = (name: string) =>
  readFileSync(new URL(`../../../../docs/engines/${name}.md`, import.meta.url), 'utf8');

interface Written {
  readonly sources: readonly (Readonly<Record<string, unknown>> & { readonly type: string })[];
}

const sourcesIn = (page: string) =>
  [...page.matchAll(/```yaml\n([^]*?)```/g)].flatMap(([, yaml = '']) => (parseYaml(yaml) as Written).sources);

/** Options that every source has stand on a page of their own. */
const SHARED = new Set([...optionKeys(gatus)]);

describe.each([
  ['gatus', gatus],
  ['uptime-kuma', uptimeKuma],
  ['json', json],
] as const)('docs/engines/%s.md', (name, kind) => {
  const page = pageOf(name);

  it('has configurations that are right', () => {
    const sources = sourcesIn(page);
    expect(sources.length).toBeGreaterThan(0);
    for (const { type, ...options } of sources) {
      expect(type).toBe(name);
      expect(kind.options.safeParse(options).error).toBeUndefined();
    }
  });

  it('names each option that others have not', () => {
    const own = optionKeys(kind).filter((key) => !SHARED.has(key) || (name === 'json' && key === 'url'));
    expect(own.filter((key) => !page.includes(`| \`${key}\``))).toEqual([]);
  });
});

describe('the mappings of docs/engines/json.md', () => {
  const pairs = [
    ...pageOf('json').matchAll(
      /<!-- answer -->\n\n```json\n([^]*?)```\n\n<!-- mapping -->\n\n```yaml\n([^]*?)```/g,
    ),
  ];
  const now = Date.UTC(2026, 0, 1, 12);

  it('are three', () => {
    expect(pairs).toHaveLength(3);
  });

  it.each(pairs.map(([, answer = '', yaml = '']) => [answer, yaml]))(
    'read their answer: %#',
    async (answer, yaml) => {
      const folder = temporaryFolder();
      writeFiles(folder, { 'states.json': answer });
      const [written] = (parseYaml(yaml) as Written).sources;
      // It is read from a file here, wherever it stands there.
      const options = Object.fromEntries(
        Object.entries(written ?? {}).filter(([key]) => !['type', 'url', 'token'].includes(key)),
      );
      const file = path.join(folder, 'states.json');
      const { findings, notes } = await askWritten('json', { ...options, file }, ['gw1', 'mail1'], now);
      const verdicts = new Set(findings.votes.map(({ server, verdict }) => `${server} ${verdict}`));
      expect([...verdicts].sort()).toEqual(['gw1 online', 'mail1 offline']);
      expect(notes).toEqual([]);
    },
  );
});
