import { suggestion } from '../../core/parse/suggest.ts';
import {
  MESSAGES,
  PLURAL_CATEGORIES,
  placeholdersOf,
  variantsOf,
  type MessageTable,
  type MessageText,
} from './messages.ts';

/** What is wrong with one overridden string. The caller knows the file and the place. */
export interface StringProblem {
  /** The key as written. */
  readonly key: string;
  /** Names the thing, quotes the value, says what was expected. */
  readonly message: string;
  readonly hint?: string;
}

/** All problems of a theme's strings, in the order written; empty when `createWords` can take them as they are. */
export function checkStrings(overrides: Readonly<Record<string, unknown>>): readonly StringProblem[] {
  return Object.entries(overrides).flatMap(([key, value]) => checkString(key, value));
}

/** The overrides without those that {@link checkStrings} reports, so that one mistake does not cost a site all of its strings. */
export function usableStrings(overrides: Readonly<Record<string, unknown>>): MessageTable {
  const usable = Object.entries(overrides).filter(
    (entry): entry is [string, MessageText] => checkString(entry[0], entry[1]).length === 0,
  );
  return Object.fromEntries(usable);
}

function checkString(key: string, value: unknown): readonly StringProblem[] {
  const table: MessageTable = MESSAGES;
  const standard = Object.hasOwn(table, key) ? table[key] : undefined;
  if (standard === undefined) {
    return [problem(key, `there is no string "${key}"`, suggestion(key, Object.keys(table)))];
  }
  const variants = readVariants(value);
  if (variants === undefined) {
    return [problem(key, `"${key}" is ${kindOf(value)}, where text, or texts by plural form, were expected`)];
  }
  const shape = checkPlural(key, standard, value);
  return shape.length > 0 ? shape : variants.flatMap((text) => checkPlaceholders(key, standard, text));
}

function readVariants(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const texts: readonly unknown[] = Object.values(value);
  return texts.every((text) => typeof text === 'string') ? texts : undefined;
}

function checkPlural(key: string, standard: MessageText, value: unknown): readonly StringProblem[] {
  if (typeof value !== 'object' || value === null) return [];
  const forms = Object.keys(value);
  const known: readonly string[] = PLURAL_CATEGORIES;
  const unknown = forms.filter((form) => !known.includes(form));
  const problems = unknown.map((form) =>
    problem(
      key,
      `"${key}" has the plural form "${form}", where ${known.join(', ')} were expected`,
      suggestion(form, known),
    ),
  );
  if (!forms.includes('other'))
    problems.push(problem(key, `"${key}" has plural forms without "other", which is required`));
  if (!knownPlaceholders(standard).includes('count')) {
    problems.push(problem(key, `"${key}" has plural forms, but counts nothing`, 'write one text'));
  }
  return problems;
}

function checkPlaceholders(key: string, standard: MessageText, text: string): readonly StringProblem[] {
  const known = knownPlaceholders(standard);
  const expected = known.length === 0 ? 'none' : known.map((name) => `{${name}}`).join(', ');
  return placeholdersOf(text)
    .filter((name) => !known.includes(name))
    .map((name) =>
      problem(
        key,
        `"${key}" uses {${name}}, which it is not given; it has ${expected}`,
        suggestion(name, known),
      ),
    );
}

/** A message is given at least what its own English text uses. */
function knownPlaceholders(standard: MessageText): readonly string[] {
  const used = variantsOf(standard).flatMap(placeholdersOf);
  return [...new Set(typeof standard === 'string' ? used : [...used, 'count'])];
}

function kindOf(value: unknown): string {
  if (value === null) return 'empty';
  return Array.isArray(value)
    ? 'a list'
    : typeof value === 'object'
      ? 'a mapping of other things than texts'
      : `the ${typeof value} ${String(value)}`;
}

function problem(key: string, message: string, hint?: string): StringProblem {
  return { key, message, ...(hint === undefined ? {} : { hint }) };
}
