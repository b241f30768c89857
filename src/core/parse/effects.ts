import type { DiagnosticCode } from '../model/diagnostic.ts';
import {
  DECLARABLE,
  MAIL_EFFECTS,
  type Declarable,
  type Declaration,
  type Mail,
  type MailEffect,
} from '../model/incident.ts';
import type { Source } from './source.ts';
import { suggestion } from './suggest.ts';
import { listWords, quoteValue } from './value-words.ts';
import type { YamlValue } from './yaml-value.ts';

/** What `affects` says, as far as it can be read. */
export interface ReadAffects {
  readonly affects: readonly Declaration[];
  /** Something of it cannot be read: the rest is believed, and the page may not read operational. */
  readonly unreadable: boolean;
}

/** What declares nothing at all. */
export const NO_AFFECTS: ReadAffects = { affects: [], unreadable: false };

const DIRECTIONS = ['incoming', 'outgoing'] as const;
/** What a list entry without a severity declares. */
const LISTED: Declarable = 'degraded';
const FORM = 'a mapping such as {web-access: down} or a list such as [web-access]';

/** Reads `affects`; each entry that cannot be read is reported under `code` and left out. */
export function readAffects(value: YamlValue, source: Source, code: DiagnosticCode): ReadAffects {
  const affects: Declaration[] = [];
  let unreadable = false;
  const add = (id: string, severity: Declarable, offset: number): void => {
    if (!affects.some((known) => known.id === id)) affects.push({ id, severity, ...source.place(offset) });
  };
  const refuse = (offset: number, message: string, hint?: string): void => {
    unreadable = true;
    source.report(code, offset, message, hint);
  };
  const readEntries = (map: YamlValue & { kind: 'map' }): void => {
    for (const { key, keyOffset, value: word } of map.entries) {
      const severity = wordOf(word, DECLARABLE);
      if (severity !== undefined) add(key, severity, keyOffset);
      else {
        refuse(
          word.offset,
          `\`affects\` says that "${key}" is ${quoteYaml(word)}, expected ${listWords(DECLARABLE)}`,
          hintFor(word, DECLARABLE),
        );
      }
    }
  };
  if (value.kind === 'map') readEntries(value);
  else if (value.kind === 'list') {
    for (const item of value.items) {
      if (item.kind === 'scalar' && item.text !== '') add(item.text, LISTED, item.offset);
      else {
        if (item.kind === 'map') readEntries(item);
        refuse(
          item.offset,
          `an entry of the list \`affects\` is ${quoteYaml(item)}, expected an id`,
          `write ${FORM}`,
        );
      }
    }
  } else {
    if (value.kind === 'scalar' && value.text !== '') add(value.text, LISTED, value.offset);
    refuse(
      value.offset,
      `\`affects\` is ${quoteYaml(value)}, expected ${FORM}`,
      'write [] if nothing is affected',
    );
  }
  return { affects, unreadable };
}

/** Reads `mail`; undefined where nothing of it can be read, which is reported under `code`. */
export function readMail(value: YamlValue, source: Source, code: DiagnosticCode): Mail | undefined {
  const both = wordOf(value, MAIL_EFFECTS);
  if (both !== undefined) return { incoming: both, outgoing: both };
  if (value.kind !== 'map') {
    const expected = `${listWords(MAIL_EFFECTS)}, or {incoming: …, outgoing: …}`;
    source.report(
      code,
      value.offset,
      `\`mail\` is ${quoteYaml(value)}, expected ${expected}`,
      hintFor(value, MAIL_EFFECTS),
    );
    return undefined;
  }
  const mail: { incoming?: MailEffect; outgoing?: MailEffect } = {};
  for (const { key, keyOffset, value: word } of value.entries) {
    const direction = DIRECTIONS.find((known) => known === key);
    const effect = wordOf(word, MAIL_EFFECTS);
    if (direction === undefined) {
      const message = `\`mail\` has the key "${key}", expected ${listWords(DIRECTIONS)}`;
      source.report('unknown-key', keyOffset, message, suggestion(key, DIRECTIONS));
    } else if (effect === undefined) {
      const message = `${direction} \`mail\` is ${quoteYaml(word)}, expected ${listWords(MAIL_EFFECTS)}`;
      source.report(code, word.offset, message, hintFor(word, MAIL_EFFECTS));
    } else mail[direction] = effect;
  }
  return mail.incoming === undefined && mail.outgoing === undefined ? undefined : mail;
}

/** A value as messages quote it. */
export function quoteYaml(value: YamlValue): string {
  if (value.kind === 'scalar') return value.value === null ? 'empty' : quoteValue(value.text);
  return value.kind === 'alias' ? 'an alias (*…)' : quoteValue(value.kind === 'list' ? [] : {});
}

/** The one of `words` that the value is, in any case; undefined for anything else. */
export function wordOf<Word extends string>(value: YamlValue, words: readonly Word[]): Word | undefined {
  return value.kind === 'scalar' ? words.find((word) => word === value.text.toLowerCase()) : undefined;
}

export function hintFor(value: YamlValue, words: readonly string[]): string | undefined {
  return value.kind === 'scalar' ? suggestion(value.text, words) : undefined;
}
