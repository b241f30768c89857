import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { declarationsIn } from '../../../src/core/evaluate/declared-timeline.ts';
import { createRecorder, PERIOD_MS, serviceRecords } from '../../../src/core/evaluate/record.ts';
import type { Incident } from '../../../src/core/model/incident.ts';
import { PERIODS, RECORD_DAYS } from '../../../src/core/model/record.ts';
import type { Outage, ServiceRecord, Spent } from '../../../src/core/model/record.ts';
import { SEVERITIES } from '../../../src/core/model/severity.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/model/time.ts';
import type { Instant } from '../../../src/core/model/time.ts';
import { groupsOf, serversOf } from '../../../src/core/model/topology.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { createZone } from '../../../src/core/parse/zone.ts';
import { world } from './arbitrary.ts';
import { at, dayOf, effects, incident, maintenance, minute, NOW, topology, update } from './build.ts';
import { TestMemory } from './history-build.ts';

const zone = createZone('Europe/London', 'en-GB');
const site = topology(
  { gateways: 'gw1 gw2', storage: { servers: 's1 s2', rule: 'all' }, web: 'w1' },
  { mail: 'gateways storage', pages: { needs: 'web', without: 'storage' } },
);

/** Looks each minute from `from` until 23:10; `'20:00 s1:offline'` says from when on what is seen. */
function seen(from: string, ...changes: readonly string[]): TestMemory {
  const memory = new TestMemory(site);
  const turns = changes.map((change) => {
    const [clock = '', ...verdicts] = change.split(' ');
    return { at: at(clock), verdicts: verdicts.join(' ') };
  });
  for (let now = at(from); now <= NOW; now += MINUTE_MS) {
    memory.look(now, turns.findLast((turn) => turn.at <= now)?.verdicts ?? '');
  }
  return memory;
}

function records(memory: TestMemory, incidents: readonly Incident[] = [], asOf: Instant = NOW) {
  const history = memory.read(asOf);
  const made = serviceRecords({ topology: memory.site, incidents, history, zone, asOf });
  return (id: string): ServiceRecord => {
    const record = made.find((one) => one.id === id);
    if (record === undefined) throw new Error(`there is no record of ${id}`);
    return record;
  };
}

function minutesIn(spent: Spent): Record<string, number> {
  return Object.fromEntries(
    Object.entries(spent)
      .filter(([, ms]) => ms > 0)
      .map(([severity, ms]) => [severity, ms / MINUTE_MS]),
  );
}

const lastDay = (record: ServiceRecord) => record.periods[0];
const clock = (instant: Instant) => new Date(instant + HOUR_MS).toISOString().slice(11, 16);
const told = ({ startAt, endAt, severity, witness, incidents, lasting }: Outage) =>
  [`${clock(startAt)}-${clock(endAt)}`, severity, witness, ...incidents, ...(lasting ? ['lasts'] : [])].join(
    ' ',
  );

describe('uptime', () => {
  it('is of what was observed, and says how much that was', () => {
    const record = records(seen('21:10', '22:00 w1:offline', '22:12'))('pages');
    const { spent, uptime, coverage } = lastDay(record) ?? {};
    expect(minutesIn(spent as Spent)).toEqual({ operational: 108, down: 12, unknown: 24 * 60 - 120 });
    expect(uptime).toBe(9000);
    // 120 of 1,440 minutes.
    expect(coverage).toBe(833);
  });

  it('is rounded down, so that what is not whole is never told as whole', () => {
    const memory = new TestMemory(site);
    memory.look(NOW - 400 * DAY_MS);
    const slow = { ...site, site: { ...site.site, freshForMs: 500 * DAY_MS } };
    const patient = Object.assign(new TestMemory(slow), { recording: memory.recording });
    memory.files.forEach((text, month) => patient.files.set(month, text));
    patient.look(at('22:00'), 'w1:offline');
    patient.look(at('22:01'), '');
    patient.look(NOW, '');
    const record = records(patient)('pages');
    const year = record.periods.at(-1);
    expect(year?.spent.down).toBe(MINUTE_MS);
    expect(year?.uptime).toBe(9999);
    expect(lastDay(record)?.uptime).toBe(9993);
  });

  it('is nothing where nothing was observed', () => {
    const record = records(new TestMemory(site))('mail');
    expect(record.periods.map(({ uptime, coverage }) => [uptime, coverage])).toEqual(
      PERIODS.map(() => [null, 0]),
    );
    expect(record.outages).toEqual([]);
    expect(new Set(record.days.map(({ worst }) => worst))).toEqual(new Set(['unknown']));
  });

  it('counts partial and degraded time as up, beside it', () => {
    const looks = seen('21:10', '22:00 s1:offline', '22:30');
    const { spent, uptime } = lastDay(records(looks)('mail')) ?? {};
    expect(minutesIn(spent as Spent)).toMatchObject({ partial: 30, operational: 90 });
    expect(uptime).toBe(10_000);
    expect(minutesIn(lastDay(records(looks)('pages'))?.spent as Spent)).toMatchObject({ degraded: 30 });
  });
});

