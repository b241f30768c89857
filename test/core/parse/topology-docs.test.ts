import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DIAGNOSTICS } from '../../../src/core/model/diagnostic.ts';
import { ROLES, ZONE_COLOURS } from '../../../src/core/model/topology.ts';
import { keysAt } from '../../../src/core/parse/json-schema.ts';
import { parseTopology } from '../../../src/core/parse/topology.ts';

const docs = readFileSync(new URL('../../../docs/topology.md', import.meta.url), 'utf8');
const section = (title: string) => docs.split(/^#{2,3} /m).find((part) => part.startsWith(title)) ?? '';
const firstColumn = (text: string) => [...text.matchAll(/^\| `([a-z_-]+)` *\|/gm)].map(([, cell]) => cell);

describe('docs/topology.md', () => {
  it('has an example that is right', () => {
    const example = /```yaml\n([^]*?)```/.exec(section('A worked example'))?.[1] ?? '';
    const { topology, diagnostics } = parseTopology(example, { file: 'topology.yml', env: {} });
    expect(diagnostics).toEqual([]);
    expect(topology?.services).toHaveLength(2);
  });

  it.each([
    ['`site`', ['site']],
    ['`zones`', ['zones', 0]],
    ['`groups` of a zone', ['zones', 0, 'groups', 0]],
    ['`services`', ['services', 0]],
    ['`probing`', ['probing']],
  ])('%s tells every key there is, in order', (title, path) => {
    expect(firstColumn(section(title))).toEqual(keysAt('topology', path));
  });

  it('tells every key of a server, every role and every colour', () => {
    const keys = keysAt('topology', ['zones', 0, 'groups', 0, 'servers', 0]);
    expect(firstColumn(section('`servers` of a group'))).toEqual([...keys, ...ROLES]);
    for (const colour of ZONE_COLOURS) expect(section('`zones`')).toContain(`\`${colour}\``);
  });

  it('lists diagnostics that exist, with their severity', () => {
    const rows = [...section('What `check` says').matchAll(/^\| `([a-z-]+)` *\| (\w+)/gm)];
    expect(rows.length).toBeGreaterThan(10);
    const table: Record<string, { severity: string }> = DIAGNOSTICS;
    for (const [, code = '', severity] of rows)
      expect(`${code} ${String(table[code]?.severity)}`).toBe(`${code} ${String(severity)}`);
  });
});
