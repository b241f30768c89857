import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareText } from '../../../src/core/model/diagnostic.ts';
import { compareSeverity, isFault, worst, type Severity } from '../../../src/core/model/severity.ts';
import type { ProbeEvidence, Verdict } from '../../../src/core/model/snapshot.ts';
import type { SiteStatus, Status } from '../../../src/core/model/status.ts';
import { groupsOf } from '../../../src/core/model/topology.ts';
import { evidenceOf, world, type World } from './arbitrary.ts';
import { evaluate } from './build.ts';

/** More by `LAW_RUNS=20000 npx vitest run test/core/evaluate/laws.test.ts`, after a change of the rules. */
const RUNS = { numRuns: Number(process.env['LAW_RUNS'] ?? 300) };

function judge(
  { site, verdicts, incidents }: World,
  probes: ProbeEvidence = evidenceOf(verdicts),
): SiteStatus {
  return evaluate({ site, probes, incidents });
}

/** Every status there is in the verdict, by a name: groups, services in all three views, the page. */
function statuses(status: SiteStatus): Map<string, Status> {
  return new Map<string, Status>([
    ['page', status],
    ...status.groups.map((group): [string, Status] => [`group ${group.id}`, group]),
    ...status.services.flatMap((service): [string, Status][] => [
      [`service ${service.id}`, service],
      [`service ${service.id}, probed`, service.probed],
      [`service ${service.id}, declared`, service.declared],
    ]),
  ]);
}

/** Names of the statuses whose change breaks a law; one assertion for each pair would cost more than the judging. */
function breaches(
  before: SiteStatus,
  after: SiteStatus,
  isAllowed: (before: Severity, after: Severity) => boolean,
): string[] {
  const later = statuses(after);
  return [...statuses(before)].flatMap(([name, { severity }]) => {
    const then = later.get(name)?.severity;
    return then !== undefined && isAllowed(severity, then) ? [] : `${name}: ${severity} → ${String(then)}`;
  });
}

const staysNotOperational = (before: Severity, after: Severity) =>
  before === 'operational' || after !== 'operational';
const isNoWorseFault = (before: Severity, after: Severity) =>
  !isFault(before) || compareSeverity(after, before) <= 0;
const isNoWorse = (before: Severity, after: Severity) => compareSeverity(after, before) <= 0;
const isMilderButStaysOperational = (before: Severity, after: Severity) =>
  isNoWorse(before, after) && (before !== 'operational' || after === 'operational');

/** A world and one of its servers. */
const withServer = world
  .filter(({ verdicts }) => verdicts.size > 0)
  .chain((made) => fc.tuple(fc.constant(made), fc.constantFrom(...made.verdicts.keys())));

function seenAs({ verdicts }: World, server: string, verdict: Verdict): ProbeEvidence {
  return evidenceOf(new Map([...verdicts, [server, verdict]]));
}

