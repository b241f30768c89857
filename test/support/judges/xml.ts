/** A strict little reader of XML 1.0 without DTDs: throws on whatever is not well-formed. Knows nothing of how ours is written. */
export interface Element {
  /** With its prefix, as written. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** Of the element itself, entities resolved. */
  readonly text: string;
}

const CHARACTER = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u;
const NAME = String.raw`[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?`;
const START = new RegExp(String.raw`<(${NAME})((?:\s+${NAME}\s*=\s*"[^"<]*")*)\s*(/?)>`, 'y');
const END = new RegExp(String.raw`</(${NAME})\s*>`, 'y');
const TEXT = /[^<]+/y;
const DECLARATION = /^<\?xml version="1\.0" encoding="UTF-8"\?>\s*/;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

interface Open {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: Element[];
  text: string;
}

export function parseXml(xml: string): Element {
  if (!CHARACTER.test(xml)) throw new Error('a character XML 1.0 forbids');
  const declaration = DECLARATION.exec(xml);
  if (declaration === null) throw new Error('no XML declaration');
  const document: Open = { name: '', attributes: {}, children: [], text: '' };
  const stack: Open[] = [document];
  let position = declaration[0].length;
  const take = (pattern: RegExp) => {
    pattern.lastIndex = position;
    const match = pattern.exec(xml);
    if (match !== null) position = pattern.lastIndex;
    return match;
  };
  while (position < xml.length) {
    const top = stack.at(-1) ?? document;
    const text = take(TEXT);
    const start = text === null ? take(START) : null;
    const end = text === null && start === null ? take(END) : null;
    if (text !== null) top.text += resolved(text[0]);
    else if (start !== null) open(stack, start);
    else if (end !== null) close(stack, end[1] ?? '');
    else throw new Error(`not well-formed at ${xml.slice(position, position + 40)}`);
  }
  const [root] = document.children;
  if (stack.length !== 1 || root === undefined || document.children.length !== 1)
    throw new Error('not one root');
  if (document.text.trim() !== '') throw new Error('text outside the root');
  return root;
}

function open(stack: Open[], [, name = '', attributes = '', empty]: RegExpExecArray): void {
  const found: Record<string, string> = {};
  for (const [, key = '', value = ''] of attributes.matchAll(/([\w:.-]+)\s*=\s*"([^"]*)"/g)) {
    if (Object.hasOwn(found, key)) throw new Error(`${key} twice`);
    found[key] = resolved(value);
  }
  const element: Open = { name, attributes: found, children: [], text: '' };
  stack.at(-1)?.children.push(element);
  if (empty !== '/') stack.push(element);
}

function close(stack: Open[], name: string): void {
  if (stack.length < 2 || stack.pop()?.name !== name) throw new Error(`</${name}> closes nothing`);
}

function resolved(text: string): string {
  if (text.includes(']]>')) throw new Error(']]> in text');
  return text.replace(/&([^;]*);?/g, (whole, name: string) => {
    const value = ENTITIES[name];
    if (value === undefined || !whole.endsWith(';')) throw new Error(`the reference ${whole.slice(0, 12)}`);
    return value;
  });
}

export function childrenOf(element: Element, name: string): readonly Element[] {
  return element.children.filter((child) => child.name === name);
}

export function textOfChild(element: Element, name: string): string | undefined {
  return childrenOf(element, name)[0]?.text;
}
