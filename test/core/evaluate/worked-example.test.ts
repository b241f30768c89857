import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { evaluateSite } from '../../../src/core/evaluate/site.ts';
import type { SiteStatus } from '../../../src/core/model/status.ts';
import { MINUTE_MS } from '../../../src/core/model/time.ts';
import { groupsOf, serversOf, type Topology } from '../../../src/core/model/topology.ts';
import { parseIncident } from '../../../src/core/parse/incident.ts';
import { parseSnapshot } from '../../../src/core/parse/snapshot.ts';
import { parseTopology } from '../../../src/core/parse/topology.ts';
import { createWords } from '../../../src/render/words/words.ts';

const document = readFileSync(new URL('../../../docs/status-rules.md', import.meta.url), 'utf8');
const example = document.slice(
  document.indexOf('## A worked example'),
  document.indexOf('## Where the rules were sharpened'),
);
const NOW = Date.parse('2010-09-03T23:11:00+01:00');

function blocks(language: string): string[] {
  return [...example.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    (match) => match[1] ?? '',
  );
}

/** Spacing is the formatter's business. */
const plain = (text: string) => text.replaceAll(/\s+/g, ' ');
const row = (...cells: (string | number)[]) => `| ${cells.join(' | ')} |`;

function readTopology(): Topology {
  const { topology, diagnostics } = parseTopology(blocks('yaml')[0] ?? '', { file: 'topology.yml', env: {} });
  expect(diagnostics).toEqual([]);
  if (topology === null) throw new Error('the example has no topology');
  return topology;
}

function judge(site: Topology, now: number): SiteStatus {
  const { timezone, locale, freshForMs } = site.site;
  const serverIds = serversOf(site).map(({ id }) => id);
  const { evidence } = parseSnapshot(blocks('json')[0] ?? null, {
    file: 'state/snapshot.json',
    now,
    freshForMs,
    serverIds,
  });
  const incidents = blocks('md').flatMap((text, index) => {
    const file = `incidents/2010-09-03-entry-${index}.md`;
    const { incident, diagnostics } = parseIncident(text, { file, timezone, locale, digest: file });
    expect(diagnostics).toEqual([]);
    return incident ?? [];
  });
  expect(incidents).toHaveLength(2);
  return evaluateSite({ topology: site, evidence, incidents, now });
}

describe('the worked example of docs/status-rules.md', () => {
  const site = readTopology();
  const status = judge(site, NOW);
  const words = createWords(site.site);
  const things = [...site.services, ...groupsOf(site), ...serversOf(site)];
  const names = (id: string) => things.find((thing) => thing.id === id)?.name ?? id;

  function sentences(judged: SiteStatus): string[] {
    return judged.services.flatMap(({ id, reasons, disagreement }) => [
      ...words.reasons(reasons, names, judged.takenAt).map((sentence) => `- ${names(id)}: ${sentence}`),
      ...(disagreement === undefined
        ? []
        : [`- ${names(id)}: ${words.disagreement(disagreement, judged.takenAt)}`]),
    ]);
  }

  test('counts the servers as the rules do', () => {
    const rows = status.groups.map((group) =>
      row(
        group.id,
        group.total,
        group.required,
        group.online,
        group.offline,
        group.unknown,
        group.inMaintenance,
        group.severity,
      ),
    );
    for (const each of rows) expect(plain(example)).toContain(each);
  });

  test('folds the services as the rules do', () => {
    const rows = status.services.map(({ id, probed, declared, severity }) =>
      row(id, probed.severity, declared.severity, severity),
    );
    for (const each of rows) expect(plain(example)).toContain(each);
    expect(status.severity).toBe('degraded');
    expect(words.clock(status.validUntilAt ?? 0)).toBe('23:15');
  });

  test('says what the words say, and nothing else', () => {
    const [told, later = ''] = example.split('**6. At 23:16**');
    const lines = (text = '') =>
      text.split('\n').filter((line) => line.startsWith('- ') || line.startsWith('> '));
    expect(lines(told)).toEqual([`> ${words.headline(status, names)}`, ...sentences(status)]);
    const stale = judge(site, NOW + 5 * MINUTE_MS);
    expect(lines(later)[0]).toBe(`> ${words.headline(stale, names)}`);
    expect(sentences(stale)).toEqual(expect.arrayContaining(lines(later).slice(1)));
  });
});
