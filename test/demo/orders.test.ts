import { describe, expect, test } from 'vitest';
import { completions, namesOf, readOrder } from '../../src/demo/orders.ts';
import type { Names } from '../../src/demo/orders.ts';
import { parseTopology } from '../../src/core/parse/topology.ts';
import { TOPOLOGY } from '../scripts/support.ts';

const NAMES: Names = new Map<string, readonly string[]>([
  ['prober', ['prober']],
  ['gateways', ['gw1', 'gw2']],
  ['hosting-servers', ['host1', 'host2']],
  ...['gw1', 'gw2', 'host1', 'host2', 'host10', 'mail1', 'list'].map((id) => [id, [id]] as const),
]);

const read = (line: string) =>
  readOrder(
    line.split(' ').filter((word) => word !== ''),
    NAMES,
  );

describe('an order', () => {
  test.each([
    ['stop gw1', 'stop', ['gw1']],
    ['STOP GW1', 'stop', ['gw1']],
    ['stop gw1 gw2 gw1', 'stop', ['gw1', 'gw2']],
    ['mute gateways', 'mute', ['gw1', 'gw2']],
    ['star mail', 'start', ['mail1']],
    ['restart gat gw2', 'restart', ['gw1', 'gw2']],
    ['refuse host1', 'refuse', ['host1']],
    ['stop prober', 'stop', ['prober']],
    ['list gw1', 'list', []],
    ['help', 'help', []],
    ['gw1', 'toggle', ['gw1']],
    ['gw1 gw2', 'toggle', ['gw1', 'gw2']],
    ['mail', 'toggle', ['mail1']],
    // A server may be called like an action; then the name comes first.
    ['list', 'toggle', ['list']],
    ['stop list', 'stop', ['list']],
  ])('%s', (line, action, ids) => {
    expect(read(line)).toEqual({ order: { action, ids } });
  });

  test.each([
    ['', 'Nothing was said. Try "list".'],
    ['mute', 'Which server? For example: mute gw1'],
    ['gw', '"gw" may be gw1 or gw2. Type more of it.'],
    ['mute host', '"host" may be hosting-servers or host1 or host2 or host10. Type more of it.'],
    ['mute web1', 'There is no server "web1". "list" shows them all.'],
    ['web1', 'There is no server "web1". "list" shows them all.'],
    [
      'kill gw1',
      '"kill" is nothing that can be done. Try stop, start, restart, mute, refuse, toggle, list, help.',
    ],
  ])('that cannot be read: %j', (line, problem) => {
    expect(read(line)).toEqual({ problem });
  });
});

test('names are those of the prober, of groups and of servers', () => {
  const { topology } = parseTopology(TOPOLOGY, { file: 'topology.yml', env: {} });
  expect(Object.fromEntries(namesOf(topology!))).toEqual({
    prober: ['prober'],
    'mail-servers': ['mail1', 'mail2'],
    'web-servers': ['web1'],
    mail1: ['mail1'],
    mail2: ['mail2'],
    web1: ['web1'],
  });
});

test.each([
  ['gw', ['gw1', 'gw2']],
  ['host1', ['host1']],
  ['x', []],
])('%s may become %j', (beginning, expected) => {
  expect(completions(beginning, [...NAMES.keys()])).toEqual(expected);
});
