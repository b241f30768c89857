import { describe, expect, test } from 'vitest';
import { hotKeys, press } from '../../src/demo/keyboard.ts';
import type { Key, Pressed } from '../../src/demo/keyboard.ts';
import type { Names } from '../../src/demo/orders.ts';

const NAMES: Names = new Map<string, readonly string[]>([
  ['gateways', ['gw1', 'gw2']],
  ...['gw1', 'gw2', 'mail1', 'mail2', 'store1'].map((id) => [id, [id]] as const),
]);
const BOARD = { names: NAMES, hot: hotKeys(NAMES, 'gateways') };

const named = (name: string): Key => ({ text: '', name });
const RETURN: Key = { text: '\r', name: 'return' };

/** Presses one key after the other; what the last one came to. */
function type(text: string, ...more: readonly Key[]): Pressed {
  const keys = [...[...text].map((character): Key => ({ text: character })), ...more];
  return keys.reduce<Pressed>(({ line }, key) => press(line, key, BOARD), { line: '' });
}

describe('a digit', () => {
  test.each([
    ['1', 'gw1'],
    ['2', 'gw2'],
  ])('%s at the beginning stops or starts %s at once', (key, server) => {
    expect(type(key)).toEqual({ line: '', run: ['toggle', server] });
  });

  test('without a server is typed, and so is one within a word', () => {
    expect(type('3')).toEqual({ line: '3' });
    expect(type('gw1')).toEqual({ line: 'gw1' });
  });

  test('stands for at most nine servers, and for none without a group', () => {
    const ids = Array.from({ length: 12 }, (_, index) => `s${String(index)}`);
    expect([...hotKeys(new Map([['many', ids]]), 'many').keys()].join('')).toBe('123456789');
    expect(hotKeys(NAMES, undefined).size).toBe(0);
    expect(hotKeys(NAMES, 'nothing').size).toBe(0);
  });
});

describe('Enter', () => {
  test.each([
    ['stop mail1', ['stop', 'mail1']],
    ['  stop   mail1 ', ['stop', 'mail1']],
  ])('carries out %j', (line, run) => {
    expect(type(line, RETURN)).toEqual({ line: '', run });
  });

  test.each(['', '   '])('of an empty line does nothing: %j', (line) => {
    expect(type(line, RETURN)).toEqual({ line: '' });
  });
});

describe('Tab', () => {
  test.each([
    ['sto', { line: 'sto', offer: ['stop', 'store1'] }],
    ['stop', { line: 'stop ' }],
    ['ref', { line: 'refuse ' }],
    ['stop ma', { line: 'stop mail' }],
    ['stop mail', { line: 'stop mail', offer: ['mail1', 'mail2'] }],
    ['stop gat', { line: 'stop gateways ' }],
    ['stop x', { line: 'stop x' }],
    ['m', { line: 'm', offer: ['mute', 'mail1', 'mail2'] }],
  ])('after %j', (line, expected) => {
    expect(type(line, named('tab'))).toEqual(expected);
  });
});

test.each([
  ['backspace takes one away', named('backspace'), 'sto'],
  ['escape takes all away', named('escape'), ''],
  ['Ctrl-U takes all away', { text: '\x15', name: 'u', ctrl: true }, ''],
  ['other keys do nothing', { text: '\x1b[A', name: 'up' }, 'stop'],
  ['other control keys do nothing', { text: '\x01', name: 'a', ctrl: true }, 'stop'],
] satisfies [string, Key, string][])('%s', (_, key, line) => {
  expect(type('stop', key)).toEqual({ line });
});

test.each(['c', 'd'])('Ctrl-%s quits', (name) => {
  expect(type('sto', { text: '', name, ctrl: true })).toEqual({ line: 'sto', quit: true });
});

test('a line has an end', () => {
  expect(type('x'.repeat(1_000)).line).toHaveLength(200);
});
