import { isMapping, quoteValue } from './value-words.ts';
import type { YamlPath } from './yaml-places.ts';

/** Lists whose entries have a name of their own in messages. */
const ENTRY_NAMES: Readonly<Record<string, string>> = {
  zones: 'zone',
  groups: 'group',
  servers: 'server',
  services: 'service',
  flows: 'flow',
};

interface PathWords {
  /** The nearest thing with a name: `server "gw1"`, `server 2 of group "gateways"`; empty for the file itself. */
  readonly thing: string;
  /** Keys from there on, joined by dots: `fallback.to`; empty for the thing itself. */
  readonly key: string;
}

/** A path as messages name it. */
export function describePath(root: unknown, path: YamlPath): PathWords {
  let value: unknown = root;
  let thing = '';
  let keys: string[] = [];
  path.forEach((step, index) => {
    const list = path[index - 1];
    value = childOf(value, step);
    const entryName = typeof step === 'number' ? ENTRY_NAMES[String(list)] : undefined;
    if (entryName !== undefined) {
      // A bad id is no name to call its owner by.
      const named = path[index + 1] === 'id' ? undefined : value;
      thing = entryWords(entryName, named, Number(step), thing);
      keys = [];
    } else if (typeof step === 'string') keys.push(step);
  });
  return { thing, key: keys.join('.') };
}

function entryWords(entryName: string, value: unknown, index: number, inside: string): string {
  const id = isMapping(value) ? value['id'] : undefined;
  if (typeof id === 'string' && id !== '') return `${entryName} ${quoteValue(id)}`;
  return `${entryName} ${String(index + 1)}${inside === '' ? '' : ` of ${inside}`}`;
}

/** `role of server "gw1"`, `server "gw1"`, `site.url`; `fallbackName` for the file itself. */
export function nameOf({ thing, key }: PathWords, fallbackName: string): string {
  if (thing === '') return key === '' ? fallbackName : key;
  return key === '' ? thing : `${key} of ${thing}`;
}

/** The value at `path`; undefined where there is none. */
export function valueAt(root: unknown, path: YamlPath): unknown {
  return path.reduce<unknown>((value, step) => childOf(value, step), root);
}

function childOf(value: unknown, step: string | number): unknown {
  if (Array.isArray(value)) return typeof step === 'number' ? (value[step] as unknown) : undefined;
  return isMapping(value) && Object.hasOwn(value, step) ? value[String(step)] : undefined;
}
