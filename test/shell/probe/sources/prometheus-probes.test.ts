import { describe, expect, it } from 'vitest';
import {
  ask,
  askedOf,
  engine,
  recorded,
  RECORDED_AT,
  remembered,
  told,
  vectorOf,
  WELL,
  WELL_TOLD,
} from './prometheus-engine.ts';
import type { Answers } from './prometheus-engine.ts';

/** One server seen from one place, told so. */
const one = (value: string, age = '1', more: Answers = {}): Answers => ({
  votes: vectorOf([[{ server: 'gw1', vantage: 'a' }, value]]),
  age: vectorOf([[{ server: 'gw1', vantage: 'a' }, age]]),
  latency: vectorOf([]),
  boot: vectorOf([]),
  up: vectorOf([]),
  down_before: vectorOf([]),
  up_before: vectorOf([]),
  first_seen: vectorOf([]),
  ...more,
});

describe('a value', () => {
  it.each<readonly [string, string]>([
    ['1', 'ok'],
    ['0', 'reported-down'],
    ['NaN', 'reported-unknown'],
    ['+Inf', 'reported-unknown'],
    ['-Inf', 'reported-unknown'],
    ['0.5', 'reported-unknown'],
    ['2', 'reported-unknown'],
    ['', 'reported-unknown'],
    ['yes', 'reported-unknown'],
  ])('%s is %s', async (value, expected) => {
    expect(told(await askedOf(one(value)))).toEqual([`gw1 a ${expected}`]);
  });

  it('of several checks of a server counts for all of them', async () => {
    const labels = (job: string) => ({ server: 'gw1', vantage: 'a', job });
    const ages = vectorOf([
      [labels('smtp'), '2'],
      [labels('imap'), '2'],
    ]);
    const votes = (smtp: string) =>
      vectorOf([
        [labels('smtp'), smtp],
        [labels('imap'), '1'],
      ]);
    const asked = await askedOf(one('', '', { votes: votes('0'), age: ages }));
    expect(asked.findings.votes).toMatchObject([{ reason: 'reported-down', detail: 'job "smtp"' }]);
    expect(told(await askedOf(one('', '', { votes: votes('1'), age: ages })))).toEqual(['gw1 a ok']);
    // One of them without an age: it may be the one that would be down.
    const half = vectorOf([[labels('imap'), '2']]);
    expect(told(await askedOf(one('', '', { votes: votes('1'), age: half })))).toEqual(['gw1 a stale']);
  });
});

describe('an age', () => {
  it.each<readonly [string, string]>([
    ['12.4', 'ok'],
    ['12.6', 'stale'],
    ['299', 'stale'],
    ['-1', 'ok'],
    ['-40', 'stale'],
    ['NaN', 'stale'],
  ])('of %s s is %s', async (age, expected) => {
    expect(told(await askedOf(one('1', age)))).toEqual([`gw1 a ${expected}`]);
  });

  it('is missing: nobody knows how old it is', async () => {
    const asked = await askedOf(one('1', '1', { age: vectorOf([]) }));
    expect(told(asked)).toEqual(['gw1 a stale']);
    expect(asked.findings.votes[0]?.detail).toBe('the engine does not tell how old it is');
  });

  it('is told by the engine, whatever its clock', async () => {
    for (const hours of [-2, 2]) {
      const now = RECORDED_AT + hours * 3_600_000;
      const fresh = await askedOf(one('1', '7'), {}, { now });
      expect(fresh.findings.votes).toMatchObject([{ reason: 'ok', at: now - 7_000 }]);
      expect(told(await askedOf(one('1', '60'), {}, { now }))).toEqual(['gw1 a stale']);
    }
  });

  it('of the same sample leads to the same time, a while later', async () => {
    const later = (seconds: number): Answers =>
      one('', '', {
        votes: vectorOf([[{ server: 'gw1', vantage: 'a' }, '1']], RECORDED_AT + seconds * 1_000),
        age: vectorOf(
          [[{ server: 'gw1', vantage: 'a' }, `${String(2.0439999103 + seconds)}`]],
          RECORDED_AT + seconds * 1_000,
        ),
      });
    const atOf = async (seconds: number, heardMs: number) =>
      (await askedOf(later(seconds), {}, { now: RECORDED_AT + seconds * 1_000 + heardMs })).findings.votes[0]
        ?.at;
    expect(await atOf(0, 3)).toBe(RECORDED_AT - 2_044);
    expect(await atOf(5, 800)).toBe(RECORDED_AT - 2_044);
    expect(await atOf(9.5, 40)).toBe(RECORDED_AT - 2_044);
  });
});

describe('what nothing is said of', () => {
  it('an empty answer is no answer for anybody', async () => {
    const asked = await askedOf(
      { ...WELL, votes: { body: recorded('nothing.json') } },
      {},
      { memory: await remembered() },
    );
    expect(told(asked)).toEqual(
      WELL_TOLD.map((line) => line.replace(/(amsterdam|london) .*/, '$1 not-reported')).sort(),
    );
    expect(asked).toMatchObject({ failure: null, reports: 0 });
    expect(asked.notes).toEqual(['votes: the answer is empty, so nothing matches that query']);
  });

  it('names of other servers are of no use', async () => {
    const asked = await askedOf(WELL, {}, { servers: ['web7'] });
    expect(asked).toMatchObject({ failure: null, reports: 0 });
    expect(asked.notes).toEqual(['votes: 10 series, and none of them is called as a server here']);
    expect(asked.findings.votes).toEqual([]);
  });

  it('nor are series without the label', async () => {
    const asked = await askedOf(one('1', '1', { votes: vectorOf([[{ instance: 'gw1' }, '1']]) }));
    expect(asked.reports).toBe(0);
  });
});

