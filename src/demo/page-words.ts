import type { SiteStatus } from '../core/model/status.ts';
import type { Topology } from '../core/model/topology.ts';
import { viewContext } from '../core/view/context.ts';
import { serviceViews, sparesViews } from '../core/view/services.ts';
import { serviceNotes } from '../render/service-notes.ts';
import type { Words } from '../render/words/words.ts';

/** What the home page says, as a terminal has room for it. */
export interface PageWords {
  readonly headline: string;
  /** A sentence or two for each service that does not simply work, then what works with less behind it. */
  readonly notes: readonly string[];
}

/** The words of the home page, made by what makes the page. */
export function pageWords(status: SiteStatus, topology: Topology, words: Words): PageWords {
  const { names } = viewContext(topology);
  const nameOf = (id: string) => names[id] ?? id;
  const services = serviceViews(status, names)
    .filter(({ severity }) => severity !== 'operational')
    .map((service) => {
      const notes = serviceNotes(service, words, nameOf, status.takenAt);
      return [`${service.name}: ${words.severity(service.severity)}.`, ...notes].join(' ');
    });
  const spares = sparesViews(status, topology, names).map(({ name, status: group }) =>
    words.text('services.spares', { name, state: words.group(group) }),
  );
  return { headline: words.headline(status, nameOf), notes: [...services, ...spares] };
}

/** True where two pages say the same. */
export function sameWords(a: PageWords, b: PageWords): boolean {
  return a.headline === b.headline && a.notes.join('\n') === b.notes.join('\n');
}
