/* A reader of XML 1.0 that forgives nothing, written by the Recommendation's productions and not by what we print. */

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (XmlElement | string)[];
}

const NAME = /[A-Za-z_:][-A-Za-z0-9_:.]*/y;
const SPACE = /[ \t\r\n]+/y;
const REFERENCE = /&(?:(amp|lt|gt|quot|apos)|#(\d+)|#x([0-9A-Fa-f]+));/y;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Production 2, Char. */
function isChar(code: number): boolean {
  return (
    [0x9, 0xa, 0xd].includes(code) ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff)
  );
}

/** The root element of a document without a DTD. @throws Error that says where it is not well-formed. */
export function readXml(text: string): XmlElement {
  return new Reader(text).document();
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    for (const character of text) {
      const code = character.codePointAt(0) ?? 0;
      if (!isChar(code)) throw new Error(`U+${code.toString(16)} is no character of XML`);
    }
  }

  document(): XmlElement {
    const declaration = /^<\?xml version="1\.0"(?: encoding="UTF-8")?\?>/.exec(this.#text);
    this.#at = declaration?.[0].length ?? 0;
    this.#match(SPACE);
    const root = this.#element();
    this.#match(SPACE);
    if (this.#at !== this.#text.length) this.#fail('nothing after the root');
    return root;
  }

  #element(): XmlElement {
    this.#expect('<');
    const name = this.#name();
    const attributes: Record<string, string> = {};
    for (;;) {
      const spaced = this.#match(SPACE) !== null;
      if (this.#take('/>')) return { name, attributes, children: [] };
      if (this.#take('>')) break;
      if (!spaced) this.#fail('a space before an attribute');
      const key = this.#name();
      this.#expect('=');
      if (Object.hasOwn(attributes, key)) this.#fail(`"${key}" once`);
      attributes[key] = this.#value();
    }
    const children = this.#content();
    this.#expect('</');
    if (this.#name() !== name) this.#fail(`the end of ${name}`);
    this.#match(SPACE);
    this.#expect('>');
    return { name, attributes, children };
  }

  #content(): (XmlElement | string)[] {
    const children: (XmlElement | string)[] = [];
    let text = '';
    while (!this.#text.startsWith('</', this.#at)) {
      if (this.#at >= this.#text.length) this.#fail('an end tag');
      if (this.#text.startsWith(']]>', this.#at)) this.#fail('no ]]> in text');
      if (this.#text[this.#at] === '<') {
        if (text !== '') children.push(text);
        text = '';
        children.push(this.#element());
      } else text += this.#character();
    }
    return text === '' ? children : [...children, text];
  }

  #value(): string {
    const quote = this.#text[this.#at];
    if (quote !== '"' && quote !== "'") this.#fail('a quoted value');
    this.#at += 1;
    let value = '';
    while (!this.#take(quote ?? '')) {
      if (this.#at >= this.#text.length || this.#text[this.#at] === '<') this.#fail('the end of a value');
      value += this.#character();
    }
    return value;
  }

  #character(): string {
    if (this.#text[this.#at] !== '&') return this.#text[this.#at++] ?? '';
    const [, named, decimal, hex] = this.#match(REFERENCE) ?? this.#fail('a reference that XML knows');
    if (named !== undefined) return NAMED[named] ?? '';
    const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
    if (!isChar(code)) this.#fail('a reference to a character');
    return String.fromCodePoint(code);
  }

  #name(): string {
    return (this.#match(NAME) ?? this.#fail('a name'))[0];
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found !== null) this.#at += found[0].length;
    return found;
  }

  #take(token: string): boolean {
    if (!this.#text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }

  #expect(token: string): void {
    if (!this.#take(token)) this.#fail(token);
  }

  #fail(expected: string): never {
    const near = JSON.stringify(this.#text.slice(this.#at, this.#at + 40));
    throw new Error(`expected ${expected} at ${String(this.#at)}, found ${near}`);
  }
}

/** Every element, from the root down. */
export function elementsOf(root: XmlElement): readonly XmlElement[] {
  return [root, ...root.children.flatMap((child) => (typeof child === 'string' ? [] : elementsOf(child)))];
}

/** All text in it. */
export function textOf(element: XmlElement): string {
  return element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}