describe('names', () => {
  it('of servers and places are those that somebody gives them', async () => {
    const labels = { host: 'gw1.internal', site: 'lhr' };
    const answers = {
      'probe_success{host!=""}': vectorOf([[labels, '1']]),
      'time() - timestamp(probe_success{host!=""})': vectorOf([[labels, '1']]),
    };
    const { url } = await engine(({ name }) => answers[name as keyof typeof answers] ?? vectorOf([]));
    const asked = await ask({
      url,
      server_label: 'host',
      vantage_label: 'site',
      servers: { gw1: 'gw1.internal' },
      vantages: { lhr: 'London' },
    });
    expect(told(asked)).toEqual(['gw1 London ok']);
  });

  it('a series without a place is seen from the place of the source', async () => {
    const told1 = vectorOf([[{ server: 'gw1' }, '1']]);
    const asked = await askedOf(one('', '', { votes: told1, age: told1 }), { vantage: 'Paris' });
    expect(told(asked)).toEqual(['gw1 Paris ok']);
  });
});

describe('since when', () => {
  const second = RECORDED_AT / 1000;
  const past = (seconds: number) => vectorOf([[{ server: 'gw1', vantage: 'a' }, String(second - seconds)]]);
  const at = RECORDED_AT - 1_000;
  const failed = { body: 'no', status: 500 };

  it.each<readonly [string, string, Answers, object]>([
    [
      'up, and seen down an hour ago: since the look after that',
      '1',
      { down_before: past(3_600), first_seen: past(80_000) },
      { sinceAt: RECORDED_AT - 3_540_000 },
    ],
    [
      'up, and never seen down: at least since it was seen first',
      '1',
      { first_seen: past(80_000) },
      { sinceAt: RECORDED_AT - 80_000_000, sinceIsAtLeast: true },
    ],
    [
      'up, seen down a moment ago: not later than its sample',
      '1',
      { down_before: past(10) },
      { sinceAt: at },
    ],
    [
      'down, and seen up two minutes ago',
      '0',
      { up_before: past(120), first_seen: past(80_000) },
      { sinceAt: RECORDED_AT - 60_000 },
    ],
    [
      'down, and never seen up',
      '0',
      { first_seen: past(300), down_before: past(10) },
      { sinceAt: RECORDED_AT - 300_000, sinceIsAtLeast: true },
    ],
    ['of nobody knows what', 'NaN', { first_seen: past(300), down_before: past(10) }, {}],
    [
      'up, where the past of failures cannot be told',
      '1',
      { down_before: failed, first_seen: past(300) },
      {},
    ],
    [
      'up, where that past is not whole',
      '1',
      { down_before: vectorOf([], RECORDED_AT, { isPartial: true }), first_seen: past(300) },
      {},
    ],
    ['up, where nobody knows when it was seen first', '1', {}, {}],
  ])('%s', async (_name, value, more, expected) => {
    const [vote] = (await askedOf(one(value, '1', more))).findings.votes;
    const { sinceAt, sinceIsAtLeast } = vote ?? {};
    expect({
      ...(sinceAt === undefined ? {} : { sinceAt }),
      ...(sinceIsAtLeast === undefined ? {} : { sinceIsAtLeast }),
    }).toEqual(expected);
  });

  it('an engine that looks every ten minutes has seen it that much later', async () => {
    const more = { down_before: past(3_600) };
    const [vote] = (await askedOf(one('1', '1', more), { interval: '10m' })).findings.votes;
    expect(vote?.sinceAt).toBe(RECORDED_AT - 3_000_000);
  });

  it('is put on our clock', async () => {
    const now = RECORDED_AT + 7_200_000;
    const [vote] = (await askedOf(one('1', '1', { first_seen: past(300) }), {}, { now })).findings.votes;
    expect(vote?.sinceAt).toBe(now - 300_000);
  });

  it('as recorded: gw2 was never seen up', async () => {
    const { findings } = await askedOf(WELL);
    const of = (name: string) =>
      findings.votes.find(({ server, vantage }) => server === name && vantage === 'london');
    expect(of('gw2')).toMatchObject({ sinceAt: 1_795_660_620_000, sinceIsAtLeast: true });
    expect(of('gw1')).toMatchObject({ sinceAt: 1_795_660_620_000, sinceIsAtLeast: true });
  });
});

describe('a time of boot', () => {
  const second = RECORDED_AT / 1000;
  it.each<readonly [string, readonly number[], number | undefined]>([
    ['is in seconds', [second - 86_400], RECORDED_AT - 86_400_000],
    ['of several counts the latest', [second - 50, second - 20, second - 90], RECORDED_AT - 20_000],
    ['is not in the future', [second + 60], undefined],
    ['is not nothing', [0, -5, NaN, Infinity], undefined],
  ])('%s', async (_name, times, expected) => {
    const boot = vectorOf(
      times.map((time, index) => [{ server: 'gw1', instance: String(index) }, String(time)]),
    );
    const { findings } = await askedOf(one('1', '1', { boot }));
    expect(findings.boots.get('gw1')).toBe(expected);
  });
});
