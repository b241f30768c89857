import path from 'node:path';
import type { DayCounts } from '../core/evaluate/history.ts';
import { readIfPresent, replaceFile } from './files.ts';

/** Raised when the form of the cache, or what counts as a change, becomes another. */
const CACHE_VERSION = 1;

/** How many changes each day had, kept so that months long past are not read for it again. Safe to delete. */
export interface DayCountsCache {
  readonly known: DayCounts;
  /** Writes what was counted anew, and forgets what nobody asked for. */
  save(): void;
}

/** @param stateDir without it nothing is remembered or written. */
export function loadDayCounts(stateDir: string | undefined): DayCountsCache {
  const file = stateDir === undefined ? null : path.join(stateDir, 'cache', 'history-days.json');
  let before = file === null ? [] : read(readIfPresent(file));
  const known = new AskedFor(before);
  return {
    known,
    save() {
      const counts = known.askedFor();
      known.forgetRest();
      const same =
        counts.length === before.length && counts.every(([name], index) => name === before[index]?.[0]);
      if (file === null || same) return;
      replaceFile(file, JSON.stringify({ version: CACHE_VERSION, counts }));
      before = counts;
    },
  };
}

type Counts = Readonly<Record<string, number>>;

/** Remembers which entries were used. */
class AskedFor extends Map<string, Counts> {
  readonly #used = new Set<string>();

  override get(name: string): Counts | undefined {
    this.#used.add(name);
    return super.get(name);
  }

  /** What nobody asked for since this was called last goes. */
  forgetRest(): void {
    for (const name of [...this.keys()]) if (!this.#used.has(name)) this.delete(name);
    this.#used.clear();
  }

  askedFor(): readonly (readonly [string, Counts])[] {
    return [...this.#used].sort().flatMap((name) => {
      const counts = super.get(name);
      return counts === undefined ? [] : [[name, counts] as const];
    });
  }
}

/** Empty for a cache that cannot be read: it is as good as none. */
function read(text: string | null): readonly (readonly [string, Counts])[] {
  if (text === null) return [];
  try {
    const cache = JSON.parse(text) as { version?: unknown; counts?: unknown } | null;
    const { version, counts } = cache ?? {};
    if (version !== CACHE_VERSION || !Array.isArray(counts)) return [];
    return counts.filter(isEntry);
  } catch {
    return [];
  }
}

function isEntry(entry: unknown): entry is readonly [string, Counts] {
  if (!Array.isArray(entry) || typeof entry[0] !== 'string') return false;
  const counts: unknown = entry[1];
  return typeof counts === 'object' && counts !== null && Object.values(counts).every(Number.isInteger);
}
