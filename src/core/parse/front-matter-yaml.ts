import { FRONT_MATTER_KEYS, isFrontMatterKey, type FrontMatterKey } from './front-matter-keys.ts';
import { findDraftWord } from './draft-word.ts';
import { keyPieces, type FrontMatterSplit, type KeyPiece } from './front-matter-split.ts';
import type { Source } from './source.ts';
import { didYouMean } from './suggest.ts';
import { MAX_SYNTAX_ERRORS, SYNTAX_ERRORS, SYNTAX_HINTS } from './yaml-errors.ts';
import { MAX_YAML_DEPTH, readYamlValue, type YamlEntry, type YamlProblem } from './yaml-value.ts';

/** In UTF-16 code units. Two screens of keys; text belongs below. */
export const MAX_FRONT_MATTER_LENGTH = 16_384;

export type LostKeys = ReadonlyMap<FrontMatterKey, number>;

/** The keys of the front matter, and those that stand in it and cannot be read. */
export interface FrontMatterYaml {
  readonly entries: readonly YamlEntry[];
  /** With the place where each stands. */
  readonly lost: LostKeys;
  /** Where a line begins with the word draft though nobody can tell whether it was meant as the key. */
  readonly draftWordAt?: number;
}

/** Reads the YAML of the front matter: whole where that works, otherwise key by key. */
export function readFrontMatterYaml(source: Source, split: FrontMatterSplit): FrontMatterYaml {
  const { sound, ...yaml } = readKeys(source, split);
  const draftWordAt = sound ? undefined : findDraftWord(source, split, yaml.entries);
  return { ...yaml, ...(draftWordAt !== undefined && { draftWordAt }) };
}

interface KeysRead extends FrontMatterYaml {
  /** There are keys, nothing is wrong with them, and it is clear where they end. */
  readonly sound: boolean;
}

function readKeys(source: Source, split: FrontMatterSplit): KeysRead {
  const { start, end } = split;
  const text = source.text.slice(start, end);
  const lost = split.open ? mentioned(source.text.slice(end), end, true) : new Map<FrontMatterKey, number>();
  // Whoever wrote all this did not leave out the title.
  const loseAll = (): KeysRead => ({
    sound: false,
    entries: [],
    lost: new Map<FrontMatterKey, number>([['title', start], ...lost, ...mentioned(text, start)]),
  });
  if (!split.readable) return loseAll();
  if (text.length > MAX_FRONT_MATTER_LENGTH) {
    const message = `the front matter has ${text.length} characters, expected at most ${MAX_FRONT_MATTER_LENGTH}`;
    source.report('too-large', start, message, 'move the text below the front matter');
    return loseAll();
  }
  const { value, problems } = readYamlValue(text, start);
  if (problems.length === 0) {
    if (value === null) return { sound: false, entries: [], lost };
    if (value.kind === 'map') {
      return { sound: !split.open && value.entries.length > 0, entries: value.entries, lost };
    }
  }
  const salvaged = salvage(source, split);
  // Nothing is wrong within a key: then it is between them, such as a key that stands twice.
  if (!salvaged.reported) reportProblems(source, problems.slice(0, MAX_SYNTAX_ERRORS));
  return { sound: false, entries: salvaged.entries, lost: new Map([...lost, ...salvaged.lost]) };
}

function salvage(source: Source, { start, end }: FrontMatterSplit): FrontMatterYaml & { reported: boolean } {
  const entries: YamlEntry[] = [];
  const lost = new Map<FrontMatterKey, number>();
  let reported = 0;
  for (const piece of keyPieces(source, start, end)) {
    const text = source.text.slice(piece.start, piece.end);
    const { value, problems } = readYamlValue(text, piece.start);
    if (problems.length === 0 && value === null) continue;
    if (problems.length === 0 && value?.kind === 'map') {
      entries.push(...value.entries);
      continue;
    }
    for (const [key, offset] of mentioned(text, piece.start)) lost.set(key, offset);
    const meant = piece.key === undefined ? undefined : didYouMean(piece.key, FRONT_MATTER_KEYS);
    if (meant !== undefined && isFrontMatterKey(meant)) lost.set(meant, piece.start);
    reported += 1;
    if (reported > MAX_SYNTAX_ERRORS) continue;
    const [problem] = problems;
    if (problem !== undefined) reportPiece(source, piece, text, problem);
    else {
      const hint = 'write lines such as title: Website slowdown';
      source.report(
        'yaml-syntax',
        value?.offset ?? piece.start,
        'the YAML cannot be read: there is no key here',
        hint,
      );
    }
  }
  return { entries, lost, reported: reported > 0 };
}

/** The keys that a text which cannot be read speaks of, with their places: `draft:`, `"draft":`, `{draft: true}`. */
function mentioned(text: string, base: number, atLineStart = false): Map<FrontMatterKey, number> {
  const found = new Map<FrontMatterKey, number>();
  for (const key of FRONT_MATTER_KEYS) {
    const match = new RegExp(`${atLineStart ? '^' : '(?<=^|[\\s{,])'}["']?${key}["']?[ \\t]*:`, 'im').exec(
      text,
    );
    if (match !== null) found.set(key, base + match.index);
  }
  return found;
}

/** What is never closed is noticed at the end, and told at the beginning. */
function reportPiece(source: Source, { start, key }: KeyPiece, text: string, problem: YamlProblem): void {
  const isAtEnd = problem.offset >= start + text.trimEnd().length;
  if (key === undefined || !isAtEnd) reportProblems(source, [problem]);
  else {
    const message = `\`${key}\` cannot be read: ${SYNTAX_ERRORS.MISSING_CHAR}`;
    source.report('yaml-syntax', start, message, 'close every quote and bracket that this key opens');
  }
}

function reportProblems(source: Source, problems: readonly YamlProblem[]): void {
  for (const { code, offset } of problems) {
    if (code === 'TOO_DEEP') {
      source.report(
        'too-large',
        offset,
        `the YAML nests deeper than ${MAX_YAML_DEPTH} levels`,
        'write it flat',
      );
    } else
      source.report(
        'yaml-syntax',
        offset,
        `the YAML cannot be read: ${SYNTAX_ERRORS[code]}`,
        SYNTAX_HINTS[code],
      );
  }
}
