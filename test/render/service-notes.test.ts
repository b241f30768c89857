import { expect, test } from 'vitest';
import type { Mail } from '../../src/core/model/incident.ts';
import { serviceNotes } from '../../src/render/service-notes.ts';
import { createWords } from '../../src/render/words/words.ts';

const WORDS = createWords({ locale: 'en-GB', timezone: 'Europe/London' });
const FALLBACK = {
  code: 'fallback-in-use',
  group: 'gateways',
  to: 'backup-mx',
  effect: 'Mail is delayed, not lost; Backup MX delivers it.',
} as const;
const notes = (mail: Mail, reasons: Parameters<typeof serviceNotes>[0]['reasons'] = [FALLBACK]) =>
  serviceNotes({ reasons, mail }, WORDS, (id) => id);

test.each([
  [{ incoming: 'delayed', outgoing: 'delayed' }, undefined],
  [{ incoming: 'delayed' }, undefined],
  [{ incoming: 'delayed', outgoing: 'safe' }, 'Outgoing mail is safe.'],
  [{ outgoing: 'delayed' }, 'Outgoing mail is delayed, not lost.'],
  [{ incoming: 'lost', outgoing: 'lost' }, 'Mail was lost.'],
] as const)('beside a fallback, of mail %o only what its sentence does not say: %s', (mail, expected) => {
  expect(notes(mail).slice(1)).toEqual(expected === undefined ? [] : [expected]);
});

test('also where an incident says it again', () => {
  const declared = {
    code: 'declared',
    subject: 'incoming-mail',
    severity: 'degraded',
    incident: 'x',
    title: 'Busy gateways',
    since: { at: 0, precision: 'day' },
    mail: { incoming: 'delayed', outgoing: 'delayed' },
  } as const;
  expect(
    notes({}, [FALLBACK, declared])
      .join(' ')
      .match(/not lost/g),
  ).toHaveLength(1);
  expect(notes({}, [declared]).join(' ')).toContain('Mail is delayed, not lost.');
});

test('elsewhere all of it is told', () => {
  expect(notes({ incoming: 'delayed' }, [])).toEqual(['Incoming mail is delayed, not lost.']);
});
