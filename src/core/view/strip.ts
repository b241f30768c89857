import type { History } from '../model/history.ts';
import type { Incident } from '../model/incident.ts';
import { SEVERITIES } from '../model/severity.ts';
import type { Severity } from '../model/severity.ts';
import type { Instant } from '../model/time.ts';
import type { Group } from '../model/topology.ts';
import type { Zone } from '../parse/zone.ts';
import { AffectedGroups } from './affected-groups.ts';
import type { ViewContext } from './context.ts';
import { isCalm, spansIn } from './probe-account.ts';
import type { Spans } from './probe-account.ts';
import { groupCourse, groupStrips } from './strip-course.ts';
import type { GroupCourse, GroupStripView, Scene } from './strip-course.ts';
import { scaleView } from './strip-scale.ts';
import type { ScaleView } from './strip-scale.ts';
import { reachOf, stripWindow } from './strip-window.ts';
import type { StripWindow, TimeRange } from './strip-window.ts';

/** What the probes saw around one incident: facts that no later minute changes. */
export interface ProbeStripsView extends TimeRange {
  /** `whole`: to an hour after its end. `part`: to the last thing that happened. `cut`: it went on for longer than is drawn. */
  readonly extent: 'whole' | 'part' | 'cut';
  /** When nobody looked. */
  readonly blind: Spans;
  /** Those in which something happened first, then in the order of the topology. */
  readonly groups: readonly GroupStripView[];
  /** Groups there is no room for, and in how many of them something happened. */
  readonly unlisted: { readonly count: number; readonly changed: number };
  readonly scale: ScaleView;
  /** States the strips show, from the mildest. */
  readonly states: readonly Severity[];
}

export const MAX_GROUPS = 8;
/** The end of strips that end with a change: a share of their length. */
const TAIL = 1 / 40;

export interface Strips {
  /** Text of everything besides the incident's own file that its strips are made of; cheap. Empty where there can be none. */
  inputs(incident: Incident): string;
  /** Undefined where nothing was seen. */
  view(incident: Incident): ProbeStripsView | undefined;
}

export function createStrips(history: History, { topology, zone }: ViewContext): Strips {
  const groups = new AffectedGroups(topology);
  const { observed } = history;
  return {
    inputs(incident) {
      const window = stripWindow(incident, zone);
      const reach = window === null ? 'none' : reachOf(window, observed);
      if (window === null || observed === null || reach === 'none') return '';
      const named = groups.of(incident);
      if (named.groups.length === 0) return '';
      const extent = reach === 'whole' ? reach : `${reach} ${updatesUntil(observed.untilAt, incident)}`;
      return `${extent}\n${named.text}\n${history.digest(window.startAt, window.endAt)}`;
    },
    view(incident) {
      const window = stripWindow(incident, zone);
      return window === null
        ? undefined
        : stripsView(incident, window, groups.of(incident).groups, history, zone);
    },
  };
}

/** Updates come in order: how many of them are old enough says which. */
function updatesUntil(untilAt: Instant, { updates }: Incident): number {
  return updates.filter(({ at }) => at.at <= untilAt).length;
}

function stripsView(
  incident: Incident,
  window: StripWindow,
  groups: readonly Group[],
  history: History,
  zone: Zone,
): ProbeStripsView | undefined {
  const scene = sceneOf(incident, window, history);
  if (scene === undefined) return undefined;
  const seen = groups.map((group) => groupCourse(group, scene)).filter(({ account }) => account.seen);
  if (seen.length === 0) return undefined;
  const sorted = [...seen.filter((one) => !isQuiet(one)), ...seen.filter(isQuiet)];
  const shown = groupStrips(sorted.slice(0, MAX_GROUPS), scene);
  const unlisted = sorted.slice(MAX_GROUPS);
  const part = reachOf(window, history.observed) === 'part';
  return {
    ...scene.range,
    extent: part ? 'part' : window.cut ? 'cut' : 'whole',
    blind: spansIn(scene.blind, scene.range),
    groups: shown,
    unlisted: { count: unlisted.length, changed: unlisted.filter((one) => !isQuiet(one)).length },
    scale: scaleView(incident, scene, zone),
    states: statesIn(shown),
  };
}

function isQuiet({ account }: GroupCourse): boolean {
  return isCalm(account);
}

/** Undefined where nobody looked, or nothing has happened yet that a drawing could end with. */
function sceneOf(incident: Incident, window: TimeRange, history: History): Scene | undefined {
  const { startAt } = window;
  const reach = reachOf(window, history.observed);
  if (history.observed === null || reach === 'none') return undefined;
  const { fromAt, untilAt } = history.observed;
  const endAt = reach === 'whole' ? window.endAt : lastKnownIn(window, untilAt, incident, history);
  if (endAt <= startAt) return undefined;
  const range = { startAt, endAt };
  const tailMs = reach === 'whole' ? 0 : Math.ceil((endAt - startAt) * TAIL);
  return {
    history,
    range,
    drawn: { startAt, endAt: endAt + tailMs },
    last: reach === 'whole' ? [] : history.changes(endAt, endAt + 1),
    blind: [...(fromAt > startAt ? [{ startAt, endAt: fromAt }] : []), ...history.gaps(startAt, endAt)],
  };
}

/** The last change or update that anybody can have known of; the start where there is none. */
function lastKnownIn(window: TimeRange, untilAt: Instant, incident: Incident, history: History): Instant {
  const endAt = Math.min(window.endAt, untilAt + 1);
  const changedAt = history.changes(window.startAt, endAt).at(-1)?.at ?? window.startAt;
  const told = incident.updates.filter(({ at }) => at.precision === 'minute' && at.at < endAt);
  return Math.max(changedAt, ...told.map(({ at }) => at.at));
}

function statesIn(groups: readonly GroupStripView[]): readonly Severity[] {
  const segments = groups.flatMap((group) => [
    ...group.segments,
    ...group.servers.flatMap((server) => server.segments),
  ]);
  const seen = new Set(segments.map(({ state }) => state));
  return SEVERITIES.filter((severity) => seen.has(severity));
}
