/** What parts words. */
const BLANK = /\s/;

/**
 * The words of a command line, for a program that is run without a shell: blanks part them, quotes of either kind keep
 * them together, a backslash makes the next character plain (inside single quotes it is one itself). Nothing else means
 * anything: no variables, no patterns, no pipes. Undefined where a quote stays open, a backslash is the last character,
 * or there is no word.
 */
export function commandWords(line: string): readonly [string, ...string[]] | undefined {
  const words: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (let index = 0; index < line.length; index += 1) {
    const character = line[index] ?? '';
    if (character === '\\' && quote !== "'") {
      index += 1;
      if (index >= line.length) return undefined;
      word = (word ?? '') + (line[index] ?? '');
    } else if (character === quote) quote = null;
    else if (quote === null && (character === '"' || character === "'")) {
      quote = character;
      word ??= '';
    } else if (quote === null && BLANK.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + character;
  }
  if (quote !== null) return undefined;
  if (word !== null) words.push(word);
  const [program, ...rest] = words;
  return program === undefined || program === '' ? undefined : [program, ...rest];
}
