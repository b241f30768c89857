import type { Declarable, Incident } from '../model/incident.ts';
import type { GroupStatus, ServerStatus, SiteStatus } from '../model/status.ts';
import type { Verdict } from '../model/snapshot.ts';
import type { Age, Instant } from '../model/time.ts';
import { ageOf } from '../model/time.ts';
import type { Group, Id, Server, Zone, ZoneColour } from '../model/topology.ts';
import type { Frame, ViewContext } from './context.ts';
import { frameOf } from './context.ts';
import type { DiagramView, ServerState } from './diagram-view.ts';
import { diagramView } from './diagram-view.ts';
import type { LightsView } from './home.ts';
import { lightsView } from './home.ts';
import type { WorkView } from './maintenance.ts';
import { plannedWork, workView } from './maintenance.ts';

export interface ServerView {
  readonly id: Id;
  readonly name: string;
  readonly state: ServerState;
  /** Out of service on purpose: its light is explained. */
  readonly onPurpose: boolean;
  /** Staff's word for this server, where it is not plainly that it works. */
  readonly declared?: Exclude<Declarable, 'operational'>;
  /** Set where staff call it down and the probes do not: what the probes see. */
  readonly probesSee?: Exclude<Verdict, 'offline'>;
  /** For how long it has been online or offline, at the data's time. */
  readonly age?: Age;
  readonly sinceAt?: Instant;
  /** The owner's remark; plain text. */
  readonly note?: string;
}

export interface GroupView {
  readonly id: Id;
  readonly name: string;
  /** Markdown. */
  readonly about?: string;
  readonly status: GroupStatus;
  /** Has had enough servers for at least this long, at the data's time. */
  readonly onlineAtLeast?: Age;
  readonly servers: readonly ServerView[];
}

export interface ZoneView {
  readonly id: Id;
  readonly name: string;
  readonly colour: ZoneColour;
  /** Markdown. */
  readonly about?: string;
  readonly groups: readonly GroupView[];
}

/** One explanation of the owner's, from `content/infrastructure/`. */
export interface ExplanationView {
  readonly text: string;
  /** The zones' own `about` texts follow this one. */
  readonly beforeZones: boolean;
}

/** `Layout` is the diagram's own business; this page only carries it. */
export interface InfrastructureView<Layout = unknown> {
  readonly frame: Frame;
  readonly lights: LightsView;
  readonly diagram: DiagramView;
  readonly layout: Layout | null;
  /** Planned work under way or to come, also what no service will feel. */
  readonly maintenance: readonly WorkView[];
  readonly maintenanceUnlisted: number;
  readonly zones: readonly ZoneView[];
  readonly explanations: readonly ExplanationView[];
  /** True where no explanation file claims the zones' texts: then they stand at the end. */
  readonly zonesLast: boolean;
}

/** What goes beyond is counted. */
export const WORK_ENTRIES = 12;

export interface InfrastructureInput<Layout> {
  readonly context: ViewContext;
  readonly status: SiteStatus;
  /** Files of `content/infrastructure/`, sorted by name. */
  readonly content: readonly { readonly file: string; readonly text: string }[];
  readonly layout: Layout | null;
  /** Newest first. */
  readonly incidents: readonly Incident[];
  readonly now: Instant;
  readonly recorded: boolean;
}

export function infrastructureView<Layout>(input: InfrastructureInput<Layout>): InfrastructureView<Layout> {
  const { context, status } = input;
  const byId = new Map(status.groups.map((group) => [group.id, group]));
  const zones = context.topology.zones.map((zone) => zoneView(zone, byId, input));
  const explanations = explanationsOf(input.content);
  const work = plannedWork(status, input.incidents, input.now);
  return {
    frame: frameOf(context, '/infrastructure/'),
    lights: lightsView('/infrastructure/', input),
    diagram: diagramView(context.topology, status),
    layout: input.layout,
    maintenance: work.slice(0, WORK_ENTRIES).map((incident) => workView(incident, context, input.now)),
    maintenanceUnlisted: Math.max(0, work.length - WORK_ENTRIES),
    zones,
    explanations,
    zonesLast: !explanations.some(({ beforeZones }) => beforeZones),
  };
}

function zoneView(
  zone: Zone,
  byId: ReadonlyMap<Id, GroupStatus>,
  input: InfrastructureInput<unknown>,
): ZoneView {
  const { id, name, colour, about, groups } = zone;
  return {
    id,
    name,
    colour,
    ...(about === undefined ? {} : { about }),
    groups: groups.flatMap((group) => {
      const status = byId.get(group.id);
      return status === undefined ? [] : [groupView(group, status, input)];
    }),
  };
}

function groupView(
  group: Group,
  status: GroupStatus,
  { status: site }: InfrastructureInput<unknown>,
): GroupView {
  const { onlineAtLeastSinceAt: since } = status;
  const byId = new Map(status.servers.map((server) => [server.id, server]));
  return {
    id: group.id,
    name: group.name,
    ...(group.about === undefined ? {} : { about: group.about }),
    // That the probes' data is missing or old is said once, at the top of the page.
    status: { ...status, reasons: status.reasons.filter(({ code }) => code !== 'no-evidence') },
    ...(since === undefined || site.takenAt === undefined
      ? {}
      : { onlineAtLeast: ageOf(since, site.takenAt) }),
    servers: group.servers.flatMap((server) => {
      const state = byId.get(server.id);
      return state === undefined ? [] : [serverView(server, state, site.takenAt)];
    }),
  };
}

function serverView(server: Server, status: ServerStatus, takenAt: Instant | undefined): ServerView {
  const { role, verdict, probed, declared, sinceAt } = status;
  const state: ServerState = role === 'active' ? verdict : role;
  const timed = sinceAt !== undefined && takenAt !== undefined && (state === 'online' || state === 'offline');
  return {
    id: server.id,
    name: server.name,
    state,
    onPurpose: role !== 'active',
    ...(declared === undefined || declared === 'operational' ? {} : { declared }),
    ...(declared === 'down' && probed !== 'offline' ? { probesSee: probed } : {}),
    ...(timed ? { sinceAt, age: ageOf(sinceAt, takenAt) } : {}),
    ...(server.note === undefined ? {} : { note: server.note }),
  };
}

/** The file whose name speaks of zones explains the colours, so what the zones say of themselves follows it. */
const ZONES_FILE = /zones[^/]*$/i;

function explanationsOf(
  content: readonly { readonly file: string; readonly text: string }[],
): ExplanationView[] {
  const zonesFile = content.find(({ file }) => ZONES_FILE.test(file));
  return content.map((file) => ({ text: file.text, beforeZones: file === zonesFile }));
}
