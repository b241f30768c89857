import type { Id } from '../model/topology.ts';

const HOP = '[a-z0-9]+(?:-[a-z0-9]+)*';
const CHAIN = `${HOP}(?:\\s*->\\s*${HOP})+`;

/** `a -> b -> c`, with or without `: fallback` at the end. */
export const FLOW_PATTERN = new RegExp(`^\\s*${CHAIN}\\s*(?::\\s*fallback)?\\s*$`);
/** The same without the ending: the key of the mapping that YAML makes of `- a -> b: fallback`. */
export const FLOW_KEY_PATTERN = new RegExp(`^\\s*${CHAIN}\\s*$`);

/** One line of `flows`. */
interface FlowChain {
  /** Two or more. */
  readonly hops: readonly Id[];
  readonly fallback: boolean;
}

/** Reads one entry of `flows` as YAML gives it; undefined for what is no flow. */
export function readFlow(value: unknown): FlowChain | undefined {
  const text = flowText(value);
  if (text === undefined || !FLOW_PATTERN.test(text)) return undefined;
  const [chain = '', ending] = text.split(':');
  return { hops: chain.split('->').map((hop) => hop.trim()), fallback: ending !== undefined };
}

function flowText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const [entry, ...more] = Object.entries(value);
  return entry !== undefined && more.length === 0 ? `${entry[0]}: ${String(entry[1])}` : undefined;
}
