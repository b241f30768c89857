import { isAlias, isMap, isNode, isScalar, isSeq } from 'yaml';
import type { Document, LineCounter, Node, Pair, YAMLMap } from 'yaml';
import type { Place } from '../model/incident.ts';

/** Where a value stands: keys of mappings and 0-based indexes of lists, from the root. */
export type YamlPath = readonly (string | number)[];

/** A YAML text that was read, with the places its values came from. */
export interface YamlSource {
  readonly value: unknown;
  /** The place of the value at `path`, or of the nearest thing above it that is written down. */
  placeOf(path: YamlPath): Place;
  /** The place of the key that ends `path`; as {@link placeOf} where there is none. */
  placeOfKey(path: YamlPath): Place;
  /** The place of the first whole word `word` inside the scalar or the key at `path`; the start of it where it is not found. */
  placeOfWord(path: YamlPath, word: string): Place;
}

/** Place of an offset. */
export function placeAt(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

interface Found {
  readonly value: Node | null;
  /** The key that leads to the value; null for entries of lists and for the root. */
  readonly key: Node | null;
}

export function sourceOf(text: string, value: unknown, document: Document, lines: LineCounter): YamlSource {
  const root: Found = { value: document.contents, key: null };
  const offsetOf = ({ value: node, key }: Found): number =>
    // An empty value has a range of nothing, far from where the eye looks: its key says more.
    (isEmpty(node) ? (key ?? node) : node)?.range?.[0] ?? 0;
  const find = (path: YamlPath): Found => {
    let found = root;
    for (const step of path) {
      const next = stepInto(found.value, step, document);
      if (next === undefined) return { value: found.key ?? found.value, key: found.key };
      found = next;
    }
    return found;
  };
  return {
    value,
    placeOf: (path) => placeAt(lines, offsetOf(find(path))),
    placeOfKey: (path) => {
      const found = find(path);
      return placeAt(lines, found.key?.range?.[0] ?? offsetOf(found));
    },
    placeOfWord: (path, word) => {
      const found = find(path);
      const start = offsetOf(found);
      const end = Math.max(found.value?.range?.[1] ?? start, start);
      const at = wordIndex(text.slice(start, end), word);
      return placeAt(lines, start + at);
    },
  };
}

function stepInto(node: Node | null, step: string | number, document: Document): Found | undefined {
  const target = isAlias(node) ? (node.resolve(document) ?? null) : node;
  if (isMap(target)) {
    const pair = lastPair(target, String(step));
    return pair && { value: isNode(pair.value) ? pair.value : null, key: isNode(pair.key) ? pair.key : null };
  }
  if (!isSeq(target)) return undefined;
  const item: unknown = target.items[Number(step)];
  return isNode(item) ? { value: item, key: null } : undefined;
}

/** Of a key that stands twice the last one counts, as it does for the value. */
function lastPair(map: YAMLMap, key: string): Pair | undefined {
  return map.items.findLast((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}

function isEmpty(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.value === null);
}

/** Words end where ids end. */
function wordIndex(text: string, word: string): number {
  const isPartOfId = (character: string | undefined) => character !== undefined && /[\w-]/.test(character);
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const after = text.slice(at + word.length);
    const endsHere = !isPartOfId(after[0]) || after.startsWith('->');
    if (!isPartOfId(text[at - 1]) && endsHere) return at;
  }
  return 0;
}
