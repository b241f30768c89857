import type { Finding } from '../../core/parse/schema-issues.ts';
import { didYouMean, suggestion } from '../../core/parse/suggest.ts';
import { listWords } from '../../core/parse/value-words.ts';

export interface OptionProblem {
  /** Completes `smtp of server "gw1" …`. */
  readonly says: string;
  readonly hint?: string;
}

/** One problem an option, in words; a key that is missing because it is misspelt is one mistake. */
export function optionProblems(
  findings: readonly Finding[],
  keys: readonly string[],
  options: unknown,
): OptionProblem[] {
  const meant = findings.flatMap(({ unknownKey }) =>
    unknownKey === undefined ? [] : [didYouMean(unknownKey, keys)],
  );
  const problems = findings.flatMap(({ path: [option], unknownKey, expected }): OptionProblem[] => {
    if (unknownKey !== undefined && typeof option === 'string' && keys.includes(option))
      return [{ says: `has a "${option}" with a key that does not exist` }];
    if (unknownKey !== undefined) {
      const says = `has an option that does not exist, expected ${listWords(keys)}`;
      const hint = suggestion(unknownKey, keys);
      return [{ says, ...(hint === undefined ? {} : { hint }) }];
    }
    // What is not an option of the kind stands somewhere inside what somebody wrote.
    if (typeof option !== 'string' || !keys.includes(option))
      return [{ says: `is not readable, expected ${expected}` }];
    if (typeof options === 'object' && options !== null && Object.hasOwn(options, option))
      return [{ says: `has a "${option}" that is not readable, expected ${expected}` }];
    return meant.includes(option) ? [] : [{ says: `has no "${option}", expected ${expected}` }];
  });
  return problems.filter(({ says }, index) => problems.findIndex((other) => other.says === says) === index);
}
