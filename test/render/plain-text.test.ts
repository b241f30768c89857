import { describe, expect, it } from 'vitest';
import { createMarkdown } from '../../src/render/markdown.ts';
import { plainText } from '../../src/render/plain-text.ts';

const markdown = createMarkdown({ siteUrl: 'https://a.example' });
const absolute = (href: string) => new URL(href, 'https://a.example/x/').href;

describe('Markdown without markup', () => {
  it.each([
    ['a **b** _c_ `d`', 'a b c d'],
    ['one\n\ntwo', 'one\n\ntwo'],
    ['one  \ntwo', 'one\ntwo'],
    ['- a\n- b\n\nc', '- a\n- b\n\nc'],
    ['1. a\n\n2. b', '- a\n\n- b'],
    ['- a\n  - b\n- c', '- a\n\n- b\n\n- c'],
    ['# Loud\n\n> said', 'Loud\n\nsaid'],
    ['| a | b |\n|---|---|\n| 1 | 2 |', 'a b\n1 2'],
    ['a < b & "c" > d \' &lt;', 'a < b & "c" > d \' <'],
    ['&amp;lt;', '&lt;'],
    ['<script>alert(1)</script>', '<script>alert(1)</script>'],
    ['[the plan](/history/?a=1&b=2)', 'the plan (https://a.example/history/?a=1&b=2)'],
    ['<https://b.example/c>', 'https://b.example/c'],
    ['write to help@a.example', 'write to help@a.example'],
    ['![a picture](/p.png)', 'a picture'],
    ['', ''],
  ])('%j is %j', (text, expected) => {
    expect(plainText(markdown(text), absolute)).toBe(expected);
  });

  it('leaves addresses out where nobody can use them', () => {
    expect(plainText(markdown('[the plan](/history/)'))).toBe('the plan');
  });
});
