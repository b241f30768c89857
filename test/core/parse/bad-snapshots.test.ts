import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseSnapshot } from '../../../src/core/parse/snapshot.ts';
import { expectText } from '../../support/expected-text.ts';

/** One bad file per mistake; beside it what it amounts to and what is said of it. Refreshed by `UPDATE=1`. */
const folder = fileURLToPath(new URL('../../fixtures/bad-snapshots/', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const context = {
  file: 'state/snapshot.json',
  now: Date.UTC(2010, 8, 3, 22, 12),
  freshForMs: 300_000,
  serverIds: ['gw1', 'gw2'],
};

function outcome(text: string): string {
  const { evidence, diagnostics } = parseSnapshot(text, context);
  const servers = 'snapshot' in evidence ? [...evidence.snapshot.servers] : [];
  return [
    evidence.believed ? 'believed' : `not believed: ${evidence.fault}`,
    ...servers.map(([id, { verdict }]) => `${id}: ${verdict}`),
    ...diagnostics.map(
      ({ severity, code, message, hint }) =>
        `${severity}  ${code}  ${message}${hint ? `\n    hint: ${hint}` : ''}`,
    ),
    '',
  ].join('\n');
}

describe('bad snapshots', () => {
  it('are there', () => {
    expect(files.length).toBeGreaterThan(10);
  });

  it.each(files)('%s', (name) => {
    expectText(
      outcome(readFileSync(`${folder}${name}`, 'utf8')),
      `${folder}${name.replace('.json', '.expected.txt')}`,
    );
  });
});
