import { PassThrough } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { describe, expect, test } from 'vitest';
import { terminalKeyboard } from '../../scripts/keyboard.ts';
import type { KeyPress } from '../../scripts/options.ts';
import { until } from '../support/until.ts';

/** A terminal that is only a stream, and remembers whether it is raw. */
function terminal() {
  const modes: boolean[] = [];
  const stream = Object.assign(new PassThrough(), {
    setRawMode: (mode: boolean) => {
      modes.push(mode);
    },
  });
  return { stream, modes, keyboard: terminalKeyboard(stream as unknown as ReadStream) };
}

async function pressed(bytes: string, count = 1): Promise<readonly KeyPress[]> {
  const { stream, keyboard } = terminal();
  const keys: KeyPress[] = [];
  const silence = keyboard.listen((key) => keys.push(key));
  stream.write(bytes);
  await until('all keys came', () => keys.length >= count);
  silence();
  return keys;
}

describe('a press', () => {
  test.each([
    ['a letter', 'a', [{ text: 'a', name: 'a' }]],
    ['a digit', '1', [{ text: '1', name: '1' }]],
    ['a hyphen', '-', [{ text: '-' }]],
    ['Enter', '\r', [{ text: '\r', name: 'return' }]],
    ['Tab', '\t', [{ text: '\t', name: 'tab' }]],
    ['backspace', '\x7f', [{ text: '\x7f', name: 'backspace' }]],
    ['Ctrl-C', '\x03', [{ text: '\x03', name: 'c', ctrl: true }]],
    ['an arrow', '\x1b[A', [{ text: '', name: 'up' }]],
    [
      'several, pasted',
      'gw\r',
      [
        { text: 'g', name: 'g' },
        { text: 'w', name: 'w' },
        { text: '\r', name: 'return' },
      ],
    ],
  ])('of %s', async (_, bytes, expected) => {
    expect(await pressed(bytes, expected.length)).toEqual(expected);
  });
});

test('the terminal is raw while somebody listens, and as before afterwards', () => {
  const { stream, modes, keyboard } = terminal();
  const keys: KeyPress[] = [];
  const silence = keyboard.listen((key) => keys.push(key));
  expect(modes).toEqual([true]);
  silence();
  expect(modes).toEqual([true, false]);
  expect(stream.isPaused()).toBe(true);
  expect(stream.listenerCount('keypress')).toBe(0);
});
