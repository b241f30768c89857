import { withCameBack } from '../evaluate/came-back.ts';
import type { History } from '../model/history.ts';
import type { Incident } from '../model/incident.ts';
import type { ProbeEvidence } from '../model/snapshot.ts';
import type { GroupStatus, SiteStatus } from '../model/status.ts';
import type { Age, Instant } from '../model/time.ts';
import { ageOf } from '../model/time.ts';
import type { Group, Id, Zone, ZoneColour } from '../model/topology.ts';
import type { Frame, ViewContext } from './context.ts';
import { frameOf } from './context.ts';
import type { DiagramView } from './diagram-view.ts';
import { diagramView } from './diagram-view.ts';
import type { LightsView } from './home.ts';
import { lightsView } from './home.ts';
import type { WorkView } from './maintenance.ts';
import { plannedWork, workView } from './maintenance.ts';
import type { ServerContext, ServerView, VantageView } from './server.ts';
import { serverView, vantageViews } from './server.ts';

export interface GroupView {
  readonly id: Id;
  readonly name: string;
  /** Markdown. */
  readonly about?: string;
  readonly status: GroupStatus;
  /** For how long it has had enough servers, at the data's time. */
  readonly since?: GroupSince;
  /** The services that need it, or work better with it, in file order. */
  readonly services: readonly { readonly id: Id; readonly name: string }[];
  readonly servers: readonly ServerView[];
}

export interface GroupSince {
  readonly at: Instant;
  readonly age: Age;
  /** Perhaps for longer. */
  readonly atLeast: boolean;
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
  /** Where probes look from; empty where that is one place or unknown. */
  readonly vantages: readonly VantageView[];
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
  readonly evidence: ProbeEvidence;
  readonly history: History;
  readonly now: Instant;
  readonly recorded: boolean;
}

export function infrastructureView<Layout>(input: InfrastructureInput<Layout>): InfrastructureView<Layout> {
  const { context, evidence, history } = input;
  const asOf = input.status.takenAt;
  const groups = asOf === undefined ? input.status.groups : withCameBack(input.status.groups, history, asOf);
  const status = { ...input.status, groups };
  const byId = new Map(groups.map((group) => [group.id, group]));
  const serverContext: ServerContext = {
    takenAt: asOf,
    freshForMs: context.topology.site.freshForMs,
    vantages: 'snapshot' in evidence ? evidence.snapshot.vantages : [],
  };
  const zones = context.topology.zones.map((zone) => zoneView(zone, byId, context, serverContext));
  const explanations = explanationsOf(input.content);
  const work = plannedWork(status, input.incidents, input.now);
  return {
    frame: frameOf(context, '/infrastructure/'),
    lights: lightsView('/infrastructure/', input),
    diagram: diagramView(context.topology, status),
    layout: input.layout,
    maintenance: work.slice(0, WORK_ENTRIES).map((incident) => workView(incident, context, input.now)),
    maintenanceUnlisted: Math.max(0, work.length - WORK_ENTRIES),
    vantages: vantageViews(evidence),
    zones,
    explanations,
    zonesLast: !explanations.some(({ beforeZones }) => beforeZones),
  };
}

function zoneView(
  zone: Zone,
  byId: ReadonlyMap<Id, GroupStatus>,
  context: ViewContext,
  servers: ServerContext,
): ZoneView {
  const { id, name, colour, about, groups } = zone;
  return {
    id,
    name,
    colour,
    ...(about === undefined ? {} : { about }),
    groups: groups.flatMap((group) => {
      const status = byId.get(group.id);
      return status === undefined ? [] : [groupView(group, status, context, servers)];
    }),
  };
}

function groupView(
  group: Group,
  status: GroupStatus,
  { topology }: ViewContext,
  context: ServerContext,
): GroupView {
  const byId = new Map(status.servers.map((server) => [server.id, server]));
  const services = topology.services.filter(({ needs, degradedWithout }) =>
    [...needs, ...degradedWithout].includes(group.id),
  );
  return {
    id: group.id,
    name: group.name,
    ...(group.about === undefined ? {} : { about: group.about }),
    // That the probes' data is missing or old is said once, at the top of the page.
    status: { ...status, reasons: status.reasons.filter(({ code }) => code !== 'no-evidence') },
    ...sinceOf(status, context.takenAt),
    services: services.map(({ id, name }) => ({ id, name })),
    servers: group.servers.flatMap((server) => {
      const state = byId.get(server.id);
      return state === undefined ? [] : [serverView(server, state, context)];
    }),
  };
}

function sinceOf(status: GroupStatus, takenAt: Instant | undefined): { since?: GroupSince } {
  const { cameBackAt, onlineAtLeastSinceAt } = status;
  const at = cameBackAt ?? onlineAtLeastSinceAt;
  if (at === undefined || takenAt === undefined) return {};
  return { since: { at, age: ageOf(at, takenAt), atLeast: cameBackAt === undefined } };
}

/** The file whose name speaks of zones explains the colours, so what the zones say of themselves follows it. */
const ZONES_FILE = /zones[^/]*$/i;

function explanationsOf(
  content: readonly { readonly file: string; readonly text: string }[],
): ExplanationView[] {
  const zonesFile = content.find(({ file }) => ZONES_FILE.test(file));
  return content.map((file) => ({ text: file.text, beforeZones: file === zonesFile }));
}
