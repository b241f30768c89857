/** Strings and brackets of a JSON text, and the colon that makes a string a key. */
const TOKEN = /"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?|[{}[\]]/g;

/**
 * The first key that stands twice in one object of `text`, which has to be valid JSON; undefined where there is none.
 * `JSON.parse` silently takes the last of them, and its reviver sees no more than that.
 */
export function repeatedKey(text: string): string | undefined {
  const open: Set<string>[] = [];
  for (const [token, inner = '', colon] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (colon !== undefined) {
      const key = inner.includes('\\') ? String(JSON.parse(`"${inner}"`)) : inner;
      const keys = open.at(-1);
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
  }
  return undefined;
}