describe('the laws', () => {
  test('not knowing never makes operational what was not', () => {
    const law = fc.property(withServer, ([made, server]) => {
      const after = judge(made, seenAs(made, server, 'unknown'));
      expect(breaches(judge(made), after, staysNotOperational)).toEqual([]);
    });
    fc.assert(law, RUNS);
  });

  test('nor does losing all evidence', () => {
    const law = fc.property(world, (made) => {
      const lost = judge(made, {
        believed: false,
        fault: 'old',
        snapshot: evidenceOf(made.verdicts).snapshot,
      });
      expect(breaches(judge(made), lost, staysNotOperational)).toEqual([]);
      expect(lost.severity).not.toBe('operational');
    });
    fc.assert(law, RUNS);
  });

  test('a server that comes online never makes a fault a worse fault', () => {
    const law = fc.property(withServer, ([made, server]) => {
      expect(breaches(judge(made), judge(made, seenAs(made, server, 'online')), isNoWorseFault)).toEqual([]);
    });
    fc.assert(law, RUNS);
  });

  test('without an unplanned incident nothing is worse', () => {
    const law = fc.property(
      world
        .filter(({ incidents }) => incidents.some(({ kind }) => kind === 'incident'))
        .chain((made) => {
          const unplanned = made.incidents.filter(({ kind }) => kind === 'incident');
          return fc.tuple(fc.constant(made), fc.constantFrom(...unplanned));
        }),
      ([made, gone]) => {
        const without = { ...made, incidents: made.incidents.filter((incident) => incident !== gone) };
        expect(breaches(judge(made), judge(without), isNoWorse)).toEqual([]);
      },
    );
    fc.assert(law, RUNS);
  });

  test('what is not operational has a reason, what is operational needs none, and no reason is told twice', () => {
    const law = fc.property(world, fc.constantFrom('believed', 'old', 'missing'), (made, how) => {
      const believed = evidenceOf(made.verdicts);
      const lost =
        how === 'old'
          ? ({ fault: 'old', snapshot: believed.snapshot } as const)
          : ({ fault: 'missing' } as const);
      const status = judge(made, how === 'believed' ? believed : { believed: false, ...lost });
      const wrong = [...statuses(status)].filter(([, { severity, reasons }]) => {
        const different = new Set(reasons.map((reason) => JSON.stringify(reason)));
        return reasons.length > 0 !== (severity !== 'operational') || different.size !== reasons.length;
      });
      expect(wrong).toEqual([]);
    });
    fc.assert(law, RUNS);
  });

  test('the order of anything never matters', () => {
    const law = fc.property(world, fc.infiniteStream(fc.nat()), fc.boolean(), (made, dice, isOld) => {
      const shuffled = shuffleWorld(made, dice);
      const evidence = (verdicts: World['verdicts']): ProbeEvidence =>
        isOld
          ? { believed: false, fault: 'old', snapshot: evidenceOf(verdicts).snapshot }
          : evidenceOf(verdicts);
      expect(sorted(judge(shuffled, evidence(shuffled.verdicts)))).toEqual(
        sorted(judge(made, evidence(made.verdicts))),
      );
    });
    fc.assert(law, RUNS);
  });

  test('the status shown is never milder than what the probes see or what staff declare', () => {
    const law = fc.property(world, (made) => {
      const wrong = judge(made).services.filter(
        ({ severity, probed, declared }) =>
          compareSeverity(severity, worst([probed.severity, declared.severity])) < 0,
      );
      expect(wrong).toEqual([]);
    });
    fc.assert(law, RUNS);
  });

  test('planned work on groups and services never turns operational into anything else', () => {
    const law = fc.property(world, (made) => {
      const servers = new Set(made.verdicts.keys());
      const planned = made.incidents.map((entry) =>
        entry.kind === 'maintenance'
          ? { ...entry, effects: onlyFor(entry.effects, servers), updates: [] }
          : entry,
      );
      const before = judge({ ...made, incidents: planned.filter(({ kind }) => kind !== 'maintenance') });
      expect(breaches(before, judge({ ...made, incidents: planned }), isMilderButStaysOperational)).toEqual(
        [],
      );
    });
    fc.assert(law, RUNS);
  });
});

function onlyFor(effects: World['incidents'][number]['effects'], servers: ReadonlySet<string>) {
  return { ...effects, affects: effects.affects.filter(({ id }) => !servers.has(id)) };
}

function shuffleWorld(made: World, dice: Iterator<number>): World {
  const shuffle = <T>(items: readonly T[]): T[] => {
    const left = [...items];
    return items.flatMap(() => left.splice(Number(dice.next().value) % left.length, 1));
  };
  const groups = shuffle(groupsOf(made.site)).map((group) => ({ ...group, servers: shuffle(group.servers) }));
  const services = shuffle(made.site.services).map((service) => ({
    ...service,
    needs: shuffle(service.needs),
    degradedWithout: shuffle(service.degradedWithout),
  }));
  const zones = made.site.zones.map((zone) => ({ ...zone, groups }));
  return {
    site: { ...made.site, zones, services },
    verdicts: new Map(shuffle([...made.verdicts])),
    incidents: shuffle(made.incidents),
  };
}

function sorted(status: SiteStatus): SiteStatus {
  const byId = <T extends { readonly id: string }>(items: readonly T[]) =>
    [...items].sort((a, b) => compareText(a.id, b.id));
  const groups = byId(status.groups).map((group) => ({ ...group, servers: byId(group.servers) }));
  // What was last known of the services is told in the order of the file.
  const reasons = status.reasons.map((reason) =>
    reason.code === 'last-known' ? { ...reason, services: byId(reason.services ?? []) } : reason,
  );
  return { ...status, reasons, groups, services: byId(status.services) };
}
