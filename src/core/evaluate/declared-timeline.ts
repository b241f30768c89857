import type { Effects, Incident } from '../model/incident.ts';
import { compareSeverity, isFault } from '../model/severity.ts';
import type { Severity } from '../model/severity.ts';
import { DAY_MS } from '../model/time.ts';
import type { Instant } from '../model/time.ts';
import { serversOf } from '../model/topology.ts';
import type { Id, Topology } from '../model/topology.ts';
import { collectDeclared, NOTHING_DECLARED, subjectsIn } from './declared.ts';
import type { Declared, DeclaredBy } from './declared.ts';
import { subjectsOf } from './disagreement.ts';
import { effectsAt, newestFirst, startOf } from './incident.ts';
import { NOTHING_PLANNED } from './maintenance.ts';
import { run } from './run.ts';

/** What staff's files say of every service during `[startAt, endAt)`. */
export interface Declaration {
  readonly startAt: Instant;
  readonly endAt: Instant;
  /** What open incidents amount to. */
  readonly declared: ReadonlyMap<Id, Severity>;
  /** What planned work under way explains: a fault no worse than this is no fault. */
  readonly explained: ReadonlyMap<Id, Severity>;
  /** Slugs of the open incidents that report a fault of it or of something it stands on, newest first. */
  blamed(service: Id): readonly string[];
}

/** An incident in force, and what it says at the moment. */
interface Work {
  readonly incident: Incident;
  readonly effects: Effects;
}

interface Known {
  readonly topology: Topology;
  readonly incidents: readonly Incident[];
  /** Those of them that declare anything in the window. */
  readonly touching: readonly Incident[];
  readonly startAt: Instant;
  readonly endAt: Instant;
  readonly declarations: readonly Declaration[];
}

/** What is found out once holds for windows that begin and end so much later. */
const AHEAD_MS = DAY_MS;

/** Tells what staff declared, again and again. */
export interface Declarations {
  /**
   * At least the window, cut wherever anything staff declare begins, changes or ends; without gaps or overlaps. What is known
   * to the day only takes no time: nobody said how long it lasted. The same list comes back for windows that move on with the
   * time, as long as what the incidents declare is the same, whatever else is written in them.
   */
  around(
    topology: Topology,
    incidents: readonly Incident[],
    startAt: Instant,
    endAt: Instant,
  ): readonly Declaration[];
}

export function createDeclarations(): Declarations {
  let known: Known | null = null;
  return {
    around(topology, incidents, startAt, endAt) {
      const covers =
        known?.topology === topology && known.startAt <= startAt && endAt <= known.endAt ? known : null;
      if (covers?.incidents === incidents) return covers.declarations;
      if (covers !== null) {
        const touching = touchingIn(incidents, covers.startAt, covers.endAt);
        if (declareTheSame(touching, covers.touching)) {
          known = { ...covers, incidents, touching };
          return covers.declarations;
        }
      }
      const window = { startAt, endAt: endAt + AHEAD_MS };
      const touching = touchingIn(incidents, window.startAt, window.endAt);
      const declarations = declarationsOf(topology, touching, window.startAt, window.endAt);
      known = { topology, incidents, touching, ...window, declarations };
      return declarations;
    },
  };
}

function touchingIn(incidents: readonly Incident[], startAt: Instant, endAt: Instant): readonly Incident[] {
  return incidents.filter((incident) => touches(incident, startAt, endAt));
}

/** In most edits a text is changed or added; what is declared stays. */
function declareTheSame(incidents: readonly Incident[], before: readonly Incident[]): boolean {
  return (
    incidents.length === before.length &&
    incidents.every((incident, index) => {
      const other = before[index];
      return incident === other || (other !== undefined && declared(incident) === declared(other));
    })
  );
}

/** Everything of an incident that the declarations are made of. */
function declared(incident: Incident): string {
  const { slug, kind, started, resolved, window, cancelled, effects, updates } = incident;
  const turns = updates.filter((update) => update.effects !== undefined || update.phase !== undefined);
  const steps = turns.map((update) => [update.at, update.effects, update.phase]);
  return JSON.stringify([slug, kind, started, resolved, window, cancelled, effects, steps]);
}

/** The window, and nothing beyond. */
export function declarationsIn(
  topology: Topology,
  incidents: readonly Incident[],
  startAt: Instant,
  endAt: Instant,
): readonly Declaration[] {
  return declarationsOf(topology, touchingIn(incidents, startAt, endAt), startAt, endAt);
}

function declarationsOf(
  topology: Topology,
  touching: readonly Incident[],
  startAt: Instant,
  endAt: Instant,
): readonly Declaration[] {
  if (startAt >= endAt) return [];
  const times = touching.flatMap(timesOf).filter((at) => startAt < at && at < endAt);
  const cuts = [...new Set([startAt, ...times])].sort((a, b) => a - b);
  const judge = createJudge(topology);
  const inForce = new InForce(touching);
  return cuts.map((at, index) => {
    return { startAt: at, endAt: cuts[index + 1] ?? endAt, ...judge(inForce.at(at), at) };
  });
}

