import { expect, test } from 'vitest';
import { commandWords } from '../../src/shell/command-words.ts';

test.each([
  ['./notify.sh', ['./notify.sh']],
  ['  ./notify.sh   a\tb ', ['./notify.sh', 'a', 'b']],
  ['mail -s "Server state" help@example.org', ['mail', '-s', 'Server state', 'help@example.org']],
  [`say 'it is "so"' "it's"`, ['say', 'it is "so"', "it's"]],
  [String.raw`a\ b "c\"d" 'e\f'`, ['a b', 'c"d', String.raw`e\f`]],
  ['a"b c"d', ['ab cd']],
  ['x "" \'\'', ['x', '', '']],
  // No shell: these are characters like any other.
  ['run $HOME *.txt | cat > x; rm `y`', ['run', '$HOME', '*.txt', '|', 'cat', '>', 'x;', 'rm', '`y`']],
])('%s', (line, words) => {
  expect(commandWords(line)).toEqual(words);
});

test.each(['', '   ', '"open', "it's", 'ends in \\', '""', '"" x'])('no command: %j', (line) => {
  expect(commandWords(line)).toBeUndefined();
});
