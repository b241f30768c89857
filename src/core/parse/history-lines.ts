import { REMEMBERED_KINDS } from '../model/history.ts';
import type { RememberedKind, RememberedState } from '../model/history.ts';
import { SEVERITIES } from '../model/severity.ts';
import { VERDICTS } from '../model/snapshot.ts';
import type { Instant } from '../model/time.ts';
import type { Id } from '../model/topology.ts';
import { readInstant, writeInstant } from './instant.ts';
import { ID_PATTERN } from './schema-scalars.ts';
import { isMapping } from './value-words.ts';
import { readJson } from './json-text.ts';

/*
 * The form of `state/history/<yyyy-mm>.ndjson`: one JSON object a line, in the order in which it became known. A line may
 * speak of a time before the line above it, because an outage begins with its first failure and is known at its second;
 * what it says then holds from its own time on, whatever earlier lines say of that subject.
 */

/** What everything was at one instant. A subject that is not named is unknown. */
export type States = Readonly<Record<RememberedKind, ReadonlyMap<Id, RememberedState>>>;

export type HistoryLine =
  /** Somebody began to look, or looks on in a new month: nothing before it need be read to know what holds from here on. */
  | { readonly type: 'all'; readonly at: Instant; readonly states: States }
  | {
      readonly type: 'change';
      readonly at: Instant;
      readonly kind: RememberedKind;
      readonly id: Id;
      readonly state: RememberedState;
    }
  /** Nobody looked from here until the next `all`. */
  | { readonly type: 'lost'; readonly at: Instant };

/** Far above a line that says all of ten thousand servers. */
export const MAX_HISTORY_LINE_LENGTH = 1_000_000;

/** One line without its line break; undefined where it cannot be read. */
export function readHistoryLine(text: string): HistoryLine | undefined {
  if (text.length > MAX_HISTORY_LINE_LENGTH) return undefined;
  const value = readJson(text);
  if (!isMapping(value) || typeof value['at'] !== 'string') return undefined;
  const at = readInstant(value['at']);
  if (at === undefined) return undefined;
  if (Object.hasOwn(value, 'all')) return allLine(at, value['all']);
  if (value['watch'] === 'lost') return { type: 'lost', at };
  return changeLine(at, value);
}

function allLine(at: Instant, all: unknown): HistoryLine | undefined {
  if (!isMapping(all)) return undefined;
  const read = (kind: RememberedKind) => statesIn(kind, all[kind] ?? {});
  const [server, group, service] = [read('server'), read('group'), read('service')];
  if (server === undefined || group === undefined || service === undefined) return undefined;
  return { type: 'all', at, states: { server, group, service } };
}

function statesIn(kind: RememberedKind, value: unknown): Map<Id, RememberedState> | undefined {
  if (!isMapping(value)) return undefined;
  const states = new Map<Id, RememberedState>();
  for (const [id, state] of Object.entries(value)) {
    if (!isId(id) || !isStateOf(kind, state)) return undefined;
    states.set(id, state);
  }
  return states;
}

function changeLine(at: Instant, value: Readonly<Record<string, unknown>>): HistoryLine | undefined {
  const kind = REMEMBERED_KINDS.find((name) => Object.hasOwn(value, name));
  if (kind === undefined) return undefined;
  const [id, state] = [value[kind], value['is']];
  return isId(id) && isStateOf(kind, state) ? { type: 'change', at, kind, id, state } : undefined;
}

function isId(value: unknown): value is Id {
  return typeof value === 'string' && value.length <= 64 && ID_PATTERN.test(value);
}

function isStateOf(kind: RememberedKind, value: unknown): value is RememberedState {
  const states: readonly unknown[] = kind === 'server' ? VERDICTS : SEVERITIES;
  return states.includes(value);
}

/** The text of one line, without its line break. Ids in code-unit order: same facts, same bytes. */
export function writeHistoryLine(line: HistoryLine): string {
  const at = writeInstant(line.at);
  if (line.type === 'lost') return JSON.stringify({ at, watch: 'lost' });
  if (line.type === 'change') return JSON.stringify({ at, [line.kind]: line.id, is: line.state });
  const all = Object.fromEntries(
    REMEMBERED_KINDS.map((kind) => [kind, Object.fromEntries([...line.states[kind]].sort(byId))]),
  );
  return JSON.stringify({ at, all });
}

function byId([a]: readonly [Id, RememberedState], [b]: readonly [Id, RememberedState]): number {
  return a < b ? -1 : 1;
}

/** The lines of a file, and what among them cannot be read. The last one is `torn` where it has no line break. */
export interface HistoryText {
  readonly lines: readonly HistoryLine[];
  /** 1-based; never the torn one. */
  readonly bad: readonly { readonly line: number; readonly text: string }[];
  /** What stands after the last line break, where that is no whole line. */
  readonly torn?: string;
}

/** Any text gives what can be read of it. A last line that lost nothing but its line break counts as whole. */
export function readHistoryText(text: string): HistoryText {
  const rows = text.split('\n');
  const last = rows.pop() ?? '';
  const lines: HistoryLine[] = [];
  const bad: { line: number; text: string }[] = [];
  rows.forEach((row, index) => {
    const line = readHistoryLine(row);
    if (line !== undefined) lines.push(line);
    else if (row.trim() !== '') bad.push({ line: index + 1, text: row });
  });
  const whole = readHistoryLine(last);
  if (whole !== undefined) lines.push(whole);
  return { lines, bad, ...(whole === undefined && last !== '' ? { torn: last } : {}) };
}
