import { Composer, Lexer, LineCounter, Parser, visit, YAMLParseError } from 'yaml';
import type { Document, ParsedNode } from 'yaml';
import { diagnostic } from '../model/diagnostic.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { escapingAliases } from './private-aliases.ts';
import { listWords } from './value-words.ts';
import { isSeparate, syntaxDiagnostics } from './yaml-errors.ts';
import type { Problem } from './yaml-errors.ts';
import { placeAt, sourceOf } from './yaml-places.ts';
import type { YamlSource } from './yaml-places.ts';

/** More than this are one mistake, many times. */
const MAX_ESCAPING_ALIASES = 20;

export interface YamlLimits {
  /** In UTF-16 code units. */
  readonly maxLength: number;
  /** Mappings and lists inside each other, the root being 1. */
  readonly maxDepth: number;
  /** How often aliases may repeat what they stand for, aliases inside aliases multiplied. */
  readonly maxAliases: number;
  /** What stands below these keys is private: no alias elsewhere may repeat it. */
  readonly privateKeys?: readonly string[];
}

/**
 * Reads YAML 1.2 by the core schema: no tags, no dates, no `yes` that means true.
 * Any text gives diagnostics or a source; `source` is null where the text cannot be read as a whole.
 */
export function readYaml(
  text: string,
  file: string,
  limits: YamlLimits,
): { source: YamlSource | null; diagnostics: Diagnostic[] } {
  const refused = (message: string, hint?: string) => ({
    source: null,
    diagnostics: [diagnostic('too-large', { file }, message, hint)],
  });
  if (text.length > limits.maxLength) {
    return refused(
      `${file} has ${String(text.length)} characters, expected at most ${String(limits.maxLength)}`,
    );
  }
  const lines = new LineCounter();
  const document = compose(text, lines, limits.maxDepth);
  const tooDeep = () => refused(`${file} nests deeper than ${String(limits.maxDepth)} levels`);
  if (document === undefined) return tooDeep();
  const problems = [...document.errors, ...document.warnings, ...lostAliases(document)];
  const diagnostics = syntaxDiagnostics(problems, lines, file);
  if (!problems.every(isSeparate)) {
    return { source: null, diagnostics };
  }
  const { privateKeys = [] } = limits;
  const escaping = escapingAliases(document, privateKeys);
  if (escaping.length > 0) {
    const told = escaping.slice(0, MAX_ESCAPING_ALIASES).map((offset) => {
      // Neither its name nor its value is quoted.
      const message = `this alias repeats what stands inside ${listWords(privateKeys.map((key) => `\`${key}:\``))}, which is private, and stands outside of it`;
      const hint = 'write the value out, if it may be published';
      return diagnostic('bad-value', { file, ...placeAt(lines, offset) }, message, hint);
    });
    // Whatever else is wrong might be told by quoting the value.
    return { source: null, diagnostics: [...diagnostics, ...told] };
  }
  const value = plainValue(document, limits.maxAliases);
  if (value === undefined) {
    return refused(`${file} repeats too much through aliases (\`*name\`)`, 'write the values out');
  }
  // What nests through aliases.
  if (!isShallow(value.plain, limits.maxDepth)) return tooDeep();
  return { source: sourceOf(text, value.plain, document, lines), diagnostics };
}

/**
 * The first document of the text; undefined when it nests too deep. That is looked at while parsing, because the
 * library goes down as deep as the text does and takes time and stack for it.
 */
function compose(text: string, lines: LineCounter, maxDepth: number): Document | undefined {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  const composer = new Composer<ParsedNode>({ schema: 'core', stringKeys: true, resolveKnownTags: false });
  const documents: Document[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token));
    // Besides the collections, the document and the scalar at hand are on the stack.
    if (parser.stack.length > maxDepth + 2) return undefined;
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end(true, text.length));
  const [document, second] = documents;
  const [start = 0, end = 0] = second?.range ?? [];
  if (second !== undefined) document?.errors.push(new YAMLParseError([start, end], 'MULTIPLE_DOCS', ''));
  return document;
}

/** The library finds these only when it makes plain values, and then without a place. */
function lostAliases(document: Document): Problem[] {
  const lost: Problem[] = [];
  const anchors = new Set<string>();
  visit(document, {
    Value: (_, { anchor }) => {
      if (anchor !== undefined) anchors.add(anchor);
    },
    Alias: (_, { source, range }) => {
      const [start = 0, end = 0] = range ?? [];
      if (!anchors.has(source)) lost.push({ code: 'BAD_ALIAS', pos: [start, end] });
    },
  });
  return lost;
}

/** The document as plain values; undefined when its aliases are too many. */
function plainValue(document: Document, maxAliasCount: number): { plain: unknown } | undefined {
  try {
    return { plain: document.toJS({ maxAliasCount }) as unknown };
  } catch (error) {
    // What the library says of an excessive alias count.
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

/** False for what nests deeper than `depth`, and so for what contains itself. */
function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((inner) => isShallow(inner, depth - 1));
}
