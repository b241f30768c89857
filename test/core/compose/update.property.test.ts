import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { composeUpdate } from '../../../src/core/compose/update.ts';
import type { UpdateRequest } from '../../../src/core/compose/update.ts';
import { INCIDENT_PHASES } from '../../../src/core/model/incident.ts';
import { MINUTE_MS } from '../../../src/core/model/time.ts';
import { parseIncident } from '../../../src/core/parse/incident.ts';
import { at, LONDON } from './support.ts';

/** What means something in an incident file, to be strewn into texts. */
const DANGEROUS = [
  '[10:30]',
  '10:30:',
  '01:30 -',
  '15:35 - 15:50',
  '[31/08 16:57]',
  '[2010-08-31 16:57 UTC]',
  '4pm -',
  '25:99: ',
  '[99:99]',
  '---',
  '===',
  '{affects: {web-access: down}}',
  '{',
  '}',
  '```',
  '~~~',
  '    ',
  '\t',
  '> ',
  '- ',
  '1. ',
  '# ',
  '| a | b |',
  'Resolved.',
  'Monitoring:',
  'identified –',
  'post-mortem',
  '\n',
  '\n\n',
  '\r\n',
  '\r',
  '\u2028',
  '\u0000',
  '\u202e',
  '\ufeff',
  '<script>',
  '[x]: http://a',
  '\\',
  '&#49;',
  'draft: true',
  'é日本',
  '\ud800',
] as const;

const piece = fc.oneof(
  fc.constantFrom(...DANGEROUS),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom(' ', 'word'),
);
const wildText = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join(''));
const calmText = fc.constantFrom(
  'We are looking.',
  'Two lines\nof text.',
  'A list:\n\n- a\n- b\n\nand more',
  '`10:30` is code',
  '',
);

const minuteOfFile = fc.integer({ min: 0, max: 4 * 24 * 60 });
const clock = (minute: number, separator: string) =>
  [Math.floor(minute / 60) % 24, minute % 60].map((part) => String(part).padStart(2, '0')).join(separator);
const mark = fc
  .tuple(minuteOfFile, fc.constantFrom('bracket', 'dots', 'colon', 'dash', 'span', 'iso', 'none'))
  .map(([minute, style]) => {
    const day = `2010-08-${String(28 + Math.floor(minute / 1440)).padStart(2, '0')}`;
    return {
      bracket: `[${clock(minute, ':')}] `,
      dots: `[${clock(minute, '.')}] `,
      colon: `${clock(minute, ':')}: `,
      dash: `${clock(minute, ':')} - `,
      span: `${clock(minute, ':')} - ${clock(minute + 15, ':')}\n`,
      iso: `[${day} ${clock(minute, ':')}] `,
      none: '',
    }[style];
  });
const head = fc.constantFrom(
  '---\ntitle: X\n---\n',
  '---\ntitle: X [Resolved]\naffects: [web-access]\nmail: delayed\nnext_update: "11:00"\n---\n\n',
  '---\r\ntitle: X\r\nresolved: true\r\n---\r\n',
  '---\ntitle: X\ndraft: true\nkind: maintenance\nwindow: {from: "2010-09-01 22:00", to: "2010-09-02 02:00"}\n---\n',
  '\ufeff---\ntitle: "unclosed\n---\n',
  '---\ntitle: X\n',
  '{title: X}\n',
  '',
);
const file = (body: fc.Arbitrary<string>) =>
  fc
    .record({
      head,
      entries: fc.array(fc.tuple(mark, body), { maxLength: 4 }),
      ending: fc.constantFrom('', '\n', '\n\n\n', '\r\n', '  \n'),
      crlf: fc.boolean(),
    })
    .map(({ head, entries, ending, crlf }) => {
      const text = head + entries.map((entry) => entry.join('')).join('\n\n') + ending;
      return crlf ? text.replaceAll(/\r?\n/g, '\r\n') : text;
    });

const request = (text: fc.Arbitrary<string>): fc.Arbitrary<UpdateRequest> =>
  fc
    .record(
      {
        text,
        minute: fc.integer({ min: -24 * 60, max: 100 * 24 * 60 }),
        phase: fc.constantFrom(...INCIDENT_PHASES),
        affects: fc.constantFrom([], [{ id: 'web-access', severity: 'down' as const }]),
        mail: fc.constantFrom(
          { incoming: 'delayed' as const },
          { incoming: 'safe' as const, outgoing: 'lost' as const },
        ),
        promise: fc.integer({ min: 1, max: 3000 }),
      },
      { requiredKeys: ['text', 'minute'] },
    )
    .map(({ minute, promise, ...rest }) => {
      const now = at('2010-08-31 10:00') + minute * MINUTE_MS + 12_345;
      return {
        ...rest,
        at: now,
        ...(promise === undefined ? {} : { nextUpdateAt: at('2010-12-31 10:00') + promise * MINUTE_MS }),
      };
    });

