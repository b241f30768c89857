import { ACTIONS, completions } from './orders.ts';
import type { Names } from './orders.ts';

/** One press of a key, as Node's `keypress` event tells it. */
export interface Key {
  /** What the key would type; empty for keys that type nothing. */
  readonly text: string;
  /** `return`, `backspace`, `tab`, `c`, … */
  readonly name?: string;
  readonly ctrl?: boolean;
}

/** What a press comes to. `line` is what stands in the line afterwards. */
export interface Pressed {
  readonly line: string;
  /** Words to be carried out. */
  readonly run?: readonly string[];
  /** What the beginning typed so far may become. */
  readonly offer?: readonly string[];
  readonly quit?: true;
}

/** Longer orders name more servers than anybody types. */
const MAX_LINE = 200;

/** The servers that a single digit stops and starts: of the first group that something else takes over for. */
export function hotKeys(names: Names, group: string | undefined): ReadonlyMap<string, string> {
  const ids = group === undefined ? [] : (names.get(group) ?? []);
  return new Map(ids.slice(0, 9).map((id, index) => [String(index + 1), id]));
}

/** What a key does to the line typed so far. A digit at its beginning is an order of its own. */
export function press(
  line: string,
  { text, name, ctrl = false }: Key,
  { names, hot }: { readonly names: Names; readonly hot: ReadonlyMap<string, string> },
): Pressed {
  if (ctrl) {
    if (name === 'c' || name === 'd') return { line, quit: true };
    return { line: name === 'u' ? '' : line };
  }
  if (name === 'return' || name === 'enter') {
    const words = wordsOf(line);
    return words.length === 0 ? { line: '' } : { line: '', run: words };
  }
  if (name === 'backspace') return { line: line.slice(0, -1) };
  if (name === 'escape') return { line: '' };
  if (name === 'tab') return completed(line, names);
  const server = line === '' ? hot.get(text) : undefined;
  if (server !== undefined) return { line, run: ['toggle', server] };
  return { line: /^[\x20-\x7e]+$/.test(text) ? (line + text).slice(0, MAX_LINE) : line };
}

function wordsOf(line: string): readonly string[] {
  return line.split(' ').filter((word) => word !== '');
}

/** The last word, as far as all that it may become agree; what they are where that is no further. */
function completed(line: string, names: Names): Pressed {
  const at = line.lastIndexOf(' ') + 1;
  const beginning = line.slice(at);
  const known = at === 0 ? [...ACTIONS, ...names.keys()] : [...names.keys()];
  const fitting = completions(beginning, known);
  const [first] = fitting;
  if (first === undefined) return { line };
  if (fitting.length === 1) return { line: `${line.slice(0, at)}${first} ` };
  const shared = fitting.reduce(sharedBeginning);
  return shared.length > beginning.length ? { line: line.slice(0, at) + shared } : { line, offer: fitting };
}

function sharedBeginning(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return a.slice(0, length);
}