describe('what staff declare', () => {
  const outage = incident('slow', {
    affects: 'pages:down',
    started: minute('22:00'),
    resolved: minute('22:20'),
  });

  it('is downtime although probes saw nothing, and is told apart', () => {
    const record = records(seen('21:10'), [outage])('pages');
    expect(minutesIn(lastDay(record)?.spent as Spent)).toMatchObject({ down: 20, operational: 100 });
    expect(lastDay(record)?.downByStaffMs).toBe(20 * MINUTE_MS);
    expect(record.outages.map(told)).toEqual(['22:00-22:20 down staff slow']);
  });

  it('and what probes saw are merged, not added', () => {
    const record = records(seen('21:10', '22:10 w1:offline', '22:30'), [outage])('pages');
    expect(lastDay(record)?.spent.down).toBe(30 * MINUTE_MS);
    expect(lastDay(record)?.downByStaffMs).toBe(10 * MINUTE_MS);
    expect(record.outages.map(told)).toEqual(['22:00-22:30 down both slow']);
  });

  it('counts where nobody looked', () => {
    const record = records(seen('23:00'), [outage])('pages');
    expect(lastDay(record)?.spent.down).toBe(20 * MINUTE_MS);
    expect(lastDay(record)?.downByStaffMs).toBe(20 * MINUTE_MS);
  });

  it('changes while the incident lasts', () => {
    const changing = incident('changing', {
      affects: 'pages:degraded',
      started: minute('22:00'),
      updates: [
        update(minute('22:00')),
        update(minute('22:10'), { effects: effects('pages:down') }),
        update(minute('22:15'), { effects: effects('pages:partial') }),
      ],
      resolved: minute('22:20'),
    });
    expect(records(seen('21:10'), [changing])('pages').outages.map(told)).toEqual([
      '22:15-22:20 partial staff changing',
      '22:10-22:15 down staff changing',
      '22:00-22:10 degraded staff changing',
    ]);
  });

  it('reaches services through groups and servers', () => {
    const disk = incident('disk', {
      affects: 's1:down',
      started: minute('22:00'),
      resolved: minute('22:20'),
    });
    const record = records(seen('21:10'), [disk]);
    expect(record('mail').outages.map(told)).toEqual(['22:00-22:20 partial staff disk']);
    expect(record('pages').outages.map(told)).toEqual(['22:00-22:20 degraded staff disk']);
  });

  it('takes no time where only its day is known', () => {
    const vague = incident('vague', {
      affects: 'pages:down',
      started: dayOf(3),
      updates: [update(dayOf(3))],
      resolved: dayOf(3),
    });
    expect(records(seen('21:10'), [vague])('pages').outages).toEqual([]);
  });

  it('lasts until the data’s time while it is open', () => {
    const open = incident('open', { affects: 'pages:down', started: minute('23:00') });
    expect(records(seen('21:10'), [open])('pages').outages.map(told)).toEqual([
      '23:00-23:10 down staff open lasts',
    ]);
  });
});

