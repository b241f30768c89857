import { Composer, isAlias, isMap, isNode, isScalar, isSeq, Lexer, Parser } from 'yaml';
import type { Document, Node, ParsedNode, YAMLError } from 'yaml';

/** A piece of YAML as plain data that knows where each part stands. Offsets count from the start of the file. */
export type YamlValue = { readonly offset: number } & (
  | {
      readonly kind: 'scalar';
      readonly value: string | number | boolean | null;
      /** As it stands in the file, without quotes: `09.40` is not the number 9.4 here. */
      readonly text: string;
    }
  | { readonly kind: 'list'; readonly items: readonly YamlValue[] }
  | { readonly kind: 'map'; readonly entries: readonly YamlEntry[] }
  /** An alias (`*name`). The limit of aliases in incidents is none at all: there is nothing to repeat. */
  | { readonly kind: 'alias' }
);

export interface YamlEntry {
  readonly key: string;
  readonly keyOffset: number;
  readonly value: YamlValue;
}

export interface YamlProblem {
  readonly code: YAMLError['code'] | 'TOO_DEEP';
  readonly offset: number;
}

/**
 * Mappings and lists inside each other (and the document itself). An incident needs five.
 * Checked while parsing: some thousand levels end the whole process inside the library, where nothing can catch it.
 */
export const MAX_YAML_DEPTH = 16;

/** YAML 1.2, core schema only: no dates, no `yes` that means true, tags mean nothing. */
const OPTIONS = { schema: 'core', stringKeys: true, resolveKnownTags: false } as const;

/** Reads one YAML document; `base` is the offset of its first character in the file. Any text gives a value or problems. */
export function readYamlValue(
  text: string,
  base: number,
): { value: YamlValue | null; problems: YamlProblem[] } {
  const parser = new Parser();
  const composer = new Composer<ParsedNode>(OPTIONS);
  const documents: Document.Parsed<ParsedNode>[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token));
    if (parser.stack.length > MAX_YAML_DEPTH) {
      return { value: null, problems: [{ code: 'TOO_DEEP', offset: base + parser.offset }] };
    }
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end(true, text.length));
  const [document, second] = documents;
  const problems: YamlProblem[] = documents
    .flatMap(({ errors, warnings }) => [...errors, ...warnings])
    .map(({ code, pos }) => ({ code, offset: base + pos[0] }));
  if (second !== undefined) problems.push({ code: 'MULTIPLE_DOCS', offset: base + second.range[0] });
  const contents = document?.contents ?? null;
  return { value: contents === null ? null : toValue(contents, base, base), problems };
}

/** An empty value has no place of its own: it is told at `emptyOffset`, where its key stands. */
function toValue(node: Node | null, base: number, emptyOffset: number): YamlValue {
  const offset = base + (node?.range?.[0] ?? 0);
  if (isScalar(node) && node.value !== null) {
    const { value, source } = node;
    const plain = typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
    return { kind: 'scalar', offset, value: plain, text: source ?? String(value) };
  }
  if (isMap(node)) {
    const entries = node.items.map(({ key, value }) => {
      const keyOffset = base + (isNode(key) ? (key.range?.[0] ?? 0) : 0);
      const text = isScalar(key) ? (key.source ?? String(key.value)) : '';
      return { key: text, keyOffset, value: toValue(isNode(value) ? value : null, base, keyOffset) };
    });
    return { kind: 'map', offset, entries };
  }
  if (isSeq(node)) {
    return {
      kind: 'list',
      offset,
      items: node.items.map((item) => toValue(isNode(item) ? item : null, base, offset)),
    };
  }
  if (isAlias(node)) return { kind: 'alias', offset };
  return { kind: 'scalar', offset: emptyOffset, value: null, text: '' };
}
