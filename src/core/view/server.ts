import type { Declarable } from '../model/incident.ts';
import type { ProbeEvidence, Verdict } from '../model/snapshot.ts';
import type { ServerStatus } from '../model/status.ts';
import type { Age, Instant } from '../model/time.ts';
import { ageOf } from '../model/time.ts';
import type { Id, Server } from '../model/topology.ts';
import type { ServerState } from './diagram-view.ts';

/** What each place sees of one server: places by verdict, in the order of the snapshot. */
export type SeenView = Readonly<Record<Verdict, readonly string[]>>;

/** When one place looked last. */
export interface VantageView {
  readonly name: string;
  /** Absent where the snapshot does not tell. */
  readonly at?: Instant;
}

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
  /** It has been so for longer than anybody has looked. */
  readonly sinceIsAtLeast?: true;
  /** Of one that counts and is not online, where `sinceAt` does not say it already. */
  readonly lastOnlineAt?: Instant;
  /** Set where several places look and not all of them see what is shown. */
  readonly seen?: SeenView;
  /** The owner's remark; plain text. */
  readonly note?: string;
}

/** What all servers of a page share. */
export interface ServerContext {
  /** The data's time; absent where there is none. */
  readonly takenAt: Instant | undefined;
  /** Two times less far apart than this are one look. */
  readonly freshForMs: number;
  /** The places, in the order of the snapshot. */
  readonly vantages: readonly string[];
}

export function serverView(server: Server, status: ServerStatus, context: ServerContext): ServerView {
  const { role, verdict, probed, declared } = status;
  const state: ServerState = role === 'active' ? verdict : role;
  const seen = role === 'active' ? seenView(status, context.vantages) : undefined;
  return {
    id: server.id,
    name: server.name,
    state,
    onPurpose: role !== 'active',
    ...(declared === undefined || declared === 'operational' ? {} : { declared }),
    ...(declared === 'down' && probed !== 'offline' ? { probesSee: probed } : {}),
    ...timesOf(status, state, context),
    ...(seen === undefined ? {} : { seen }),
    ...(server.note === undefined ? {} : { note: server.note }),
  };
}

function timesOf(
  status: ServerStatus,
  state: ServerState,
  { takenAt, freshForMs }: ServerContext,
): Pick<ServerView, 'sinceAt' | 'age' | 'sinceIsAtLeast' | 'lastOnlineAt'> {
  const { sinceAt, sinceIsAtLeast, lastOnlineAt, counted } = status;
  const timed = sinceAt !== undefined && takenAt !== undefined && (state === 'online' || state === 'offline');
  // "Offline since 21:12" says that it was online until then, unless nobody looked for a while before.
  const isSaid =
    timed &&
    sinceIsAtLeast === undefined &&
    lastOnlineAt !== undefined &&
    sinceAt - lastOnlineAt <= freshForMs;
  return {
    ...(timed ? { sinceAt, age: ageOf(sinceAt, takenAt) } : {}),
    ...(timed && sinceIsAtLeast !== undefined ? { sinceIsAtLeast } : {}),
    ...(lastOnlineAt === undefined || isSaid || !counted ? {} : { lastOnlineAt }),
  };
}

/** Undefined where one place looks, or all see the same as is shown. A place that says nothing of the server cannot tell. */
function seenView({ seenFrom, probed }: ServerStatus, vantages: readonly string[]): SeenView | undefined {
  if (vantages.length < 2 || Object.keys(seenFrom).length === 0) return undefined;
  const by = (verdict: Verdict) => vantages.filter((place) => (seenFrom[place] ?? 'unknown') === verdict);
  const seen = { online: by('online'), offline: by('offline'), unknown: by('unknown') };
  return seen[probed].length === vantages.length ? undefined : seen;
}

/** The places that look, where there are several; with the time of each where they do not all look at the same. */
export function vantageViews(evidence: ProbeEvidence): readonly VantageView[] {
  if (!('snapshot' in evidence)) return [];
  const { vantages, vantageTimes = {} } = evidence.snapshot;
  if (vantages.length < 2) return [];
  const times = vantages.flatMap((name) => vantageTimes[name] ?? []);
  const differ = times.length === vantages.length && new Set(times).size > 1;
  return vantages.map((name) => {
    const at = differ ? vantageTimes[name] : undefined;
    return { name, ...(at === undefined ? {} : { at }) };
  });
}