describe('planned work', () => {
  const work = (affects: string) => maintenance('work', affects, { from: '22:00', to: '22:30' });

  it.each([
    ['of the service', 'pages:down'],
    ['of what it stands on', 'web:down'],
    ['of its server', 'w1'],
  ])('%s is left out of what counts, and shown', (_name, affects) => {
    const record = records(seen('21:10', '22:00 w1:offline', '22:30'), [work(affects)])('pages');
    expect(minutesIn(lastDay(record)?.spent as Spent)).toMatchObject({ maintenance: 30, operational: 90 });
    expect(lastDay(record)?.uptime).toBe(10_000);
    expect(record.outages).toEqual([]);
  });

  it('explains no more than was announced', () => {
    const record = records(seen('21:10', '22:00 w1:offline', '22:30'), [work('pages:degraded')])('pages');
    expect(record.outages.map(told)).toEqual(['22:00-22:30 down probes']);
  });

  it('that overruns is a fault from its end on', () => {
    const record = records(seen('21:10', '22:00 w1:offline', '22:40'), [work('pages:down')])('pages');
    expect(record.outages.map(told)).toEqual(['22:30-22:40 down probes']);
  });

  it('that goes unnoticed is uptime', () => {
    const record = records(seen('21:10'), [work('pages:down')])('pages');
    expect(minutesIn(lastDay(record)?.spent as Spent)).toMatchObject({ operational: 120 });
  });

  it('does not excuse what staff report meanwhile', () => {
    const fire = incident('fire', {
      affects: 'pages:down',
      started: minute('22:10'),
      resolved: minute('22:20'),
    });
    const record = records(seen('21:10'), [work('pages:down'), fire])('pages');
    expect(record.outages.map(told)).toEqual(['22:10-22:20 down staff fire']);
  });
});

describe('days', () => {
  it(`are ${String(RECORD_DAYS)} of the site’s zone, the current one last and cut at the data’s time`, () => {
    const { days } = records(seen('21:10'))('pages');
    expect(days).toHaveLength(RECORD_DAYS);
    expect([days[0]?.day, days.at(-1)?.day]).toEqual(['2010-06-06', '2010-09-03']);
    const total = (spent: Spent | undefined) => SEVERITIES.reduce((sum, one) => sum + (spent?.[one] ?? 0), 0);
    expect(total(days.at(-1)?.spent)).toBe(NOW - at('00:00'));
    expect(days.slice(0, -1).every(({ spent }) => total(spent) === DAY_MS)).toBe(true);
  });

  it.each([
    ['unknown where somebody looked for an hour only', seen('22:10'), 'unknown'],
    ['operational where somebody looked for most of it', seen('08:00'), 'operational'],
    ['down for a minute of it', seen('22:10', '22:30 w1:offline', '22:31'), 'down'],
  ])('are %s', (_name, memory, worst) => {
    expect(records(memory)('pages').days.at(-1)?.worst).toBe(worst);
  });
});

