import type { Change, History, RememberedKind, RememberedState, Stretch } from '../model/history.ts';
import type { Severity } from '../model/severity.ts';
import type { Verdict } from '../model/snapshot.ts';
import type { Group, Id, Server } from '../model/topology.ts';
import { accountOf, isCalm, isEver, isSeen, isUnclear } from './probe-account.ts';
import type { Course, ProbeAccount } from './probe-account.ts';
import { segmentsOf } from './strip-drawing.ts';
import type { Segment } from './strip-drawing.ts';
import type { TimeRange } from './strip-window.ts';

/** One group's strip, and what is said of it. */
export interface GroupStripView {
  readonly id: Id;
  readonly name: string;
  readonly account: ProbeAccount;
  readonly segments: readonly Segment[];
  /** Empty where all of them did what the group did; else those that are worth a strip. */
  readonly servers: readonly { readonly name: string; readonly segments: readonly Segment[] }[];
  /** Servers there is no strip of, where others have one. */
  readonly undrawn: number;
}

/** A group of so many servers is drawn whole; of a larger one those that something happened to. */
const SMALL_GROUP = 6;
const MAX_SERVERS = 8;
/** So many pieces in all strips of a page together, and in one strip. */
const MAX_SEGMENTS = 800;
const MAX_SEGMENTS_IN_STRIP = 120;
const MIN_SEGMENTS_IN_STRIP = 10;

const STATE_OF = {
  online: 'operational',
  unknown: 'unknown',
  offline: 'down',
} as const satisfies Record<Verdict, Severity>;

/** What is told. */
export interface Scene {
  readonly history: History;
  readonly range: TimeRange;
  /** What is drawn: the same, and where it ends with a change a little more, so that it can be seen what came. */
  readonly drawn: TimeRange;
  /** Changes at the very end of the range. */
  readonly last: readonly Change[];
  /** When nobody looked at anything. */
  readonly blind: readonly TimeRange[];
}

export interface GroupCourse {
  readonly group: Group;
  readonly course: Course;
  readonly servers: readonly Course[];
  readonly account: ProbeAccount;
}

export function groupCourse(group: Group, scene: Scene): GroupCourse {
  const { startAt, endAt } = scene.range;
  const stretches = scene.history.severities('group', group.id, startAt, endAt);
  const course = { name: group.name, stretches: withEnd(stretches, 'group', group.id, scene) };
  const servers = group.servers.flatMap((server) => {
    const its = serverCourse(server, scene);
    return isOfTheGroup(server, its) ? [its] : [];
  });
  return { group, course, servers, account: accountOf(course, servers, scene.range, scene.blind) };
}

function serverCourse({ id, name }: Server, scene: Scene): Course {
  const { history, range } = scene;
  const stretches = history
    .verdicts(id, range.startAt, range.endAt)
    .map((stretch) => ({ ...stretch, state: STATE_OF[stretch.state] }));
  return { name, stretches: withEnd(stretches, 'server', id, scene) };
}

/** A server that is not in use says nothing of its group; one that was taken out since may have been part of the story. */
function isOfTheGroup({ role }: Server, course: Course): boolean {
  if (role === 'withdrawn') return isEver(course, 'operational');
  return role !== 'preparing' && role !== 'standby';
}

function withEnd(
  stretches: readonly Stretch<Severity>[],
  kind: RememberedKind,
  id: Id,
  { range, drawn, last }: Scene,
): readonly Stretch<Severity>[] {
  if (drawn.endAt === range.endAt) return stretches;
  const change = last.findLast((candidate) => candidate.kind === kind && candidate.id === id);
  const before = stretches.at(-1);
  const state = change === undefined ? (before?.state ?? 'unknown') : severityOf(change.to);
  if (before?.state === state) return [...stretches.slice(0, -1), { ...before, endAt: drawn.endAt }];
  return [...stretches, { startAt: range.endAt, endAt: drawn.endAt, state }];
}

function severityOf(state: RememberedState): Severity {
  return state === 'online' || state === 'offline' ? STATE_OF[state] : state;
}

export function groupStrips(courses: readonly GroupCourse[], scene: Scene): readonly GroupStripView[] {
  const worthy = courses.map((course) => worthyServers(course, scene.blind));
  const strips = worthy.reduce((sum, servers) => sum + 1 + servers.length, 0);
  const limit = Math.max(
    MIN_SEGMENTS_IN_STRIP,
    Math.min(MAX_SEGMENTS_IN_STRIP, Math.floor(MAX_SEGMENTS / strips)),
  );
  return courses.map(({ group, course, account }, index) => {
    const servers = worthy[index] ?? [];
    return {
      id: group.id,
      name: group.name,
      account,
      segments: segmentsOf(course.stretches, scene.drawn, limit),
      servers: servers.map(({ name, stretches }) => ({
        name,
        segments: segmentsOf(stretches, scene.drawn, limit),
      })),
      undrawn: servers.length === 0 ? 0 : account.total - servers.length,
    };
  });
}

function worthyServers({ servers, account }: GroupCourse, blind: readonly TimeRange[]): readonly Course[] {
  if (isCalm(account)) return [];
  if (servers.length <= SMALL_GROUP) return servers;
  const troubled = servers
    .filter((server) => isSeen(server) && (isEver(server, 'down') || isUnclear(server, blind)))
    .sort((a, b) => downTimeOf(b) - downTimeOf(a))
    .slice(0, MAX_SERVERS);
  return servers.filter((server) => troubled.includes(server));
}

function downTimeOf({ stretches }: Course): number {
  const down = stretches.filter(({ state }) => state === 'down');
  return down.reduce((sum, { startAt, endAt }) => sum + endAt - startAt, 0);
}
