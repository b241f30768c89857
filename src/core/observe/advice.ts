import { DAY_MS } from '../model/time.ts';
import type { Instant } from '../model/time.ts';
import type { Id } from '../model/topology.ts';

/** Staff hear of the same thing once in so long, not each minute. */
const ADVISE_EVERY_MS = DAY_MS;

/** A check of which there is something to know although it is no failure: a certificate near its end, a plug-in's warning. */
export interface CheckAdvice {
  readonly server: Id;
  /** The name of its kind. */
  readonly kind: string;
  /** Sentences of ours, which may be told to anybody. */
  readonly warnings: readonly string[];
  /** What the other side said. Private. */
  readonly detail?: string;
}

/** An engine that answered, of whose answer there is something to know. */
interface SourceAdvice {
  readonly source: string;
  /** They quote the engine. Private. */
  readonly notes: readonly string[];
}

export type Advice = CheckAdvice | SourceAdvice;

/** What somebody was advised of, and when. */
export type Advised = ReadonlyMap<string, Instant>;

export function adviceKey(advice: Advice): string {
  return 'source' in advice ? `source ${advice.source}` : `${advice.server} ${advice.kind}`;
}

/** What is news at that time of all there is to know. A clock that was set back makes nothing old. */
export function dueAdvice(all: readonly Advice[], advised: Advised, at: Instant): readonly Advice[] {
  const known = stillKnown(advised, at);
  return all.filter((advice) => !known.has(adviceKey(advice)));
}

/** Without what may be said again. */
export function stillKnown(advised: Advised, at: Instant): Advised {
  return new Map([...advised].filter(([, told]) => Math.abs(at - told) < ADVISE_EVERY_MS));
}