describe('laws', () => {
  /** A memory of the world's servers with a few changes, the world's incidents beside it. */
  const lives = fc.tuple(
    world,
    fc.array(
      fc.tuple(fc.integer({ min: 1, max: 600 }), fc.nat(99), fc.constantFrom('online', 'offline', 'unknown')),
      { maxLength: 12 },
    ),
  );

  function memoryOf(
    topologyOfWorld: Topology,
    turns: readonly (readonly [number, number, string])[],
  ): TestMemory {
    const memory = new TestMemory(topologyOfWorld);
    const servers = serversOf(topologyOfWorld).map(({ id }) => id);
    let now = NOW - 40 * HOUR_MS;
    let verdicts = '';
    for (const [minutes, index, verdict] of turns) {
      memory.look(now, verdicts);
      now += minutes * MINUTE_MS;
      verdicts = `${servers[index % servers.length] ?? 'none'}:${verdict}`;
      if (now < NOW) memory.look(now, verdicts);
    }
    return memory;
  }

  it('all kinds of time together are the window', () => {
    fc.assert(
      fc.property(lives, ([{ site: its, incidents }, turns]) => {
        const memory = memoryOf(its, turns);
        const made = serviceRecords({ topology: its, incidents, history: memory.read(NOW), zone, asOf: NOW });
        for (const { periods, days } of made) {
          for (const { period, spent, uptime, coverage } of periods) {
            expect(Object.values(spent).reduce((sum, ms) => sum + ms, 0)).toBe(PERIOD_MS[period]);
            expect(coverage).toBeGreaterThanOrEqual(0);
            expect(coverage).toBeLessThanOrEqual(10_000);
            if (uptime !== null) expect(uptime === 10_000).toBe(spent.down === 0);
          }
          expect(days).toHaveLength(RECORD_DAYS);
        }
      }),
    );
  });

  it('the order of incidents never matters', () => {
    fc.assert(
      fc.property(lives, ([{ site: its, incidents }, turns]) => {
        const history = memoryOf(its, turns).read(NOW);
        const given = { topology: its, history, zone, asOf: NOW };
        expect(serviceRecords({ ...given, incidents: incidents.toReversed() })).toEqual(
          serviceRecords({ ...given, incidents }),
        );
      }),
    );
  });

  it('an incident more never makes less downtime', () => {
    fc.assert(
      fc.property(lives, ([{ site: its, incidents }, turns]) => {
        const unplanned = incidents.filter(({ kind }) => kind === 'incident');
        const history = memoryOf(its, turns).read(NOW);
        const down = (some: readonly Incident[]) =>
          serviceRecords({ topology: its, incidents: some, history, zone, asOf: NOW }).map(
            ({ periods }) => periods.at(-1)?.spent.down ?? 0,
          );
        const all = down(unplanned);
        down(unplanned.slice(1)).forEach((ms, index) => expect(ms).toBeLessThanOrEqual(all[index] ?? 0));
      }),
    );
  });

  it('what staff declare covers the window and knows every service', () => {
    fc.assert(
      fc.property(world, fc.integer({ min: 0, max: 100 }), ({ site: its, incidents }, hours) => {
        const startAt = NOW - hours * HOUR_MS;
        const declarations = declarationsIn(its, incidents, startAt, NOW);
        let reached = startAt;
        for (const { startAt: from, endAt, declared, explained } of declarations) {
          expect(from).toBe(reached);
          reached = endAt;
          expect([...declared.keys()]).toEqual(its.services.map(({ id }) => id));
          expect([...explained.keys()]).toEqual(its.services.map(({ id }) => id));
        }
        expect(reached).toBe(NOW);
        expect(groupsOf(its).length).toBeGreaterThan(0);
      }),
    );
  });

  it('told minute after minute, it is what somebody finds who asks for the first time', () => {
    const verdict = fc.constantFrom('', 'gw1:offline', 'gw1:offline gw2:offline', 's1:offline', 'w1:unknown');
    // Now and then a clock is set back, and a snapshot may be older than what is remembered.
    const pause = fc.oneof(
      { arbitrary: fc.integer({ min: 1, max: 900 }), weight: 4 },
      { arbitrary: fc.integer({ min: -5, max: -1 }), weight: 1 },
    );
    const minutes = fc.array(fc.record({ verdict, pause, lag: fc.integer({ min: 0, max: 4 }) }), {
      minLength: 2,
      maxLength: 12,
    });
    fc.assert(
      fc.property(minutes, fc.array(fc.nat(12), { maxLength: 3 }), (looks, reports) => {
        const memory = new TestMemory(site);
        const recorder = createRecorder();
        let now = NOW - 4 * DAY_MS;
        let incidents: readonly Incident[] = [];
        looks.forEach(({ verdict: seenThen, pause: minutesLater, lag }, index) => {
          now += minutesLater * MINUTE_MS;
          if (minutesLater > 0) memory.look(now, seenThen);
          if (reports.includes(index)) {
            const started = { at: now, precision: 'minute' as const };
            incidents = [...incidents, incident(`report-${index}`, { started, affects: 'web:down' })];
          }
          const asOf = now - lag * MINUTE_MS;
          const input = { topology: memory.site, incidents, history: memory.read(now), zone, asOf };
          expect(recorder.records(input)).toEqual(serviceRecords(input));
        });
      }),
    );
  });

  it('a clock that is set back, and then an older snapshot, leave no time out', () => {
    const memory = new TestMemory(site);
    const recorder = createRecorder();
    const minuteOf = (index: number) => NOW - DAY_MS + index * MINUTE_MS;
    for (const index of [0, 1, 2, 3]) memory.look(minuteOf(index), '');
    for (const [now, taken] of [
      [1, 1],
      [3, 3],
      [2, 2],
      [3, 1],
    ] as const) {
      const history = memory.read(minuteOf(now));
      const input = { topology: memory.site, incidents: [], history, zone, asOf: minuteOf(taken) };
      expect(recorder.records(input)).toEqual(serviceRecords(input));
    }
  });
});
