import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { optionKeys } from '../../../../src/shell/probe/option-keys.ts';
import { httpSourceShape } from '../../../../src/shell/probe/sources/http-source.ts';
import { sourceShape } from '../../../../src/shell/probe/sources/options.ts';
import { prometheus } from '../../../../src/shell/probe/sources/prometheus.ts';
import { queriesFor, QUERY_NAMES } from '../../../../src/shell/probe/sources/prometheus-queries.ts';
import { sourcesFrom } from './prometheus-engine.ts';

const docs = readFileSync(new URL('../../../../docs/engines/prometheus.md', import.meta.url), 'utf8');

/** The first cells of the rows of all tables whose first cell is code. */
const rows = [...docs.matchAll(/^\| `([a-z_]+)` +\|([^|\n]*(?:\|[^|\n]*)*)\|$/gm)].map(
  ([, name = '', cells = '']) => ({ name, cells: cells.split('|').map((cell) => cell.trim()) }),
);

describe('docs/engines/prometheus.md', () => {
  it('names every option that is its own, and none that does not exist', () => {
    const shared = [...Object.keys(sourceShape()), ...Object.keys(httpSourceShape())];
    const own = optionKeys(prometheus).filter((key) => !shared.includes(key));
    const named = rows
      .map(({ name }) => name)
      .filter((name) => !QUERY_NAMES.some((query) => query === name) || name === 'votes');
    expect(new Set(named)).toEqual(new Set(own));
  });

  it('has the defaults of the code', () => {
    const defaults = prometheus.options.parse({ url: 'https://p.internal' });
    const told = Object.fromEntries(rows.map(({ name, cells }) => [name, cells[1]]));
    expect(told).toMatchObject({
      server_label: `\`${defaults.labels.server}\``,
      vantage_label: `\`${defaults.labels.vantage}\``,
      accept_partial: `\`${String(defaults.acceptsPartial)}\``,
    });
    expect(
      rows.find(({ name, cells }) => name === 'votes' && cells[0] === '`probes` or `alerts`')?.cells[1],
    ).toBe(`\`${defaults.mode}\``);
  });

  it.each(['probes', 'alerts'] as const)('has the queries of %s', (mode) => {
    const queries = Object.entries(queriesFor(mode, { server: 'server', vantage: 'vantage' }, {}));
    for (const [name, query] of queries) {
      const told = rows.filter((row) => row.name === name).map(({ cells }) => cells[0]);
      expect(told).toContain(`\`${query}\``);
    }
  });

  it('has examples of sources that can be read, and that nobody warns of', () => {
    const blocks = [...docs.matchAll(/```yaml\n([^]*?)```/g)].map(
      ([, text = '']) => parseYaml(text) as object,
    );
    const sources = blocks.flatMap((block) =>
      'sources' in block ? (block.sources as Record<string, unknown>[]) : [],
    );
    const queries = blocks.flatMap((block) => ('queries' in block ? [block] : []));
    expect(sources).toHaveLength(2);
    expect(queries).toHaveLength(1);
    const written = [...sources, ...queries.map((block) => ({ url: 'https://p.internal', ...block }))];
    for (const options of written as Record<string, unknown>[]) {
      const own = Object.entries(options).filter(([key]) => key !== 'type');
      expect(sourcesFrom(Object.fromEntries(own)).diagnostics).toEqual([]);
    }
  });
});
