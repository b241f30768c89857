import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { movedOriginal, readOriginal, writeCopy } from '../../src/demo/demo-site.ts';
import { RECORDED_AT } from '../support/example-site.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';
import { treeOf } from '../support/tree.ts';
import { SLOW, testSite, TOPOLOGY } from '../scripts/support.ts';

const TARGETS = new Map([
  ['web1', { dialect: 'http', port: 40_001, bootUrl: 'http://127.0.0.1:40000/web1/metrics' }],
] as const);

describe('the copy', () => {
  const files = {
    'content/infrastructure/1.md': 'See [this](/incidents/2010-09-03-slow-logins/).',
    'theme/strings.json': '{}',
    'incidents/notes.txt': 'not published',
  };

  function copied(moment: number | undefined) {
    const site = testSite(files);
    const before = treeOf(site.folder);
    const original = readOriginal(site.folder, {});
    const copyDir = path.join(temporaryFolder(), 'site');
    writeCopy(
      copyDir,
      movedOriginal(original, { moment, now: RECORDED_AT + 86_400_000 }),
      TARGETS,
      site.folder,
    );
    expect(treeOf(site.folder)).toEqual(before);
    return treeOf(copyDir);
  }

  test('has the entries, texts and theme of the site, moved, and nothing that probes saw', () => {
    const copy = copied(RECORDED_AT);
    expect(Object.keys(copy)).toEqual([
      'content/infrastructure/1.md',
      'incidents/2010-09-04-slow-logins.md',
      'theme/strings.json',
      'topology.yml',
    ]);
    expect(copy['content/infrastructure/1.md']).toBe('See [this](/incidents/2010-09-04-slow-logins/).');
    expect(copy['incidents/2010-09-04-slow-logins.md']).toBe(SLOW);
    expect(copy['topology.yml']).toContain('127.0.0.1:40001');
  });

  test('is of today where no moment is told', () => {
    expect(Object.keys(copied(undefined))).toContain('incidents/2010-09-03-slow-logins.md');
  });
});

describe('a site that cannot be shown', () => {
  test('because there is none', () => {
    expect(() => readOriginal(temporaryFolder(), {})).toThrow(/^there is no topology\.yml in /);
  });

  test('because its topology has errors', () => {
    const folder = temporaryFolder();
    writeFiles(folder, { 'topology.yml': TOPOLOGY.replace('needs: [web-servers]', 'needs: [nothing]') });
    expect(() => readOriginal(folder, {})).toThrow('topology.yml has errors, so there is nothing to show');
  });
});

test('a secret that is not set here keeps nobody from a demonstration', () => {
  const folder = temporaryFolder();
  writeFiles(folder, {
    'topology.yml': TOPOLOGY.replace('- id: web1', "- { id: web1, probe: { tcp: '${HOST}:25' } }"),
  });
  expect(readOriginal(folder, {}).incidents).toEqual([]);
  expect(readFileSync(path.join(folder, 'topology.yml'), 'utf8')).toContain('${HOST}');
});
