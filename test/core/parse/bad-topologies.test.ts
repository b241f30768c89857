import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../../src/core/model/diagnostic.ts';
import { parseTopology } from '../../../src/core/parse/topology.ts';
import { expectText } from '../../support/expected-text.ts';

/** One bad file per mistake, its exact diagnostics beside it; refreshed by `UPDATE=1`. */
const folder = fileURLToPath(new URL('../../fixtures/bad-topologies/', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('.yml'));

function printed({ file, line, column, severity, code, message, hint }: Diagnostic): string {
  const place = `${file}:${String(line)}:${String(column)}`;
  return `${place}  ${severity}  ${code}  ${message}\n${hint === undefined ? '' : `    hint: ${hint}\n`}`;
}

describe('bad topologies', () => {
  it('are there', () => {
    expect(files.length).toBeGreaterThan(50);
  });

  it.each(files)('%s', (name) => {
    const text = readFileSync(`${folder}${name}`, 'utf8');
    const { diagnostics } = parseTopology(text, { file: 'topology.yml', env: { EMPTY: '' } });
    expect(diagnostics).not.toEqual([]);
    const report = diagnostics.map(printed).join('');
    // What stands inside `probe:` in these files.
    expect(report).not.toContain('SENTINEL');
    expectText(report, `${folder}${name.replace('.yml', '.expected.txt')}`);
  });
});
