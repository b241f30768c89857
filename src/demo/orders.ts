import type { Id, Topology } from '../core/model/topology.ts';
import { groupsOf, serversOf } from '../core/model/topology.ts';

/** What can be done to the stand-ins. `toggle` stops one that runs and starts any other. */
export const ACTIONS = ['stop', 'start', 'restart', 'mute', 'refuse', 'toggle', 'list', 'help'] as const;
export type Action = (typeof ACTIONS)[number];

/** Actions that need no server. */
const ALONE: ReadonlySet<Action> = new Set<Action>(['list', 'help']);

/** The prober itself, which can be stopped and started like a server. A server of that name comes first. */
export const PROBER = 'prober';

export interface Order {
  readonly action: Action;
  /** Each once, in the order named; empty for `list` and `help`. */
  readonly ids: readonly Id[];
}

export type OrderReading =
  | { readonly order: Order }
  /** One sentence for whoever typed it. */
  | { readonly problem: string };

/** A name that stands for one server, or for all of a group. */
export type Names = ReadonlyMap<string, readonly Id[]>;

export function namesOf(topology: Topology): Names {
  return new Map<string, readonly Id[]>([
    [PROBER, [PROBER]],
    ...groupsOf(topology).map(({ id, servers }) => [id, servers.map((server) => server.id)] as const),
    ...serversOf(topology).map(({ id }) => [id, [id]] as const),
  ]);
}

/**
 * Reads `stop gw1`, `stop gw1 gw2`, `stop gateways`, `list`, and a name alone, which is a toggle. Actions and names may be cut
 * short to whatever begins no other one.
 */
export function readOrder(words: readonly string[], names: Names): OrderReading {
  const [first, ...rest] = words.map((word) => word.toLowerCase());
  if (first === undefined) return { problem: 'Nothing was said. Try "list".' };
  const action = only(first, ACTIONS);
  if (action === undefined || (rest.length === 0 && names.has(first))) return resolve('toggle', words, names);
  if (ALONE.has(action)) return { order: { action, ids: [] } };
  if (rest.length === 0) return { problem: `Which server? For example: ${action} ${example(names)}` };
  return resolve(action, rest, names);
}

function resolve(action: Action, words: readonly string[], names: Names): OrderReading {
  const ids: Id[] = [];
  for (const word of words) {
    const fitting = completions(word, [...names.keys()]);
    const [name] = fitting;
    if (name === undefined) return { problem: unknown(word, words) };
    if (fitting.length > 1) return { problem: `"${word}" may be ${fitting.join(' or ')}. Type more of it.` };
    ids.push(...(names.get(name) ?? []));
  }
  return { order: { action, ids: [...new Set(ids)] } };
}

function unknown(word: string, words: readonly string[]): string {
  return word === words[0] && words.length > 1
    ? `"${word}" is nothing that can be done. Try ${ACTIONS.join(', ')}.`
    : `There is no server "${word}". "list" shows them all.`;
}

function example(names: Names): string {
  return [...names.keys()].find((name) => name !== PROBER && names.get(name)?.[0] === name) ?? PROBER;
}

function only<T extends string>(word: string, known: readonly T[]): T | undefined {
  const fitting = known.filter((name) => name.startsWith(word));
  return fitting.find((name) => name === word) ?? (fitting.length === 1 ? fitting[0] : undefined);
}

/** The known words that a beginning may become; the word itself alone where it is one. */
export function completions(beginning: string, known: readonly string[]): readonly string[] {
  const word = beginning.toLowerCase();
  return known.includes(word) ? [word] : known.filter((name) => name.startsWith(word));
}
