import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { MINUTE_MS } from '../../src/core/model/time.ts';
import { readSources } from '../../src/shell/probe/sources/read-sources.ts';
import { REPOSITORY } from '../support/example-site.ts';

const read = (name: string) => readFileSync(path.join(REPOSITORY, name), 'utf8');

interface Written {
  readonly sources: readonly Readonly<Record<string, unknown>>[];
}

describe.each(['icinga2', 'nagios'])('docs/engines/%s.md', (name) => {
  const page = read(`docs/engines/${name}.md`);

  it('has a configuration that is right, and that needs no advice', () => {
    const [, text = ''] = /```yaml\n([^]*?)```/.exec(page) ?? [];
    const { sources } = parseYaml(text) as Written;
    const written = sources.map(({ type, ...options }) => ({
      type: String(type),
      options,
      place: { line: 1, column: 1 },
    }));
    const found = readSources(written, {
      file: 'topology.yml',
      folder: '/srv/status',
      servers: ['gw1', 'gw2'],
      everyMs: MINUTE_MS,
      freshForMs: 5 * MINUTE_MS,
    });
    expect(found.diagnostics).toEqual([]);
    expect(found.sources.map(({ type }) => type)).toEqual([name]);
  });

  it('quotes messages that there are', () => {
    const code = [
      ...[name, 'monitored-object', 'http-source', 'ask-sources'].map(
        (file) => `src/shell/probe/sources/${file}.ts`,
      ),
      'src/shell/probe/network-errors.ts',
    ].map(read);
    // A number, a name and what is left out are not in the code as they are in the message.
    const quotes = [...page.matchAll(/^\| `([^`]+)`(?: \(in [^|]*\))? +\|/gm)]
      .map(([, quote = '']) => quote)
      .filter((quote) => quote.includes(' '));
    const pieces = quotes.flatMap((quote) =>
      quote.split(/…|\d[\d.]*(?: minutes)?|\bhosts\b|\bservices\b|: (?=it)/),
    );
    const told = pieces
      .map((piece) => piece.replace(/^[\s,;:]+|[\s,;:]+$/g, ''))
      .filter((piece) => piece.length > 3);
    expect(told.length).toBeGreaterThan(6);
    expect(told.filter((piece) => !code.some((text) => text.includes(piece)))).toEqual([]);
  });
});
