import type { Reference } from '../model/incident.ts';
import { quoteYaml } from './effects.ts';
import type { Source } from './source.ts';
import { readWholeStamp, type Stamp } from './stamp.ts';
import { suggestion } from './suggest.ts';
import type { YamlEntry } from './yaml-value.ts';

/** A time told in front matter, not yet on the calendar. */
export interface WrittenTime {
  readonly stamp: Stamp;
  readonly offset: number;
}

export interface WrittenWindow {
  readonly from: WrittenTime;
  readonly to: WrittenTime;
}

/*
 * One reader for each kind of value. Each takes the entry, undefined where the key is absent, reports what it cannot
 * read and returns what it can. `lost` says that the key stands there in a form that is reported already.
 */

export function readTitle(entry: YamlEntry | undefined, lost: boolean, source: Source): string | undefined {
  if (entry?.value.kind === 'scalar' && entry.value.value !== null) {
    const title = entry.value.text.replace(/\s+/g, ' ').trim();
    if (title !== '') return title;
  }
  if (entry !== undefined) {
    const message = `\`title\` is ${quoteYaml(entry.value)}, expected some text`;
    source.report(
      'bad-value',
      entry.value.offset,
      message,
      'text that begins with # [ { or * needs quotes around it; until then the title comes from the file name',
    );
  } else if (!lost) {
    source.report(
      'missing-title',
      0,
      'there is no `title` in the front matter',
      'add a line such as title: Website slowdown; until then the title comes from the file name',
    );
  }
  return undefined;
}

export function readTime(
  name: string,
  entry: YamlEntry | undefined,
  expected: string,
  source: Source,
  timeOfDay = false,
): WrittenTime | undefined {
  if (entry === undefined) return undefined;
  const { value } = entry;
  const stamp = value.kind === 'scalar' ? readWholeStamp(value.text) : undefined;
  if (stamp !== undefined && !stamp.impossible && !(timeOfDay && stamp.minute === undefined))
    return { stamp, offset: value.offset };
  source.report(
    'bad-value',
    value.offset,
    `\`${name}\` is ${quoteYaml(value)}, expected ${expected}`,
    'it is not used',
  );
  return undefined;
}

export function readWindow(
  entry: YamlEntry | undefined,
  lost: boolean,
  source: Source,
): WrittenWindow | undefined {
  const form = 'window: {from: 2010-09-05 01:00, to: 2010-09-05 03:00}';
  if (entry?.value.kind !== 'map') {
    if (entry !== undefined || !lost) {
      const told = entry === undefined ? 'there is no `window`' : `\`window\` is ${quoteYaml(entry.value)}`;
      source.report(
        'missing-window',
        entry?.value.offset ?? 0,
        `${told}, expected when the maintenance begins and ends`,
        `add ${form}`,
      );
    }
    return undefined;
  }
  const ends = new Map(entry.value.entries.map((end) => [end.key, end]));
  for (const { key, keyOffset } of ends.values()) {
    if (key === 'from' || key === 'to') continue;
    source.report(
      'unknown-key',
      keyOffset,
      `\`window\` has the key "${key}", expected from or to`,
      suggestion(key, ['from', 'to']),
    );
  }
  const missing = ['from', 'to'].find((key) => !ends.has(key));
  if (missing !== undefined)
    source.report('missing-window', entry.keyOffset, `\`window\` has no \`${missing}\``, `write ${form}`);
  const from = readTime('from', ends.get('from'), 'a date or time such as 2010-09-05 01:00', source);
  const to = readTime('to', ends.get('to'), 'a date or time such as "03:00" or 2010-09-05 03:00', source);
  return from && to && { from, to };
}

export function readResolved(entry: YamlEntry | undefined, source: Source): WrittenTime | true | undefined {
  const value = entry?.value;
  if (value?.kind === 'scalar' && typeof value.value === 'boolean') return value.value ? true : undefined;
  return readTime('resolved', entry, 'true, a date or a time such as "16:50"', source);
}

export function readFollows(entry: YamlEntry | undefined, source: Source): Reference | undefined {
  if (entry === undefined) return undefined;
  const { value } = entry;
  const slug = value.kind === 'scalar' ? value.text.trim().replace(/\.md$/, '') : '';
  if (slug !== '' && !/[/\s]/.test(slug)) return { slug, ...source.place(value.offset) };
  source.report(
    'bad-value',
    value.offset,
    `\`follows\` is ${quoteYaml(value)}, expected the name of an incident file without .md`,
  );
  return undefined;
}

export function readFlag(name: string, entry: YamlEntry | undefined, source: Source): boolean {
  if (entry === undefined) return false;
  if (entry.value.kind === 'scalar' && typeof entry.value.value === 'boolean') return entry.value.value;
  source.report(
    'bad-value',
    entry.value.offset,
    `\`${name}\` is ${quoteYaml(entry.value)}, expected true or false`,
    'it is read as false',
  );
  return false;
}

/** `lostAt`: where a `draft` stands that cannot be read; `wordAt`: where a line begins with the word, which may be one. */
export function readDraft(
  entry: YamlEntry | undefined,
  lostAt: number | undefined,
  wordAt: number | undefined,
  source: Source,
): boolean | 'unreadable' {
  const value = entry?.value;
  if (lostAt === undefined && value?.kind === 'scalar' && value.value === true) return true;
  if (lostAt === undefined && (value === undefined || (value.kind === 'scalar' && value.value === false))) {
    if (wordAt === undefined) return false;
    source.report(
      'bad-draft',
      wordAt,
      'this line begins with "draft", and without sound front matter nobody can tell whether it is the key',
      'put title: and, where it is one, draft: true between two lines ---; until then nothing of this file is published',
    );
    return 'unreadable';
  }
  const told = lostAt === undefined && value !== undefined ? `is ${quoteYaml(value)}` : 'cannot be read';
  source.report(
    'bad-draft',
    lostAt ?? value?.offset ?? 0,
    `\`draft\` ${told}, expected true or false`,
    'correct it; until then nothing of this file is published',
  );
  return 'unreadable';
}
