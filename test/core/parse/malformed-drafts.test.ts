import { describe, expect, it } from 'vitest';
import { HEAD_LINES } from '../../../src/core/parse/draft-word.ts';
import { MAX_FRONT_MATTER_LENGTH } from '../../../src/core/parse/front-matter-yaml.ts';
import { MAX_LOST_CHARACTERS } from '../../../src/core/parse/not-text.ts';
import { codes, file, incidentOf, read } from './reading.ts';

describe('a draft in a file that is malformed', () => {
  const hiding: readonly [name: string, text: string][] = [
    ['no colon', '---\ntitle: x\ndraft true\n---\n\nsecret\n'],
    ['an equals sign', '---\ntitle: x\ndraft = true\n---\n\nsecret\n'],
    ['a full-width colon', '---\ntitle: x\ndraft：true\n---\n\nsecret\n'],
    ['four dashes', '----\ntitle: x\ndraft: true\n----\n\nsecret\n'],
    ['a long dash', '—\ntitle: x\ndraft: true\n—\n\nsecret\n'],
    ['TOML', '+++\ndraft = true\n+++\n\nsecret\n'],
    ['a word behind the dashes', '---x\ntitle: x\ndraft yes\n---\n\nsecret\n'],
    ['text above', 'Dear all\n---\ntitle: x\ndraft: true\n---\n\nsecret\n'],
    ['an empty head', '---\n---\ndraft: true\n\nsecret\n'],
    ['no end', '---\ntitle: x\n\n- draft\n\nsecret\n'],
    ['a list', '---\n- title: x\n- Draft: true\n---\n\nsecret\n'],
    [
      'more than 16 kB of keys',
      `---\nabout: ${'x'.repeat(MAX_FRONT_MATTER_LENGTH)}\ndraft true\n---\n\nsecret\n`,
    ],
    ['the plural', 'title x\ndrafts: true\n\nsecret\n'],
  ];
  it.each(hiding)('is not published: %s', (_name, text) => {
    const { incident, prose, diagnostics } = read(text);
    expect(incident).toBeNull();
    expect(JSON.stringify(prose)).not.toContain('secret');
    expect(diagnostics.map(({ code }) => code)).toContain('bad-draft');
  });

  const shown: readonly [name: string, text: string][] = [
    ['a sentence below sound front matter', file('', 'Draft messages cannot be saved.\n\ndraft: true')],
    ['a comment in sound front matter', file('# draft: true', '[10:30] x')],
    ['`draft: false` beside a broken key', file('affects: {a\ndraft: false', '[10:30] x')],
    ['an update without front matter', '[10:30] Draft messages cannot be saved.\n'],
    ['the word within a line', 'Members cannot open a draft.\n'],
    ['another word', 'Drafts cannot be saved, nor can draughts.\n'],
    ['far below', `${'words\n'.repeat(HEAD_LINES)}draft\n`],
  ];
  it.each(shown)('but this is: %s', (_name, text) => {
    expect(read(text).incident).not.toBeNull();
  });
});

describe('a file that is not UTF-8 text', () => {
  const lost = '\uFFFD';
  it.each([
    ['UTF-16', `${lost}${lost}${[...file('draft: true', 'secret')].join('\0')}`, true],
    ['one NUL far below', file('', `secret${' words'.repeat(100)}\0`), true],
    ['a lost letter in the front matter', file(`draft${lost}: true`, 'secret'), true],
    ['many lost letters in the text', file('', `secret ${lost.repeat(MAX_LOST_CHARACTERS + 1)}`), true],
    ['a few lost letters in the text', file('', `secret ${lost.repeat(MAX_LOST_CHARACTERS)}`), false],
  ])('%s: nothing is published: %s', (_name, text, hidden) => {
    const { incident, prose, diagnostics } = read(text);
    expect(incident === null).toBe(hidden);
    expect(JSON.stringify(prose).includes('secret')).toBe(!hidden);
    expect(diagnostics.map(({ code }) => code)).toEqual(hidden ? ['not-text'] : []);
  });
});

describe('a file with nothing in it', () => {
  it.each([
    '',
    '\n\n',
    '\uFEFF',
    '---',
    '---\n---\n',
    '---\nkind: announcement\n---\n\n',
    '---\ntitle: ""\n---\n',
  ])('%j is published under its name, and told', (text) => {
    expect(incidentOf(text).title).toBe('Website slowdown');
    expect(codes(text)).not.toEqual([]);
  });
});
