import type { VNode } from 'preact';
import { jsxTemplate } from 'preact/jsx-runtime';
import { renderToString } from 'preact-render-to-string';

/**
 * Draws a part of a page, or puts what it drew before where it is the same: live pages are drawn each minute, and in most
 * minutes nearly everything on them is what it was.
 * @param name of the part; no two parts have the same
 * @param from everything that decides what is drawn, as plain data: equal data, equal drawing
 */
export type Keep = (name: string, from: unknown, draw: () => VNode) => VNode;

/** In UTF-16 code units, drawings and what they were drawn from: several times what the largest live pages need. */
const MAX_LENGTH = 8_000_000;
/** What so many parts were drawn since it was used will not be used again: that is a few minutes of a site of thousands. */
const MAX_UNUSED = 3_000;

/** Nothing is kept: what others draw may follow from anything. */
export const keepNothing: Keep = (_name, _from, draw) => draw();

interface Drawing {
  readonly html: string;
  /** How many parts had been asked for when it was used last. */
  usedAt: number;
}

/** A memory of drawings; what was not used for the longest goes first. */
export function createKeep({ maxLength = MAX_LENGTH, maxUnused = MAX_UNUSED } = {}): Keep {
  /** In the order of their last use. */
  const drawings = new Map<string, Drawing>();
  let [length, asked] = [0, 0];
  const forget = () => {
    for (const [key, { html, usedAt }] of drawings) {
      if (length <= maxLength && asked - usedAt <= maxUnused) return;
      drawings.delete(key);
      length -= key.length + html.length;
    }
  };
  return (name, from, draw) => {
    asked += 1;
    const key = `${name} ${JSON.stringify(from)}`;
    const known = drawings.get(key);
    if (known !== undefined) {
      known.usedAt = asked;
      drawings.delete(key);
      drawings.set(key, known);
      return finished(known.html);
    }
    const html = inOnePiece(renderToString(draw()));
    drawings.set(key, { html, usedAt: asked });
    length += key.length + html.length;
    forget();
    return finished(html);
  };
}

/** A text that was put together from a thousand pieces holds on to all of them until it is copied. */
function inOnePiece(text: string): string {
  return Buffer.from(text).toString();
}

/** Markup that is escaped already, as a precompiled template of JSX has it. */
function finished(html: string): VNode {
  return jsxTemplate([html]);
}
