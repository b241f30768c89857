import type { Verdict } from '../core/model/snapshot.ts';
import type { SiteStatus } from '../core/model/status.ts';
import { MINUTE_MS, SECOND_MS } from '../core/model/time.ts';
import type { Id, Topology } from '../core/model/topology.ts';
import { viewContext } from '../core/view/context.ts';
import type { Words } from '../render/words/words.ts';
import { pageWords, sameWords } from './page-words.ts';
import type { PageWords } from './page-words.ts';

/** What a build made of the pages. */
export interface Built {
  readonly status: SiteStatus;
  /** Below the output folder. */
  readonly filesWritten: readonly string[];
  readonly filesDeleted: readonly string[];
}

export interface PageChange {
  /** Something else stands on the pages than the seconds of the data's time. */
  readonly reload: boolean;
  /** For the terminal: what the probes see anew, and what the page says of it; empty when all is as before. */
  readonly lines: readonly string[];
}

export interface PageWatch {
  /** Told of every build. */
  built(built: Built): PageChange;
  /** Told of every order that was carried out: changes are timed from there. */
  ordered(): void;
}

export interface PageWatchOptions {
  readonly topology: Topology;
  readonly words: Words;
  /** Milliseconds of a clock that is never set. */
  elapsed(): number;
}

/** A change that comes later than this is nobody's answer to an order. */
const ANSWER_WITHIN_MS = 2 * MINUTE_MS;

/** In the order they are told. */
const TOLD_VERDICTS = ['offline', 'online', 'unknown'] as const satisfies readonly Verdict[];

type Verdicts = ReadonlyMap<Id, Verdict>;

/** Notices what changes on the pages, and how long it took. */
export function watchPage({ topology, words, elapsed }: PageWatchOptions): PageWatch {
  const { names } = viewContext(topology);
  /** What the next changes answer to; null once nothing is expected any more. */
  let from: { readonly at: number; readonly since: string } | null = {
    at: elapsed(),
    since: 'after the start',
  };
  let ordered = false;
  let said: PageWords | null = null;
  /** When the probes were last believed. */
  let seen: Verdicts | null = null;
  let clock = '';
  const timed = () => {
    if (from === null || elapsed() - from.at > ANSWER_WITHIN_MS) return '';
    return `${((elapsed() - from.at) / SECOND_MS).toFixed(1)} s ${from.since} `;
  };
  return {
    ordered() {
      ordered = true;
      from = { at: elapsed(), since: 'later' };
    },
    built({ status, filesWritten, filesDeleted }) {
      const entries = [...filesWritten, ...filesDeleted].some((file) =>
        /^(?:incidents|history|timeline)\//.test(file),
      );
      // Nobody has looked yet.
      if (status.takenAt === undefined) return { reload: entries || said !== null, lines: [] };
      const says = pageWords(status, topology, words);
      const sees = verdictsOf(status);
      const shown = words.clock(status.takenAt);
      const news = said === null || !sameWords(says, said);
      // Where they are not believed, the page's own words say so.
      const turned = status.believed ? changesFrom(seen, sees) : [];
      const reload = news || turned.length > 0 || entries || shown !== clock;
      [said, clock] = [says, shown];
      if (status.believed) seen = sees;
      const parts = [
        ...toldVerdicts(turned, (id) => names[id] ?? id, words),
        ...(news ? ['the page says:'] : []),
      ];
      const intro = parts.length === 0 ? [] : [capital(timed() + parts.join(', and '))];
      // The start is answered once; what servers do comes in as many rounds as it takes.
      if (!ordered) from = null;
      return { reload, lines: [...intro, ...(news ? wordsOf(says) : [])] };
    },
  };
}

function verdictsOf({ groups }: SiteStatus): Verdicts {
  return new Map(groups.flatMap(({ servers }) => servers.map(({ id, probed }) => [id, probed] as const)));
}

/** The first look is no change, and neither is the first word on a server that was never online. */
function changesFrom(before: Verdicts | null, after: Verdicts): readonly (readonly [Id, Verdict])[] {
  if (before === null) return [];
  return [...after].filter(([id, verdict]) => {
    const was = before.get(id);
    return was !== verdict && !(was === 'unknown' && verdict === 'offline');
  });
}

/** `the probes see gw1 and gw2 offline` */
function toldVerdicts(
  turned: readonly (readonly [Id, Verdict])[],
  nameOf: (id: Id) => string,
  words: Words,
): readonly string[] {
  const sentences = TOLD_VERDICTS.flatMap((verdict) => {
    const ids = turned.filter(([, now]) => now === verdict).map(([id]) => nameOf(id));
    return ids.length === 0 ? [] : [`${words.list(ids)} ${verdict}`];
  });
  return sentences.length === 0 ? [] : [`the probes see ${sentences.join(' and ')}`];
}

function wordsOf({ headline, notes }: PageWords): readonly string[] {
  return [headline, ...notes].map((line) => `  ${line}`);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
