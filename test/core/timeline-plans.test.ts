import { describe, expect, it } from 'vitest';
import { compile } from '../../src/core/compile.ts';
import type { PagePlan } from '../../src/core/page-plan.ts';
import { createPlanner } from '../../src/core/planner.ts';
import type { CompiledSite } from '../../src/core/planner.ts';
import { createReader } from '../../src/core/read.ts';
import type { HistoryInput } from '../../src/core/evaluate/history.ts';
import { MINUTE_MS } from '../../src/core/model/time.ts';
import type { Instant } from '../../src/core/model/time.ts';
import { parseTopology } from '../../src/core/parse/topology.ts';
import type { IncidentSource, Sources } from '../../src/core/sources.ts';
import { TimelineCalendar } from '../../src/core/timeline-calendar.ts';
import { TimelinePlans } from '../../src/core/timeline-plans.ts';
import { viewContext } from '../../src/core/view/context.ts';
import { createStrips } from '../../src/core/view/strip.ts';
import { SMALL_TOPOLOGY, snapshotText } from '../support/small-site.ts';
import { historyFrom, TestMemory } from './evaluate/history-build.ts';

const { topology } = parseTopology(SMALL_TOPOLOGY, { file: 'topology.yml', env: {} });
if (topology === null) throw new Error('the small site has no topology');

/** On 3 September 2010, in London. */
const at = (clock: string, day = '03'): Instant => Date.parse(`2010-09-${day}T${clock}:00+01:00`);

const INCIDENTS = {
  'incidents/2010-07-01-old.md':
    '---\ntitle: Old\naffects: [incoming-mail]\n---\n[10:00] Broken.\n\n[11:00] Resolved.\n',
  'incidents/2010-09-02-over.md':
    '---\ntitle: Over\naffects: [gateways]\n---\n[23:10] Broken.\n\n[03/09 00:20] Resolved.\n',
  'incidents/2010-09-03-open.md':
    '---\ntitle: Open\naffects: [gw1]\n---\n[10:30] Investigating.\n\n[11:10] Identified.\n\n[12:40] Later.\n',
  'incidents/2010-09-03-day.md':
    '---\ntitle: Known to the day\naffects: [gateways]\nresolved: true\n---\nIt was slow.\n',
  'incidents/2010-09-01-work.md':
    '---\ntitle: Work\nkind: maintenance\naffects: [gw2]\nwindow: {from: "2010-09-03 11:00", to: "2010-09-03 12:00"}\n---\n[09:00] Scheduled.\n',
};

const ENVIRONMENT = {};

function sources(now: Instant, history: HistoryInput, verdicts: string): Sources {
  const incidents = Object.entries(INCIDENTS).map(([file, text]): IncidentSource => ({
    file,
    digest: `digest of ${text}`,
    text: () => text,
  }));
  const offline = (id: string) => (verdicts.includes(`${id}:offline`) ? 'offline' : 'online');
  return {
    topology: { file: 'topology.yml', text: SMALL_TOPOLOGY },
    incidents: () => incidents,
    snapshot: {
      file: 'state/snapshot.json',
      text: snapshotText({ gw1: offline('gw1'), gw2: offline('gw2') }, now),
    },
    history,
    content: [],
    env: ENVIRONMENT,
    now,
  };
}

/** What happens: nobody looks for a while, both gateways fail one after the other, one of them known a minute late. */
function verdictsAt(now: Instant): string | null {
  if (now >= at('10:45') && now < at('10:58')) return null;
  if (now >= at('11:20') && now < at('11:45')) return 'gw1:offline@11:19 gw2:offline@11:20';
  return now >= at('11:02') && now < at('12:05') ? 'gw1:offline@11:01' : '';
}

/** Archive pages as they are planned minute by minute, from nothing each time, or going on from the minute before. */
function minuteByMinute(
  from: Instant,
  until: Instant,
  plan: (given: Sources) => CompiledSite | null = (given) => compile(given).site,
  pages: 'archive' | 'pages' = 'archive',
): readonly (readonly PagePlan[])[] {
  const memory = new TestMemory(topology!);
  const plans: (readonly PagePlan[])[] = [];
  for (let now = at('22:00', '02'); now <= until; now += MINUTE_MS) {
    const verdicts = verdictsAt(now);
    if (verdicts === null) continue;
    memory.look(now, verdicts);
    if (now < from) continue;
    const { months, observedUntilAt } = memory;
    const site = plan(sources(now, { months, observedUntilAt, dayCounts: new Map() }, verdicts));
    plans.push(site?.[pages] ?? []);
  }
  return plans;
}

function changedBetween(before: readonly PagePlan[], after: readonly PagePlan[]): readonly string[] {
  const known = new Map(before.map(({ output, inputs }) => [output, inputs]));
  return after.filter(({ output, inputs }) => known.get(output) !== inputs).map(({ output }) => output);
}

