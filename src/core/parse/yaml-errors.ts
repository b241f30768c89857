import type { ErrorCode, LineCounter } from 'yaml';
import { diagnostic } from '../model/diagnostic.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { placeAt } from './yaml-places.ts';

/** An error as the `yaml` library tells it. */
export interface Problem {
  readonly code: ErrorCode;
  readonly pos: readonly [number, number];
}

/**
 * What each error of the `yaml` library means to whoever typed it. The library's own messages are not used:
 * some quote the text around the error, which may be a probe's secret.
 */
export const SYNTAX_ERRORS = {
  ALIAS_PROPS: 'an alias can have neither anchor nor tag',
  BAD_ALIAS: 'an alias names no anchor',
  BAD_COLLECTION_TYPE: 'a tag does not fit what it stands before',
  BAD_DIRECTIVE: 'a `%` directive cannot be read',
  BAD_DQ_ESCAPE: 'a backslash in double quotes begins no known escape',
  BAD_INDENT: 'the indentation does not fit the lines above',
  BAD_PROP_ORDER: 'an anchor or tag stands in the wrong place',
  BAD_SCALAR_START: 'a text begins with a character that YAML reserves',
  BLOCK_AS_IMPLICIT_KEY: 'there are two `key:` on one line',
  BLOCK_IN_FLOW: 'a block cannot stand inside `{}` or `[]`',
  DUPLICATE_KEY: 'this key stands twice in the same mapping',
  IMPOSSIBLE: 'this cannot be read',
  KEY_OVER_1024_CHARS: 'a key is longer than 1024 characters',
  MISSING_CHAR: 'a closing quote, bracket, comma or space is missing',
  MULTILINE_IMPLICIT_KEY: 'a key goes over several lines',
  MULTIPLE_ANCHORS: 'there are two anchors on one value',
  MULTIPLE_DOCS: 'a second document begins; there may be one',
  MULTIPLE_TAGS: 'there are two tags on one value',
  NON_STRING_KEY: 'a key is a mapping or a list; keys are words',
  RESOURCE_EXHAUSTION: 'the nesting is too deep',
  TAB_AS_INDENT: 'there is a tab in the indentation; YAML wants spaces',
  TAG_RESOLVE_FAILED: 'tags (`!…`) mean nothing here',
  UNEXPECTED_TOKEN: 'there is something here that YAML does not expect',
} as const satisfies Record<ErrorCode, string>;

export const SYNTAX_HINTS: Partial<Record<ErrorCode, string>> = {
  BAD_SCALAR_START: 'put the text in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'put the text in quotes, or the second key on a line of its own',
  MISSING_CHAR: 'the place where it was missed can be far below the place where it belongs',
  UNEXPECTED_TOKEN: 'put text with special characters in quotes',
};

/** Mistakes that spoil nothing but what they stand on: the rest of the file is still read. */
const SEPARATE: readonly ErrorCode[] = ['DUPLICATE_KEY', 'TAG_RESOLVE_FAILED'];
/** An error on the line of another one, or this close below it, is its echo more often than a second mistake. */
const ECHO_LINES = 2;
/** More errors than this are echoes of the first ones. */
export const MAX_SYNTAX_ERRORS = 10;

export function isSeparate({ code }: Problem): boolean {
  return SEPARATE.includes(code);
}

export function syntaxDiagnostics(
  problems: readonly Problem[],
  lines: LineCounter,
  file: string,
): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  let lastLine = -Infinity;
  for (const { code, pos } of [...problems].sort((a, b) => a.pos[0] - b.pos[0])) {
    const { line, column } = placeAt(lines, pos[0]);
    const isEcho = !isSeparate({ code, pos }) && line <= lastLine + ECHO_LINES;
    if (isEcho || diagnostics.length >= MAX_SYNTAX_ERRORS) continue;
    lastLine = line;
    const message = `the YAML cannot be read: ${SYNTAX_ERRORS[code]}`;
    diagnostics.push(diagnostic('yaml-syntax', { file, line, column }, message, SYNTAX_HINTS[code]));
  }
  return diagnostics;
}
