import { expect, it } from 'vitest';
import { readXml } from './strict-xml.ts';

it('reads what is well-formed', () => {
  expect(
    readXml('<?xml version="1.0" encoding="UTF-8"?>\n<a b="1 &lt; 2"><c/>x &amp; &#x1F600;</a>\n'),
  ).toEqual({
    name: 'a',
    attributes: { b: '1 < 2' },
    children: [{ name: 'c', attributes: {}, children: [] }, 'x & 😀'],
  });
});

it.each([
  ['an element that does not end', '<a><b></a>'],
  ['a second root', '<a/><b/>'],
  ['a bare ampersand', '<a>AT&T</a>'],
  ['an entity of HTML', '<a>&nbsp;</a>'],
  ['a control character', '<a>\u0007</a>'],
  ['a reference to one', '<a>&#7;</a>'],
  ['a lone surrogate', '<a>\uD83D</a>'],
  ['an attribute twice', '<a b="1" b="2"/>'],
  ['attributes without a space', '<a b="1"c="2"/>'],
  ['an attribute without quotes', '<a b=1/>'],
  ['a bracket in an attribute', '<a b="<"/>'],
  ['the end of CDATA in text', '<a>]]></a>'],
  ['a comment, which we never print', '<a><!-- x --></a>'],
])('refuses %s', (_, text) => {
  expect(() => readXml(text)).toThrow();
});
