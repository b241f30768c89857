import type { Effects, Mail } from '../model/incident.ts';
import { readAffects, readMail, type ReadAffects } from './effects.ts';
import type { Source } from './source.ts';
import { didYouMean, suggestion } from './suggest.ts';
import { quoteValue } from './value-words.ts';
import { readYamlValue } from './yaml-value.ts';

const KEYS = ['affects', 'mail'] as const;
const OPENING = /^ {0,3}\{[ \t]*["']?([A-Za-z_]{1,20})["']?[ \t]*:/;
const FORM = 'write it on one line, such as {affects: {web-access: down}, mail: delayed}';

/** What an effects line changes; what it does not name stays as it was. */
export interface EffectsChange {
  readonly affects?: ReadAffects;
  readonly mail?: Mail;
}

/** True for a line `{affects: …}` or `{mail: …}`, with or without mistakes. */
export function looksLikeEffectsLine(line: string): boolean {
  const key = OPENING.exec(line)?.[1];
  if (key === undefined) return false;
  return key === 'affects' || key === 'mail' || didYouMean(key, KEYS) !== undefined;
}

/** Reads one effects line. Where `affects` may have been meant and cannot be read, the change says so. */
export function readEffectsLine(line: { text: string; offset: number }, source: Source): EffectsChange {
  const indent = line.text.length - line.text.trimStart().length;
  const text = line.text.trim();
  const offset = line.offset + indent;
  const { value, problems } = readYamlValue(text, offset);
  const [problem] = problems;
  if (problem !== undefined || value?.kind !== 'map') {
    source.report(
      'bad-effects-line',
      problem?.offset ?? offset,
      `${quoteValue(text)} cannot be read as effects`,
      FORM,
    );
    return { affects: { affects: [], unreadable: true } };
  }
  let change: EffectsChange = {};
  for (const { key, keyOffset, value: entry } of value.entries) {
    if (key === 'affects') change = { ...change, affects: readAffects(entry, source, 'bad-effects-line') };
    else if (key === 'mail') {
      const mail = readMail(entry, source, 'bad-effects-line');
      change = { ...change, ...(mail && { mail }) };
    } else {
      source.report(
        'unknown-key',
        keyOffset,
        `an effects line has the key "${key}", expected affects or mail`,
        suggestion(key, KEYS),
      );
      if (didYouMean(key, KEYS) === 'affects')
        change = { ...change, affects: { affects: [], unreadable: true } };
    }
  }
  return change;
}

/** The effects in force after a change. */
export function applyChange(before: Effects, change: EffectsChange): Effects {
  const { affects, unreadable } = change.affects ?? before;
  const mail = change.mail ?? before.mail;
  return { affects, ...(mail && { mail }), unreadable };
}
