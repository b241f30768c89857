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
const MAX_KEPT_LENGTH = 8_000_000;

/** Nothing is kept: what others draw may follow from anything. */
export const keepNothing: Keep = (_name, _from, draw) => draw();

/** A memory of drawings; what was not used for the longest goes first. */
export function createKeep(maxLength = MAX_KEPT_LENGTH): Keep {
  /** In the order of their last use. */
  const drawings = new Map<string, string>();
  let length = 0;
  const put = (key: string, html: string) => {
    drawings.set(key, html);
    length += key.length + html.length;
    for (const [oldest, drawn] of drawings) {
      if (length <= maxLength) break;
      drawings.delete(oldest);
      length -= oldest.length + drawn.length;
    }
  };
  return (name, from, draw) => {
    const key = `${name} ${JSON.stringify(from)}`;
    const known = drawings.get(key);
    if (known !== undefined) {
      drawings.delete(key);
      drawings.set(key, known);
      return finished(known);
    }
    const html = renderToString(draw());
    put(key, html);
    return finished(html);
  };
}

/** Markup that is escaped already, as a precompiled template of JSX has it. */
function finished(html: string): VNode {
  return jsxTemplate([html]);
}
