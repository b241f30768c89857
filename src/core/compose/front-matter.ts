import { isMap, isScalar, parseDocument, stringify } from 'yaml';
import type { Pair } from 'yaml';

/** Where the YAML of a file's front matter stands, as offsets into the file's text. */
interface Region {
  readonly start: number;
  readonly end: number;
}

interface KeyRegion extends Region {
  readonly valueStart: number;
  readonly valueEnd: number;
}

const BOM = '\ufeff';

/** One value as YAML on one line: quoted where plain text would be read as something else, collections in flow style. */
export function yamlValue(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0, compat: 'yaml-1.1' }).trim();
}

/** A string that is to be read as text by every YAML reader: times of day are numbers to some of them. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** The line end the file itself uses: that of its first line. */
export function lineEndOf(text: string): string {
  return /\r\n?|\n/.exec(text)?.[0] ?? '\n';
}

/**
 * The text with `key` set to `yaml` in its front matter; everything else stays byte for byte.
 * A file without front matter gets one. Null when the front matter is no block of `key: value` lines.
 */
export function withKey(text: string, key: string, yaml: string): string | null {
  const end = lineEndOf(text);
  const region = frontMatterOf(text);
  if (region === null) {
    const bom = text.startsWith(BOM) ? BOM : '';
    return `${bom}---${end}${key}: ${yaml}${end}---${end}${end}${text.slice(bom.length)}`;
  }
  const known = findKey(text, region, key);
  if (known === 'unreadable') return null;
  if (known === undefined)
    return `${text.slice(0, region.end)}${key}: ${yaml}${end}${text.slice(region.end)}`;
  const gap = text[known.valueStart - 1] === ':' ? ' ' : '';
  return text.slice(0, known.valueStart) + gap + yaml + text.slice(known.valueEnd);
}

/** The text without the lines of `key`; the same text when there is no such key or it cannot be found. */
export function withoutKey(text: string, key: string): string {
  const region = frontMatterOf(text);
  const known = region === null ? undefined : findKey(text, region, key);
  if (known === undefined || known === 'unreadable') return text;
  // A block value ends behind its last line end, any other before the rest of its line.
  const endsLine = /[\r\n]$/.test(text.slice(known.start, known.valueEnd));
  const rest = text.slice(known.valueEnd);
  return text.slice(0, known.start) + (endsLine ? rest : rest.replace(/^.*(\r\n?|\n|$)/, ''));
}

/** Between a first line that is exactly `---` and the next line that is. */
function frontMatterOf(text: string): Region | null {
  const opening = /^\ufeff?---(\r\n?|\n)/.exec(text);
  if (opening === null) return null;
  const start = opening[0].length;
  const closing = /^---[ \t]*$/m.exec(text.slice(start));
  return closing === null ? null : { start, end: start + closing.index };
}

function findKey(text: string, region: Region, key: string): KeyRegion | undefined | 'unreadable' {
  const { contents, errors } = parseDocument(text.slice(region.start, region.end), {
    schema: 'core',
    logLevel: 'silent',
  });
  if (errors.length > 0) return 'unreadable';
  if (contents === null) return undefined;
  if (!isMap(contents) || contents.flow === true) return 'unreadable';
  const pair = contents.items.find((item) => isScalar(item.key) && item.key.value === key);
  return pair === undefined ? undefined : regionOf(pair, region.start);
}

function regionOf(pair: Pair, offset: number): KeyRegion | 'unreadable' {
  const key = isScalar(pair.key) ? pair.key.range : undefined;
  const value = (pair.value as { range?: readonly [number, number, number] } | null)?.range;
  if (!key || !value) return 'unreadable';
  const [start] = key;
  return {
    start: offset + start,
    end: offset + value[1],
    valueStart: offset + value[0],
    valueEnd: offset + value[1],
  };
}
