import type { EngineReport } from '../../../core/observe/source-votes.ts';
import type { Instant } from '../../../core/model/time.ts';
import { firstWords, quoteValue } from '../../../core/parse/value-words.ts';
import type { SourceOptions } from './source-kind.ts';

/*
 * Which of the things an engine checks is meant by a name. Some may be called by several names, and some names by several
 * things: such a name means none of them, because the wrong light is worse than none.
 */

const MAX_QUOTED_NAMES = 5;

export interface Named<Thing> {
  readonly found: ReadonlyMap<string, Thing>;
  /** Names of more than one thing. */
  readonly ambiguous: readonly string[];
}

/** Of each wanted name the one thing that is called so. */
export function findNamed<Thing>(
  things: readonly Thing[],
  namesOf: (thing: Thing) => readonly (string | undefined)[],
  wanted: ReadonlySet<string>,
): Named<Thing> {
  const called = new Map<string, Set<Thing>>();
  for (const thing of things) {
    for (const name of namesOf(thing)) {
      if (name === undefined || !wanted.has(name)) continue;
      const others = called.get(name);
      if (others === undefined) called.set(name, new Set([thing]));
      else others.add(thing);
    }
  }
  const found = new Map<string, Thing>();
  for (const [name, [first, ...more]] of called)
    if (first !== undefined && more.length === 0) found.set(name, first);
  return { found, ambiguous: [...called.keys()].filter((name) => !found.has(name)) };
}

/** @param instead completes "several things there are called so; …" */
export function ambiguousReports(
  names: readonly string[],
  now: Instant,
  instead: string,
): readonly EngineReport[] {
  const detail = `several things there are called so; ${instead}`;
  return names.map((name) => ({ name, reason: 'reported-unknown', at: now, detail }));
}

/** What staff should know of names that lead nowhere. Only of those that somebody wrote down: an id may be no business of this engine. */
export function nameNotes(
  { rules }: SourceOptions,
  told: ReadonlySet<string>,
  ambiguous: readonly string[] = [],
): readonly string[] {
  const written = new Set([...[...rules.servers.values()].flat(), ...rules.canaries]);
  const missing = [...written].filter((name) => !told.has(name) && !ambiguous.includes(name));
  return [
    ...(missing.length === 0 ? [] : [`it has nothing called ${namesIn(missing)}`]),
    ...(ambiguous.length === 0 ? [] : [`it has more than one thing called ${namesIn(ambiguous)}`]),
  ];
}

const namesIn = (names: readonly string[]) => firstWords(names.map(quoteValue), MAX_QUOTED_NAMES);
