import type { History } from '../model/history.ts';
import type { Incident } from '../model/incident.ts';
import type { Severity } from '../model/severity.ts';
import type { SiteStatus } from '../model/status.ts';
import type { Instant } from '../model/time.ts';
import type { ApiComponent } from './api-components.ts';
import { apiComponents } from './api-components.ts';
import type { ApiEntry, ApiLists } from './api-incidents.ts';
import { apiLists } from './api-incidents.ts';
import type { ViewContext } from './context.ts';

/** Everything the eight files of the Statuspage API are made of, besides texts. */
export interface ApiView extends ApiLists {
  readonly severity: Severity;
  /** The latest instant of anything in these files, windows left aside: it moves when something changed and not before. */
  readonly changedAt: Instant;
  /** The earliest instant the site knows of. */
  readonly knownSince: Instant;
  readonly components: readonly ApiComponent[];
}

export interface ApiInput {
  readonly context: ViewContext;
  readonly status: SiteStatus;
  /** Newest first. */
  readonly incidents: readonly Incident[];
  readonly history: History;
  readonly now: Instant;
}

export function apiView({ context, status, incidents, history, now }: ApiInput): ApiView {
  const { topology, zone } = context;
  const knownSince = knownSinceOf(incidents, history, now);
  const lists = apiLists({ topology, zone, incidents, status, now, knownSince });
  const entries = [...new Set<ApiEntry>(Object.values<readonly ApiEntry[]>({ ...lists }).flat())];
  const components = apiComponents({ topology, status, history, now, knownSince, entries });
  const changes = [
    ...components.map((component) => component.changedAt),
    ...entries.map((entry) => entry.updatedAt),
  ];
  return {
    ...lists,
    severity: status.severity,
    changedAt: Math.max(knownSince, ...changes),
    knownSince,
    components,
  };
}

/** The epoch where nothing is known at all. */
function knownSinceOf(incidents: readonly Incident[], { observed }: History, now: Instant): Instant {
  const oldest = incidents.at(-1)?.started.at;
  const times = [oldest, observed?.fromAt].flatMap((at) => (at === undefined || at > now ? [] : [at]));
  return times.length === 0 ? 0 : Math.min(...times);
}
