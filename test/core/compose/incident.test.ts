import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanTitle, composeIncident, newSlug } from '../../../src/core/compose/incident.ts';
import type { IncidentRequest } from '../../../src/core/compose/incident.ts';
import { at, LONDON } from './support.ts';

const PLAIN: IncidentRequest = {
  title: 'Slow logins',
  kind: 'incident',
  at: at('2010-08-31 10:30'),
  text: 'We are looking into it.',
  usualPhase: 'investigating',
  draft: false,
};

function compose(request: Partial<IncidentRequest>): string {
  const result = composeIncident({ ...PLAIN, ...request }, LONDON);
  if (!result.ok) throw new Error(`refused: ${result.problem}`);
  return result.text;
}

describe('a new entry', () => {
  test.each<[string, Partial<IncidentRequest>, string]>([
    ['plain', {}, '---\ntitle: Slow logins\n---\n\n[10:30] Investigating: We are looking into it.\n'],
    [
      'with a phase',
      { phase: 'identified' },
      '---\ntitle: Slow logins\n---\n\n[10:30] Identified: We are looking into it.\n',
    ],
    [
      'with a phase of its own',
      { text: 'Monitoring: quiet.' },
      '---\ntitle: Slow logins\n---\n\n[10:30] Monitoring: quiet.\n',
    ],
    [
      'a title that YAML would read as something else',
      { title: '12:30' },
      '---\ntitle: "12:30"\n---\n\n[10:30] Investigating: We are looking into it.\n',
    ],
    [
      'with everything',
      {
        affects: [
          { id: 'web-access', severity: 'down' },
          { id: 'hosting', severity: 'degraded' },
        ],
        mail: { incoming: 'delayed', outgoing: 'safe' },
        nextUpdateAt: at('2010-08-31 11:15'),
        draft: true,
      },
      '---\ntitle: Slow logins\naffects: {web-access: down, hosting: degraded}\nmail: {incoming: delayed, outgoing: safe}\n' +
        'next_update: "2010-08-31 11:15"\ndraft: true\n---\n\n[10:30] Investigating: We are looking into it.\n',
    ],
    [
      'maintenance',
      {
        kind: 'maintenance',
        text: '',
        usualPhase: 'scheduled',
        window: { startAt: at('2010-09-05 22:00'), endAt: at('2010-09-06 00:00') },
      },
      '---\ntitle: Slow logins\nkind: maintenance\nwindow: {from: "2010-09-05 22:00", to: "2010-09-06 00:00"}\n---\n\n[10:30] Scheduled.\n',
    ],
  ])('%s', (_, request, text) => {
    expect(compose(request)).toBe(text);
  });

  test('in a file of another day its mark carries the whole date', () => {
    const result = composeIncident(PLAIN, { ...LONDON, file: 'incidents/2011-09-05-x.md' });
    expect(result).toMatchObject({ ok: true, after: { incident: { started: { at: PLAIN.at } } } });
    expect(result.ok && result.text).toContain('\n[2010-08-31 10:30] Investigating: ');
  });

  test('a title that closes the incident is refused', () => {
    expect(composeIncident({ ...PLAIN, title: 'Slow logins [Resolved]' }, LONDON)).toEqual({
      ok: false,
      problem: 'a title that ends like this closes the incident',
    });
  });

  test('any title and any text read back as they were typed', () => {
    const wild = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
    const strange = fc.constantFrom(
      'true',
      '~',
      'a: b',
      '# x',
      "'",
      '"',
      '- x',
      '{x}',
      '[10:30]',
      '@',
      '%',
      '&a *b',
      '!!js',
      '---',
      '1e3',
      '\\',
    );
    fc.assert(
      fc.property(fc.oneof(wild, strange), fc.oneof(wild, strange), (title, text) => {
        const cleaned = cleanTitle(title);
        fc.pre(cleaned !== '');
        const result = composeIncident({ ...PLAIN, title: cleaned, text }, LONDON);
        expect(result).toMatchObject({ ok: true, after: { incident: { title: cleaned } } });
      }),
      { numRuns: 300 },
    );
  });
});

test.each([
  ['Slow logins', [], '2010-08-31-slow-logins'],
  ['Slow logins', ['2010-08-31-slow-logins'], '2010-08-31-slow-logins-2'],
  ['日本語', [], '2010-08-31-incident'],
])('the name of %j beside %j', (title, taken, slug) => {
  expect(newSlug(title, 'incident', '2010-08-31', new Set(taken))).toBe(slug);
});
