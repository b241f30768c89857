import type { Instant } from './time.ts';

/** The public half of `topology.yml`. Probe targets live in the `ProbePlan` of `probing.ts`, which no template can reach. */

/** Lower-case kebab-case; unique over servers, groups, services and zones together, because it names anchors and URLs. */
export type Id = string;

/** What a server's role means for its group is decided in `evaluate/server.ts`. */
export const ROLES = ['active', 'maintenance', 'standby', 'preparing', 'withdrawn'] as const;
export type Role = (typeof ROLES)[number];

/** Colours a zone can have; each has a light and a dark variant in the stylesheet (`--zone-<colour>-…`). */
export const ZONE_COLOURS = ['yellow', 'blue', 'green', 'orange', 'red', 'purple', 'teal', 'grey'] as const;
export type ZoneColour = (typeof ZONE_COLOURS)[number];

/** The name of the world outside in `flows`; it is no group and has no status. */
export const INTERNET = 'internet';

/** What the pictures of the whole page are called below `/badge/`, where every service's is called by its id. */
export const WHOLE_PAGE_BADGES = { small: 'status', box: 'system-status' } as const;

export type Redundancy =
  /** One server is enough. */
  | { readonly kind: 'any' }
  /** Each server holds a share: losing one hurts some members. */
  | { readonly kind: 'all' }
  | { readonly kind: 'at-least'; readonly count: number };

export interface Server {
  readonly id: Id;
  /** Defaults to the id. */
  readonly name: string;
  readonly role: Role;
  readonly note?: string;
  readonly groupId: Id;
}

export interface Fallback {
  readonly to: Id;
  /** Plain sentence for members: what happens to their mail while the fallback carries the load. */
  readonly effect: string;
}

export interface Group {
  readonly id: Id;
  readonly name: string;
  /** Markdown. */
  readonly about?: string;
  readonly zoneId: Id;
  readonly redundancy: Redundancy;
  readonly fallback?: Fallback;
  /** What the loss of this group means to members' mail, where there is no fallback. */
  readonly effect?: string;
  /** No service needs it on purpose; silences the check that would say so. */
  readonly supporting: boolean;
  readonly servers: readonly Server[];
}

export interface Zone {
  readonly id: Id;
  readonly name: string;
  readonly colour: ZoneColour;
  /** Markdown. */
  readonly about?: string;
  readonly groups: readonly Group[];
}

export interface Service {
  readonly id: Id;
  readonly name: string;
  readonly about?: string;
  /** Group ids; a fault in one is a fault of the service. */
  readonly needs: readonly Id[];
  /** Group ids; a fault in one degrades the service, no more. */
  readonly degradedWithout: readonly Id[];
}

/** One arrow of the diagram. */
export interface Flow {
  /** A group id or {@link INTERNET}. */
  readonly from: Id;
  readonly to: Id;
  readonly fallback: boolean;
}

/** Whom to tell of a hole: what `security.txt` says (RFC 9116). */
export interface SecurityContact {
  /** A URI: `mailto:…` or `https://…`. */
  readonly contact: string;
  /** From then on nobody should rely on it. */
  readonly expiresAt: Instant;
  /** Address of the rules for those who look for holes. */
  readonly policy?: string;
}

export interface Site {
  readonly name: string;
  /** Absolute, no trailing slash. May carry a path (`https://example.org/status`). */
  readonly url: string;
  /** IANA name; every local time in incidents is read and printed in it. */
  readonly timezone: string;
  /** BCP 47, decides the order of slash dates and how dates are printed. */
  readonly locale: string;
  /** Address or URL of the helpdesk. */
  readonly contact?: string;
  /** Evidence older than this is no longer believed. */
  readonly freshForMs: number;
  readonly security?: SecurityContact;
}

export interface Topology {
  readonly site: Site;
  readonly zones: readonly Zone[];
  readonly services: readonly Service[];
  readonly flows: readonly Flow[];
}

/** Every group of the topology, in file order. */
export function groupsOf(topology: Topology): readonly Group[] {
  let groups = groupLists.get(topology);
  if (groups === undefined) {
    groups = topology.zones.flatMap((zone) => zone.groups);
    groupLists.set(topology, groups);
  }
  return groups;
}

/** Asked for by nearly everything, and made once for each topology. */
const groupLists = new WeakMap<Topology, readonly Group[]>();

/** Every server of the topology, in file order. */
export function serversOf(topology: Topology): readonly Server[] {
  return groupsOf(topology).flatMap((group) => group.servers);
}
