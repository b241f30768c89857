import type { Verdict } from '../model/snapshot.ts';
import type { GroupStatus, ServerStatus, SiteStatus } from '../model/status.ts';
import { ageOf } from '../model/time.ts';
import type { Age, Instant } from '../model/time.ts';
import type { Group, Id, Role, Topology, Zone, ZoneColour } from '../model/topology.ts';

/** What one server shows: its verdict while it is in service, else what it is out of service for. */
export type ServerState = Verdict | Exclude<Role, 'active'>;

/** In the order in which a legend tells them. */
export const SERVER_STATES = [
  'online',
  'offline',
  'unknown',
  'maintenance',
  'standby',
  'preparing',
  'withdrawn',
] as const satisfies readonly ServerState[];

export interface DiagramServer {
  readonly id: Id;
  readonly name: string;
  readonly state: ServerState;
  /** How long it has been online; absent where that is not known or it is not online. */
  readonly age?: Age;
}

export interface DiagramGroup {
  readonly id: Id;
  readonly name: string;
  readonly status: GroupStatus;
  /** It has had enough servers for at least this long. */
  readonly age?: Age;
  readonly servers: readonly DiagramServer[];
}

export interface DiagramZone {
  readonly id: Id;
  readonly name: string;
  readonly colour: ZoneColour;
  readonly groups: readonly DiagramGroup[];
}

export interface DiagramView {
  readonly zones: readonly DiagramZone[];
  /** States the legend explains: the usual four, and every other one that occurs. */
  readonly states: readonly ServerState[];
}

/** Explained even where no server is in it, so that the legend does not come and go with the weather. */
const ALWAYS_EXPLAINED: ReadonlySet<ServerState> = new Set(['online', 'offline', 'unknown', 'maintenance']);

function serverState(status: ServerStatus): ServerState {
  return status.role === 'active' ? status.verdict : status.role;
}

function serverView(
  server: Group['servers'][number],
  status: ServerStatus | undefined,
  asOf: Instant,
): DiagramServer {
  const state = status === undefined ? 'unknown' : serverState(status);
  const sinceAt = state === 'online' ? status?.sinceAt : undefined;
  return {
    id: server.id,
    name: server.name,
    state,
    ...(sinceAt === undefined ? {} : { age: ageOf(sinceAt, asOf) }),
  };
}

function groupView(group: Group, status: GroupStatus, asOf: Instant): DiagramGroup {
  const servers = new Map(status.servers.map((server) => [server.id, server]));
  const sinceAt = status.cameBackAt ?? status.onlineAtLeastSinceAt;
  return {
    id: group.id,
    name: group.name,
    status,
    ...(sinceAt === undefined ? {} : { age: ageOf(sinceAt, asOf) }),
    servers: group.servers.map((server) => serverView(server, servers.get(server.id), asOf)),
  };
}

/**
 * What the diagram may print at this instant. Ages are measured at the data's own time.
 * A server without a status is unknown, never green.
 */
export function diagramView(topology: Topology, status: SiteStatus): DiagramView {
  const asOf = status.takenAt ?? status.now;
  const groups = new Map(status.groups.map((group) => [group.id, group]));
  const zoneView = (zone: Zone): DiagramZone => ({
    id: zone.id,
    name: zone.name,
    colour: zone.colour,
    groups: zone.groups.flatMap((group) => {
      const groupStatus = groups.get(group.id);
      return groupStatus === undefined ? [] : [groupView(group, groupStatus, asOf)];
    }),
  });
  const zones = topology.zones.map(zoneView);
  const seen = new Set(
    zones.flatMap((zone) => zone.groups.flatMap((group) => group.servers.map(({ state }) => state))),
  );
  return { zones, states: SERVER_STATES.filter((state) => ALWAYS_EXPLAINED.has(state) || seen.has(state)) };
}
