import { renderToString } from 'preact-render-to-string';
import { describe, expect, test } from 'vitest';
import { createKeep, keepNothing } from '../../templates/keep.ts';
import type { Keep } from '../../templates/keep.ts';

/** Draws a name with a counter that tells how often it was drawn. */
function drawing(keep: Keep) {
  let drawn = 0;
  const part = (name: string, from: unknown, text: string) =>
    keep(name, from, () => {
      drawn += 1;
      return <b title={text}>{text}</b>;
    });
  return {
    part,
    text: (name: string, from: unknown, text: string) => renderToString(<p>{part(name, from, text)}</p>),
    drawn: () => drawn,
  };
}

describe('a part of a page', () => {
  test('is drawn once for the same data, and escaped once', () => {
    const { text, drawn } = drawing(createKeep());
    const first = text('name', { id: 1, list: ['a'] }, 'a < b & "c"');
    expect(first).toBe('<p><b title="a &lt; b &amp; &quot;c&quot;">a &lt; b &amp; &quot;c&quot;</b></p>');
    expect(text('name', { id: 1, list: ['a'] }, 'never drawn')).toBe(first);
    expect(drawn()).toBe(1);
  });

  test('is drawn again for other data, and for another part', () => {
    const { text, drawn } = drawing(createKeep());
    const texts = [text('name', [1], 'one'), text('name', [2], 'two'), text('other', [1], 'three')];
    expect(texts).toEqual(['one', 'two', 'three'].map((word) => `<p><b title="${word}">${word}</b></p>`));
    expect(drawn()).toBe(3);
  });

  test('may hold other parts', () => {
    const { part } = drawing(createKeep());
    const keep = createKeep();
    const outer = () =>
      renderToString(
        <ul>
          {keep('list', [1], () => (
            <>
              <li>{part('a', 1, 'a')}</li>
              <li>{part('b', 1, 'b')}</li>
            </>
          ))}
        </ul>,
      );
    expect(outer()).toBe('<ul><li><b title="a">a</b></li><li><b title="b">b</b></li></ul>');
    expect(outer()).toBe(outer());
  });

  test('that was not used for the longest is forgotten first', () => {
    const length = 'name 1'.length + '<b title="x">x</b>'.length;
    const { text, drawn } = drawing(createKeep({ maxLength: 2 * length }));
    const draw = (from: number) => text('name', from, 'x');
    draw(1);
    draw(2);
    draw(1);
    draw(3);
    expect(drawn()).toBe(3);
    draw(1);
    expect(drawn()).toBe(3);
    draw(2);
    expect(drawn()).toBe(4);
  });

  test('that was not used for long is forgotten', () => {
    const { text, drawn } = drawing(createKeep({ maxUnused: 2 }));
    const draw = (from: number) => text('name', from, 'x');
    for (const from of [1, 2, 1, 3, 1]) draw(from);
    expect(drawn()).toBe(3);
    // Of the second nobody has spoken for three.
    draw(4);
    draw(2);
    expect(drawn()).toBe(5);
    draw(1);
    expect(drawn()).toBe(5);
  });

  test('of a site with components of its own is drawn each time', () => {
    const { text, drawn } = drawing(keepNothing);
    text('name', 1, 'x');
    text('name', 1, 'x');
    expect(drawn()).toBe(2);
  });
});