/** Facts of every update as readers see them, without where it stands. */
function updatesOf(text: string): readonly string[] {
  const { incident, prose } = parseIncident(text.replace(/^draft: true\r?\n/m, ''), {
    ...LONDON,
    digest: '',
  });
  return (incident?.updates ?? []).map(({ id, at: moment, untilAt, phase, effects }, index) =>
    JSON.stringify([
      { id, at: moment, untilAt, phase },
      effects?.affects.map(({ id, severity }) => [id, severity]),
      effects?.mail,
      prose.updates[index],
    ]),
  );
}

/** Without the keys that an update may write into the front matter, and without front matter that has no others. */
function withoutPins(text: string): string {
  return text
    .replaceAll(/^(?:next_update|resolved|started): .*(?:\r\n?|\n)/gm, '')
    .replace(/^(\ufeff?)---(\r\n?|\n)---\2\2/, '$1');
}

/** True when `whole` is `part` with one stretch of text put in. */
function isPartWithInsertion(whole: string, part: string): boolean {
  let start = 0;
  while (start < part.length && whole[start] === part[start]) start += 1;
  return whole.length >= part.length && whole.endsWith(part.slice(start));
}

const RUNS = 150;

describe('an update is added whole, or not at all', () => {
  test.each([
    ['calm', file(calmText), request(calmText)],
    ['wild', file(wildText), request(wildText)],
  ])('%s files and texts', (_, files, requests) => {
    fc.assert(
      fc.property(files, requests, (text, wanted) => {
        const result = composeUpdate(text, wanted, LONDON);
        if (!result.ok) return;
        const before = updatesOf(text);
        const after = updatesOf(result.text);
        const added = after.filter((facts) => !before.includes(facts));
        if (!result.becameSummary) {
          expect(after).toHaveLength(before.length + 1);
          expect(before.filter((facts) => !after.includes(facts))).toEqual([]);
        }
        expect(added).toHaveLength(1);
        expect(JSON.parse(added[0]!)[0].at).toEqual({
          at: Math.floor(wanted.at / MINUTE_MS) * MINUTE_MS,
          precision: 'minute',
        });
        expect(isPartWithInsertion(withoutPins(result.text), withoutPins(text))).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });

  test('no text is refused by a well-formed file', () => {
    const calm = fc.constantFrom(
      '---\ntitle: X\n---\n[10:30] a\n',
      '---\ntitle: X\n---\n[2010-08-31 10:50] b\n\n[2010-08-30 10:30] a',
      '---\ntitle: X\n---\nNo mark.\n',
    );
    const later = request(wildText).map(
      (wanted) =>
        ({ ...wanted, at: wanted.at + 3 * 1440 * MINUTE_MS, phase: wanted.phase ?? 'monitoring' }) as const,
    );
    fc.assert(
      fc.property(calm, later, (text, wanted) => {
        expect(composeUpdate(text, wanted, LONDON)).toMatchObject({ ok: true });
      }),
      { numRuns: RUNS },
    );
  });

  test('a text that would hide a file without front matter is refused', () => {
    // Without front matter, a line that begins with "draft" may be a draft's own, and then nothing is published.
    const wanted = {
      text: 'Hello.\n\ndraft: true',
      at: at('2010-09-01 11:00'),
      phase: 'monitoring',
    } as const;
    expect(composeUpdate('[10:30] a\n', wanted, LONDON)).toMatchObject({ ok: false });
    expect(composeUpdate('---\ntitle: X\n---\n[10:30] a\n', wanted, LONDON)).toMatchObject({ ok: true });
  });

  test('a file stays open for more: update after update is added', () => {
    fc.assert(
      fc.property(fc.array(request(wildText), { minLength: 2, maxLength: 4 }), (requests) => {
        let text = '---\ntitle: X\n---\n[10:30] a\n';
        for (const [index, wanted] of requests.entries()) {
          const when = at('2010-08-31 11:00') + index * 7 * 60 * MINUTE_MS;
          const result = composeUpdate(text, { ...wanted, at: when, phase: 'monitoring' }, LONDON);
          if (!result.ok) throw new Error(`refused: ${result.problem} in ${JSON.stringify(text)}`);
          ({ text } = result);
        }
        expect(updatesOf(text)).toHaveLength(requests.length + 1);
      }),
      { numRuns: RUNS / 2 },
    );
  });
});