function touches(incident: Incident, startAt: Instant, endAt: Instant): boolean {
  if (incident.kind === 'announcement') return false;
  return startOf(incident).at < endAt && lastAt(incident) > startAt;
}

/** After this it declares nothing any more. */
function lastAt({ kind, resolved, window }: Incident): Instant {
  const closedAt = resolved?.at ?? Infinity;
  return kind === 'maintenance' ? Math.min(closedAt, window?.endAt ?? Infinity) : closedAt;
}

/** Whenever what it declares may become something else. */
function timesOf(incident: Incident): readonly Instant[] {
  const updates = incident.updates.flatMap(({ at, effects, phase }) =>
    effects === undefined && phase === undefined ? [] : [at.at],
  );
  const { started, resolved, window } = incident;
  const ends = [resolved?.at, window?.startAt, window?.endAt].flatMap((at) => at ?? []);
  return [started.at, ...updates, ...ends];
}

/** The incidents in force at ascending instants; of thousands only those near are looked at. */
class InForce {
  readonly #waiting: Incident[];
  #current: Incident[] = [];

  constructor(incidents: readonly Incident[]) {
    this.#waiting = [...incidents].sort((a, b) => startOf(b).at - startOf(a).at);
  }

  at(at: Instant): readonly Work[] {
    for (let next = this.#waiting.at(-1); next !== undefined; next = this.#waiting.at(-1)) {
      if (startOf(next).at > at) break;
      this.#current.push(next);
      this.#waiting.pop();
    }
    this.#current = this.#current.filter((incident) => lastAt(incident) > at);
    return this.#current.flatMap((incident) => {
      const effects = effectsAt(incident, at);
      return effects.affects.length > 0 || effects.unreadable ? [{ incident, effects }] : [];
    });
  }
}

type Judged = Pick<Declaration, 'declared' | 'explained' | 'blamed'>;

/** The same declarations amount to the same; there are few different ones in a year. */
function createJudge(topology: Topology): (active: readonly Work[], at: Instant) => Judged {
  const known = subjectsIn(topology);
  const servers = new Set(serversOf(topology).map(({ id }) => id));
  const made = new Map<string, ReadonlyMap<Id, Severity>>();
  const servicesUnder = (declared: () => Declared, name: string) => {
    const before = made.get(name);
    if (before !== undefined) return before;
    const severities = judgedServices(topology, declared());
    made.set(name, severities);
    return severities;
  };
  return (active, at) => {
    const unplanned = active.filter(({ incident }) => incident.kind === 'incident');
    const planned = active.filter(({ incident }) => incident.kind === 'maintenance');
    const open = unplanned.map(({ incident }) => incident);
    const declared = () => collectDeclared(open, known, at);
    return {
      declared: servicesUnder(declared, nameOf(unplanned)),
      explained: servicesUnder(() => asDeclared(planned, servers), `planned ${nameOf(planned)}`),
      blamed: remembering((service) => blamed(service, topology, declared())),
    };
  };
}

function remembering<Value>(answer: (id: Id) => Value): (id: Id) => Value {
  const answers = new Map<Id, Value>();
  return (id) => {
    const before = answers.get(id);
    if (before !== undefined) return before;
    const value = answer(id);
    answers.set(id, value);
    return value;
  };
}

function nameOf(work: readonly Work[]): string {
  const said = work.map(({ effects: { affects, unreadable } }) =>
    [unreadable, ...affects.map(({ id, severity }) => `${id} ${severity}`)].join(),
  );
  return said.sort().join('\n');
}

function judgedServices(topology: Topology, declared: Declared): ReadonlyMap<Id, Severity> {
  const { services } = run(topology, {
    evidence: { believed: false, fault: 'missing' },
    declared,
    planned: NOTHING_PLANNED,
    assumeOnline: true,
  });
  return new Map([...services].map(([id, { severity }]) => [id, severity]));
}

/** Planned work read as if it were a report: a server it takes out is down. */
function asDeclared(planned: readonly Work[], servers: ReadonlySet<Id>): Declared {
  if (planned.length === 0) return NOTHING_DECLARED;
  const bySubject = new Map<Id, DeclaredBy[]>();
  for (const { incident, effects } of planned) {
    for (const { id, severity } of effects.affects) {
      const takenOut = servers.has(id) && severity !== 'operational';
      const said: DeclaredBy = { incident, severity: takenOut ? 'down' : severity };
      bySubject.set(id, [...(bySubject.get(id) ?? []), said]);
    }
  }
  return { bySubject, unreadable: [] };
}

function blamed(service: Id, topology: Topology, { bySubject }: Declared): readonly string[] {
  const found = topology.services.find(({ id }) => id === service);
  if (found === undefined) return [];
  const incidents = new Set<Incident>();
  for (const subject of subjectsOf(found, topology)) {
    for (const { incident, severity } of bySubject.get(subject) ?? []) {
      if (isFault(severity)) incidents.add(incident);
    }
  }
  return [...incidents].sort(newestFirst).map(({ slug }) => slug);
}

/** What probes saw, with what planned work explains taken for planned. */
export function withoutPlanned(probed: Severity, explained: Severity): Severity {
  return isFault(probed) && compareSeverity(probed, explained) <= 0 ? 'maintenance' : probed;
}