describe('archive pages, minute by minute', () => {
  const plans = minuteByMinute(at('10:00'), at('12:50'));

  it('with equal inputs are equal pages', () => {
    const views = new Map<string, string>();
    for (const plan of plans.flat()) {
      const key = `${plan.output}\n${plan.inputs}`;
      const view = JSON.stringify(plan.view(null));
      expect(views.get(key) ?? view, plan.output).toBe(view);
      views.set(key, view);
    }
    expect(views.size).toBeGreaterThan(30);
  });

  it('change when something happens, and in no other minute', () => {
    const changes = plans
      .slice(1)
      .map((after, index) => changedBetween(plans[index] ?? [], after))
      .filter((outputs) => outputs.length > 0);
    const strips = ['incidents/2010-09-03-open/index.html', 'incidents/2010-09-03-day/index.html'];
    // Three updates, a gap, two that fail, one that is back, and the other: not one of 170 minutes more.
    expect(changes.length).toBeLessThanOrEqual(9);
    for (const outputs of changes) {
      expect(outputs.every((output) => /^(incidents|timeline)\//.test(output))).toBe(true);
      expect(outputs).not.toContain('incidents/2010-07-01-old/index.html');
      expect(outputs).not.toContain('incidents/2010-09-02-over/index.html');
      expect(outputs).not.toContain('timeline/2010-09-02/index.html');
    }
    expect(changes.some((outputs) => strips.every((strip) => outputs.includes(strip)))).toBe(true);
  });

  it('change once more when what they tell of is over', () => {
    const later = minuteByMinute(at('23:50'), at('00:10', '04'));
    const changes = later.slice(1).flatMap((after, index) => changedBetween(later[index] ?? [], after));
    expect(changes).toEqual(['incidents/2010-09-03-day/index.html', 'timeline/2010-09-03/index.html']);
  });
});

/** Reads and plans on, minute after minute. */
function goingOn(): (given: Sources) => CompiledSite | null {
  const [reader, planner] = [createReader(), createPlanner()];
  let known: readonly IncidentSource[] | null = null;
  return (given) => {
    const incidents = (context: string) => (known ??= given.incidents(context));
    const { reading } = reader.read({ ...given, incidents });
    return reading === null ? null : planner.plan(reading, { recorded: false, demonstration: false });
  };
}

describe('planning on from the minute before', () => {
  const [from, until] = [at('09:00'), at('00:10', '04')];
  const scratch = minuteByMinute(from, until);
  const kept = minuteByMinute(from, until, goingOn());

  it('plans what planning from nothing plans', () => {
    const textOf = (plans: readonly PagePlan[]) => plans.map(({ output, inputs }) => [output, inputs]);
    expect(kept.map(textOf)).toEqual(scratch.map(textOf));
  });

  it('plans the same live pages, with what the services have been through', () => {
    const [some, more] = [at('10:00'), at('13:00')];
    const textOf = (plans: readonly PagePlan[]) => plans.map(({ output, inputs }) => [output, inputs]);
    const onAndOn = minuteByMinute(some, more, goingOn(), 'pages').map(textOf);
    expect(onAndOn).toEqual(minuteByMinute(some, more, undefined, 'pages').map(textOf));
    expect(onAndOn[0]?.some(([output]) => output === 'services/incoming-mail/index.html')).toBe(true);
  });

  it('gives the same list while nothing happens', () => {
    const lists = kept.filter((plans, index) => plans !== kept[index - 1]);
    expect(kept.length).toBeGreaterThan(800);
    expect(lists.length).toBeLessThan(20);
  });

  it('shows what is newest, however long a plan has been kept', () => {
    const oldest = kept[0]?.find(({ output }) => output === 'timeline/2010-09-03/index.html');
    const [now, planned] = [kept.at(-1), scratch.at(-1)];
    const newest = now?.find(({ output }) => output === oldest?.output);
    expect(newest).not.toBe(oldest);
    const views = (plans: readonly PagePlan[] = []) => plans.map((plan) => JSON.stringify(plan.view(null)));
    expect(views(now)).toEqual(views(planned));
  });
});

describe('planning', () => {
  const months = Array.from({ length: 24 }, (_, index) => {
    const month = new Date(Date.UTC(2008, 9 + index)).toISOString().slice(0, 7);
    const all = `{"at":"${month}-01T00:00:00Z","all":{"server":{"gw1":"online","gw2":"online"},"group":{"gateways":"operational"},"service":{"incoming-mail":"operational"}}}`;
    const outage = ['offline', 'online'].map(
      (is, hour) => `{"at":"${month}-10T0${hour}:00:00Z","server":"gw1","is":"${is}"}`,
    );
    return { month, text: `${[all, ...outage].join('\n')}\n` };
  });

  it('reads no month long past', () => {
    const read: string[] = [];
    const files = months.map(({ month, text }) => ({
      month,
      digest: month,
      text: () => {
        read.push(month);
        return text;
      },
    }));
    const now = Date.parse('2010-09-20T12:00:00Z');
    const input = {
      months: files,
      observedUntilAt: now,
      dayCounts: new Map<string, Record<string, number>>(),
    };
    // The first time counts the days of every month.
    expect(historyFrom(input, now).days().size).toBeGreaterThan(20);
    const { site } = compile(sources(now, input, ''));
    if (site === null) throw new Error('there is no site');
    read.length = 0;
    const reading = { ...site.reading, history: historyFrom(input, now) };
    const context = viewContext(topology!);
    const days = new TimelineCalendar().days(reading, context);
    const strips = createStrips(reading.history, context);
    const desk = { reading, context, days, strips, site: '', archive: new Map(), subjects: '' };
    const plans = new TimelinePlans().plan(desk);
    expect(
      reading.incidents.map((incident) => strips.inputs(incident)).filter((text) => text !== ''),
    ).toHaveLength(5);
    expect(days.length).toBeGreaterThan(24);
    expect(plans.length).toBe(days.length + 1);
    // The first tells when looking began; the newest, and what held when its windows begin, are always news.
    expect([...new Set(read)].sort()).toEqual(['2008-10', '2010-07', '2010-08', '2010-09']);
    expect(days.at(-1)?.day).toBe('2008-10-01');
  });
});
