import type { Effects, Mail } from '../model/incident.ts';
import { readAffects, readMail, type ReadAffects } from './effects.ts';
import type { Source } from './source.ts';
import { didYouMean, suggestion } from './suggest.ts';
import { quoteValue } from './value-words.ts';
import { readYamlValue } from './yaml-value.ts';

const KEYS = ['affects', 'mail'] as const;
const OPENING = /^ {0,3}\{[ \t]*["']?([A-Za-z_]{1,20})["']?[ \t]*:/;
/** The same behind other text on the line. */
const OPENING_INSIDE = /\{[ \t]*["']?([A-Za-z_]{1,20})["']?[ \t]*:/g;
const FORM = 'write it on one line, such as {affects: {web-access: down}, mail: delayed}';

/** What an effects line changes; what it does not name stays as it was. */
export interface EffectsChange {
  readonly affects?: ReadAffects;
  readonly mail?: Mail;
}

/** Effects as they stand in the text of an update. */
export interface WrittenEffects {
  readonly text: string;
  readonly offset: number;
  /** False for what stands behind other text and cannot be told from it for certain: then nothing of it is used. */
  readonly certain: boolean;
}

/** True for a line `{affects: …}` or `{mail: …}`, with or without mistakes. */
export function looksLikeEffectsLine(line: string): boolean {
  const key = OPENING.exec(line)?.[1];
  return key !== undefined && isKeyOrNearly(key);
}

/** Where `{affects: …}` or `{mail: …}` begins behind other text, from `from` on; undefined where none does, and in `code`. */
export function findTrailingEffects(line: string, from: number): number | undefined {
  const open = line.indexOf('{', from);
  if (open === -1) return undefined;
  let counted = 0;
  let backticks = 0;
  for (const { 1: key = '', index } of line.slice(open).matchAll(OPENING_INSIDE)) {
    const at = open + index;
    backticks += line.slice(counted, at).split('`').length - 1;
    counted = at;
    // Inline code that is open here has an odd number of backticks before it.
    if (line[at - 1] === '\\' || backticks % 2 === 1) continue;
    if (isKey(key) || (isKeyOrNearly(key) && line.trimEnd().endsWith('}'))) return at;
  }
  return undefined;
}

/** Takes what stands behind other text for effects where it is a mapping of nothing but effects. */
export function trailingEffects(text: string, offset: number): WrittenEffects {
  const { value, problems } = readYamlValue(text.trim(), offset);
  const certain =
    problems.length === 0 && value?.kind === 'map' && value.entries.every(({ key }) => isKey(key));
  return { text, offset, certain };
}

function isKey(key: string): boolean {
  return KEYS.some((known) => known === key);
}

function isKeyOrNearly(key: string): boolean {
  return isKey(key) || didYouMean(key, KEYS) !== undefined;
}

/** Reads one effects line. Where `affects` may have been meant and cannot be read, the change says so. */
export function readEffectsLine(line: WrittenEffects, source: Source): EffectsChange {
  const indent = line.text.length - line.text.trimStart().length;
  const text = line.text.trim();
  const offset = line.offset + indent;
  const { value, problems } = readYamlValue(text, offset);
  const [problem] = problems;
  if (!line.certain || problem !== undefined || value?.kind !== 'map') {
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
