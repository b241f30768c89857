import { describe, expect, it } from 'vitest';
import {
  MAX_HISTORY_LINE_LENGTH,
  readHistoryLine,
  readHistoryText,
  writeHistoryLine,
} from '../../../src/core/parse/history-lines.ts';
import type { HistoryLine } from '../../../src/core/parse/history-lines.ts';

const AT = Date.UTC(2010, 8, 3, 22, 10);

const LINES: readonly (readonly [string, HistoryLine])[] = [
  [
    '{"at":"2010-09-03T22:10:00Z","server":"gw1","is":"offline"}',
    { type: 'change', at: AT, kind: 'server', id: 'gw1', state: 'offline' },
  ],
  [
    '{"at":"2010-09-03T22:10:00.25Z","group":"gateways","is":"partial"}',
    { type: 'change', at: AT + 250, kind: 'group', id: 'gateways', state: 'partial' },
  ],
  [
    '{"at":"2010-09-03T22:10:00Z","service":"incoming-mail","is":"unknown"}',
    { type: 'change', at: AT, kind: 'service', id: 'incoming-mail', state: 'unknown' },
  ],
  ['{"at":"2010-09-03T22:10:00Z","watch":"lost"}', { type: 'lost', at: AT }],
  [
    '{"at":"2010-09-03T22:10:00Z","all":{"server":{"gw1":"online","gw2":"offline"},"group":{"gateways":"operational"},"service":{}}}',
    {
      type: 'all',
      at: AT,
      states: {
        server: new Map([
          ['gw1', 'online'],
          ['gw2', 'offline'],
        ]),
        group: new Map([['gateways', 'operational']]),
        service: new Map(),
      },
    },
  ],
];

describe('a line of the history', () => {
  it.each(LINES)('%s', (text, line) => {
    expect(readHistoryLine(text)).toEqual(line);
    expect(writeHistoryLine(line)).toBe(text);
  });

  it('has its subjects in one order, however they came', () => {
    const server = new Map([
      ['b', 'online'],
      ['a', 'online'],
    ] as const);
    expect(
      writeHistoryLine({ type: 'all', at: AT, states: { server, group: new Map(), service: new Map() } }),
    ).toContain('{"a":"online","b":"online"}');
  });

  it.each([
    '',
    'null',
    '[]',
    '{"at":"2010-09-03T22:10:00Z"',
    '{"server":"gw1","is":"offline"}',
    '{"at":"yesterday","server":"gw1","is":"offline"}',
    '{"at":1283551800000,"server":"gw1","is":"offline"}',
    '{"at":"2010-09-03T22:10:00Z"}',
    '{"at":"2010-09-03T22:10:00Z","server":"gw1"}',
    '{"at":"2010-09-03T22:10:00Z","server":"gw1","is":"degraded"}',
    '{"at":"2010-09-03T22:10:00Z","group":"gateways","is":"online"}',
    '{"at":"2010-09-03T22:10:00Z","server":"<script>","is":"online"}',
    '{"at":"2010-09-03T22:10:00Z","server":7,"is":"online"}',
    '{"at":"2010-09-03T22:10:00Z","all":{"server":{"gw1":"up"}}}',
    '{"at":"2010-09-03T22:10:00Z","all":[]}',
    '{"at":"2010-09-03T22:10:00Z","watch":"kept"}',
    `{"at":"2010-09-03T22:10:00Z","server":"${'a'.repeat(65)}","is":"online"}`,
    `{"at":"2010-09-03T22:10:00Z","watch":"lost","more":"${'x'.repeat(MAX_HISTORY_LINE_LENGTH)}"}`,
  ])('is nothing else: %.80s', (text) => {
    expect(readHistoryLine(text)).toBeUndefined();
  });
});

describe('the text of a file', () => {
  const good = LINES[0]?.[0] ?? '';
  const line = LINES[0]?.[1];

  it.each([
    ['nothing', '', { lines: [], bad: [] }],
    ['whole lines', `${good}\n${good}\n`, { lines: [line, line], bad: [] }],
    ['a last line without its line break', `${good}\n${good}`, { lines: [line, line], bad: [] }],
    [
      'a torn last line',
      `${good}\n${good.slice(0, 20)}`,
      { lines: [line], bad: [], torn: good.slice(0, 20) },
    ],
    ['blank lines', `\n${good}\n \n`, { lines: [line], bad: [] }],
    [
      'a line of noise among others',
      `${good}\n\u0000\u0000\u0000\n${good}\n`,
      { lines: [line, line], bad: [{ line: 2, text: '\u0000\u0000\u0000' }] },
    ],
  ])('%s', (_name, text, expected) => {
    expect(readHistoryText(text)).toEqual(expected);
  });
});
