import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPluginOutput } from '../../../src/shell/probe/plugin-output.ts';

describe('readPluginOutput', () => {
  it.each<readonly [string, string, readonly (readonly [string, number | null, string])[]]>([
    ['OK', 'OK', []],
    ['', '', []],
    ['OK |', 'OK', []],
    [
      'PING OK|rta=0.5ms;100;500;0 pl=0%;20;60;0',
      'PING OK',
      [
        ['rta', 0.5, 'ms'],
        ['pl', 0, '%'],
      ],
    ],
    [
      'x|a=1 b=-2.5 c=.5 d=3. e=1,5s f=1e3',
      'x',
      [
        ['a', 1, ''],
        ['b', -2.5, ''],
        ['c', 0.5, ''],
        ['d', 3, ''],
        ['e', 1.5, 's'],
        ['f', 1000, ''],
      ],
    ],
    ['x|a=U;1;2', 'x', [['a', null, '']]],
    [
      "x|'a b'=1 'it''s'=2",
      'x',
      [
        ['a b', 1, ''],
        ["it's", 2, ''],
      ],
    ],
    ['x|Uptime=18c;;;', 'x', [['Uptime', 18, 'c']]],
    ['x|nonsense a= =5 b=2', 'x', [['b', 2, '']]],
    [
      'one|a=1\nlong text\nmore|b=2\nc=3',
      'one',
      [
        ['a', 1, ''],
        ['b', 2, ''],
        ['c', 3, ''],
      ],
    ],
    ['x|a=1;@10:20;~:5;0;100', 'x', [['a', 1, '']]],
    ['\u0007bell\u001b[0m', 'bell[0m', []],
  ])('%j', (output, text, measured) => {
    expect(readPluginOutput(output)).toEqual({
      text,
      measured: measured.map(([label, value, unit]) => ({ label, value, unit })),
    });
  });

  it('is bounded', () => {
    const { text, measured } = readPluginOutput(`${'x'.repeat(10_000)}|${'a=1 '.repeat(1_000)}`);
    expect(text.length).toBeLessThanOrEqual(200);
    expect(measured).toHaveLength(50);
  });

  it('never fails, and every value is a number', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('|', '=', "'", ' ', ';', 'a', '1', 'U', '%', '.', ',', 'e', '-', '\n'),
        }),
        (output) => {
          for (const { value } of readPluginOutput(output).measured) expect(value).not.toBeNaN();
        },
      ),
    );
  });

  it('does not lose itself in quotes', () => {
    const startedAt = performance.now();
    readPluginOutput(`x|${"'".repeat(60_000)}`);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
