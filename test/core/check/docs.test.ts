import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DIAGNOSTICS } from '../../../src/core/model/diagnostic.ts';

test('docs/check.md lists every diagnostic with its severity, and none that does not exist', () => {
  const text = readFileSync(new URL('../../../docs/check.md', import.meta.url), 'utf8');
  const rows = [...text.matchAll(/^\| `([a-z-]+)` +\| (error|warning|hint)(, clock)? +\|/gm)];
  const listed = rows.map(
    ([, code, severity, clock]) => `${String(code)}: ${String(severity)}${clock ?? ''}`,
  );
  const existing = Object.entries(DIAGNOSTICS).map(
    ([code, entry]) => `${code}: ${entry.severity}${'clock' in entry ? ', clock' : ''}`,
  );
  expect(listed.sort()).toEqual(existing.sort());
});
