import { describe, expect, it } from 'vitest';
import { file, incidentOf, read } from './reading.ts';

describe('effects', () => {
  const effects = (keys: string, body: string) => {
    const incident = incidentOf(file(keys, body));
    return [incident.effects, ...incident.updates.map((update) => update.effects)].map(
      (found) =>
        found && [
          ...found.affects.map(({ id, severity }) => `${id} ${severity}`),
          ...(found.mail ? [`in ${found.mail.incoming ?? '-'} out ${found.mail.outgoing ?? '-'}`] : []),
          ...(found.unreadable ? ['unreadable'] : []),
        ],
    );
  };

  it.each<[string, string, string, (string[] | undefined)[]]>([
    [
      'a mapping',
      'affects: {web-access: degraded, client-access: partial}',
      'x',
      [['web-access degraded', 'client-access partial'], undefined],
    ],
    ['a list', 'affects: [web-access]', 'x', [['web-access degraded'], undefined]],
    [
      'a block list',
      'affects:\n  - web-access\n  - hosting',
      'x',
      [['web-access degraded', 'hosting degraded'], undefined],
    ],
    ['nothing', 'affects: []', 'x', [[], undefined]],
    ['mail, one word', 'mail: delayed', 'x', [['in delayed out delayed'], undefined]],
    ['mail, each way', 'mail: {outgoing: Lost}', 'x', [['in - out lost'], undefined]],
    [
      'a change of one keeps the other',
      'affects: [hosting]\nmail: safe',
      '[10:30] a\n{mail: delayed}',
      [
        ['hosting degraded', 'in safe out safe'],
        ['hosting degraded', 'in delayed out delayed'],
      ],
    ],
    [
      'a change replaces all of affects',
      'affects: {a: down, b: down}',
      '[10:30] a\n{affects: {b: partial}}',
      [['a down', 'b down'], ['b partial']],
    ],
    [
      'a change behind the text',
      'affects: {a: down}',
      '[10:30] Identified: slow {affects: {b: partial}, mail: safe}',
      [['a down'], ['b partial', 'in safe out safe']],
    ],
    [
      'a change behind the text and one on its own line',
      'affects: {a: down}',
      '[10:30] slow {affects: [b]}\n{mail: safe}',
      [['a down'], ['b degraded', 'in safe out safe']],
    ],
    ['a change in inline code', 'affects: [a]', '[10:30] `{affects: [b]}`', [['a degraded'], undefined]],
    ['a change behind a text without marks', '', 'slow {affects: [b]}', [[], ['b degraded']]],
    [
      'changes follow time, not the file',
      'affects: [a]',
      '[11:00] late\n{mail: safe}\n[10:30] early\n{affects: [b]}',
      [['a degraded'], ['b degraded'], ['b degraded', 'in safe out safe']],
    ],
    [
      'what cannot be read stays so until it is told anew',
      'affects: what',
      '[10:30] a\n{mail: safe}\n[10:40] b\n{affects: {}}',
      [
        ['what degraded', 'unreadable'],
        ['what degraded', 'in safe out safe', 'unreadable'],
        ['in safe out safe'],
      ],
    ],
  ])('%s', (_, keys, body, expected) => {
    expect(effects(keys, body)).toEqual(expected);
  });
});

it('reads a phase that only effects follow', () => {
  const { incident, prose } = read(file('', '[20:00] a\n[20:10] Resolved {affects: []}\nAll is well.'));
  expect(incident?.phase).toBe('resolved');
  expect(incident?.resolved?.at).toBe(incident?.updates[1]?.at.at);
  expect(prose.updates).toEqual(['a', 'All is well.']);
});

it('finds its way through thousands of braces', () => {
  const text = '`{affects: `\\{mail: '.repeat(5000);
  expect(read(file('', `[20:00] ${text}`)).diagnostics).toEqual([]);
});

describe('effects behind the text that cannot be read', () => {
  it.each([
    'slow {affects: {web-access: down}',
    'slow {affects: {web-access: down}}.',
    'slow {affects: [hosting]} for now',
    'slow {affects: [hosting]} {mail: safe}',
    'slow {affects: [hosting], note: this}',
    'slow {afects: [hosting]}',
    'slow {mail: {incoming: safe}',
    'slow {affects:',
  ])('%s', (text) => {
    const { incident, prose, diagnostics } = read(file('', `[20:00] ${text}`));
    expect(diagnostics.map(({ code }) => code)).toEqual(['bad-effects-line']);
    expect(incident?.updates[0]?.effects).toEqual({ affects: [], unreadable: true });
    expect(prose.updates).toEqual([text]);
  });

  it('believes what it can of words that are wrong', () => {
    const { incident, prose, diagnostics } = read(file('', '[20:00] slow {affects: {a: dwon, b: down}}'));
    expect(diagnostics.map(({ code, line, column }) => [code, line, column])).toEqual([
      ['bad-effects-line', 5, 28],
    ]);
    expect(incident?.updates[0]?.effects).toMatchObject({ affects: [{ id: 'b' }], unreadable: true });
    expect(prose.updates).toEqual(['slow']);
  });
});
