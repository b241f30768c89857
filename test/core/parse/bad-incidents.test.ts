import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DIAGNOSTICS, type Diagnostic, type DiagnosticCode } from '../../../src/core/model/diagnostic.ts';
import { parseIncident, type IncidentReading } from '../../../src/core/parse/incident.ts';
import { createZone } from '../../../src/core/parse/zone.ts';

/*
 * One file for each mistake, with the exact messages and what is salvaged beside it.
 * `npx vitest run test/core/parse/bad-incidents.test.ts -u` writes the expectations anew; read the difference.
 */
const folder = new URL('../../fixtures/bad-incidents/', import.meta.url);
const zone = createZone('Europe/London', 'en-GB');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.md'))
  .map((name) => name.slice(0, -'.md'.length));

const docs = readFileSync(new URL('../../../docs/incident-format.md', import.meta.url), 'utf8');

const CODES: readonly DiagnosticCode[] = [
  ...([
    'yaml-syntax',
    'unknown-key',
    'bad-value',
    'missing-key',
    'file-name',
    'not-text',
    'too-large',
  ] as const),
  ...(['code-front-matter', 'front-matter-place', 'front-matter-open'] as const),
  ...(['bad-draft', 'bad-affects', 'bad-effects-line', 'missing-title', 'missing-window'] as const),
  ...(['bad-mark', 'mark-not-top-level', 'mark-far-date', 'mark-date-disagrees', 'mark-order'] as const),
  ...(['mark-unknown-zone', 'time-skipped', 'time-twice', 'span-backwards'] as const),
  ...(['phase-of-other-kind', 'raw-html'] as const),
];

const read = (name: string): IncidentReading =>
  parseIncident(readFileSync(new URL(`${name}.md`, folder), 'utf8'), {
    file: `incidents/${name}.md`,
    timezone: 'Europe/London',
    locale: 'en-GB',
    digest: '0',
  });

function told({ line, column, severity, code, message, hint }: Diagnostic): string {
  return `${line}:${column}  ${severity}  ${code}  ${message}${hint === undefined ? '' : `\n    ${hint}`}`;
}

const stamp = (at: number): string => {
  const minute = zone.minuteOfDay(at);
  return `${zone.dayOf(at)} ${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
};

function salvaged({ incident, prose }: IncidentReading): string {
  if (incident === null) return 'not published';
  const { kind, title, effects, updates, resolved } = incident;
  const lines = [`${kind} "${title}"${resolved === null ? '' : `, resolved ${stamp(resolved.at)}`}`];
  const declared = effects.affects.map(({ id, severity }) => `${id} ${severity}`);
  lines.push(
    `affects ${[...declared, ...(effects.unreadable ? ['(and what cannot be read)'] : [])].join(', ') || 'nothing'}`,
  );
  updates.forEach((update, index) => {
    const extent = update.effects?.unreadable ? ' (extent cannot be read)' : '';
    const at = update.at.precision === 'day' ? zone.dayOf(update.at.at) : stamp(update.at.at);
    lines.push(`${at}${extent} ${JSON.stringify(prose.updates[index])}`);
  });
  return lines.join('\n');
}

describe('bad incident files', () => {
  it.each(names)('%s', async (name) => {
    const reading = read(name);
    expect(reading.diagnostics.length).toBeGreaterThan(0);
    const text = `${reading.diagnostics.map(told).join('\n')}\n\nread as: ${salvaged(reading)}\n`;
    await expect(text).toMatchFileSnapshot(new URL(`${name}.expected.txt`, folder).pathname);
  });

  it('has a file for every diagnostic that an incident file alone can give', () => {
    const seen = new Set<string>(names.flatMap((name) => read(name).diagnostics.map(({ code }) => code)));
    expect([...seen].sort()).toEqual([...CODES].sort());
  });

  it('docs/incident-format.md says of every one of them what to do', () => {
    const rows = [...docs.matchAll(/^\| `([a-z-]+)` +\| (error|warning|hint) +\|/gm)].map(
      ([, code, severity]) => [code, severity],
    );
    const expected = CODES.map((code) => [code, DIAGNOSTICS[code].severity]);
    expect(rows).toEqual(expect.arrayContaining(expected));
  });
});
