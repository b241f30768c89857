import type { core } from 'zod';
import { listWords } from './value-words.ts';
import type { YamlPath } from './yaml-places.ts';

type Issue = core.$ZodIssue;

/** One thing that is wrong, of a union's only the branch that was meant. */
export interface Finding {
  readonly path: YamlPath;
  /** Set when the thing wrong is a key that is not known at `path`. */
  readonly unknownKey?: string;
  /** Completes "expected …". */
  readonly expected: string;
  /** The words allowed here, where there is a list of them. */
  readonly words: readonly string[];
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

/**
 * For `safeParse(value, { error: expectedWords })`: says what was expected where a schema does not say so itself,
 * so that the message of every issue completes "expected …".
 */
export function expectedWords(issue: core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPE_WORDS[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return listWords(issue.values.map(String));
    case 'too_big':
      return `at most ${String(issue.maximum)}${issue.origin === 'array' ? ' entries' : ''}`;
    case 'too_small':
      return `at least ${String(issue.minimum)}${issue.origin === 'array' ? ' entries' : ''}`;
    default:
      return 'something else';
  }
}

/** Every issue as findings, paths from the root of what was parsed. */
export function findingsOf(issues: readonly Issue[], above: YamlPath = []): Finding[] {
  return issues.flatMap((issue) => {
    const path = [...above, ...(issue.path as YamlPath)];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((unknownKey) => ({ path, unknownKey, expected: '', words: [] }));
    }
    // The key of a record is wrong: the schema of the key says how.
    if (issue.code === 'invalid_key')
      return findingsOf(issue.issues, path).map((found) => ({ ...found, path }));
    if (issue.code === 'invalid_union') {
      const meant = meantBranch(issue.errors);
      if (meant !== undefined) return findingsOf(meant, path);
    }
    return [{ path, expected: issue.message, words: wordsOf(issue) }];
  });
}

/** The one branch of a union whose type the value has; undefined where that is none or several. */
function meantBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const fitting = branches.filter((issues) => !issues.some(isWrongType));
  return fitting.length === 1 ? fitting[0] : undefined;
}

function isWrongType(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

function wordsOf(issue: Issue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  return issue.code === 'invalid_union' ? issue.errors.flat().flatMap(wordsOf) : [];
}
