import { describe, expect, it } from 'vitest';
import { askedOf as askedOfAny, recorded, RECORDED_AT, told, vectorOf, WELL } from './prometheus-engine.ts';
import type { Answers, AskedOnce } from './prometheus-engine.ts';

const askedOf = (answers: Answers, options: object = {}, once: AskedOnce = {}) =>
  askedOfAny({ ...WELL, ...answers }, { votes: 'alerts', vantage: 'rules', ...options }, once);

const body = (file: string) => ({ body: recorded(file) });
const second = RECORDED_AT / 1000;
const down = (server: string, more: object = {}) => ({
  alertname: 'Down',
  alertstate: 'firing',
  server,
  ...more,
});
const dog = { alertname: 'Watchdog', alertstate: 'firing' };

/** `gw1 ok, gw2 reported-down`: all of them are seen from one place. */
const verdicts = (asked: Parameters<typeof told>[0]) =>
  told(asked)
    .map((line) => line.replace(' rules ', ' '))
    .join(', ');

describe('alerts as they were recorded', () => {
  it('tell who is down, and by their silence who is well', async () => {
    const asked = await askedOf({});
    expect(verdicts(asked)).toBe('gw1 ok, gw2 reported-down, mail1 ok, web1 ok');
    expect(asked).toMatchObject({ failure: null, notes: [] });
    expect(asked.findings.boots.get('gw1')).toBe(1_795_635_663_000);
  });

  it('are enough at once, and tell since when their condition holds', async () => {
    const { findings } = await askedOf({});
    const of = (name: string) => findings.votes.find(({ server }) => server === name);
    expect(of('gw2')).toMatchObject({
      // Told at …58.004 that it is 3.628 s old; `for: 10s` lies between its time and its condition's.
      at: 1_795_660_654_376,
      settled: true,
      sinceAt: 1_795_660_599_000,
      detail: 'alert "ServerDown"',
    });
    // The watchdog's rule ran at …54.376; the node exporter of gw1 was scraped after that.
    expect(of('gw1')).toMatchObject({ at: 1_795_660_654_376, settled: true });
    expect(of('gw1')).not.toHaveProperty('sinceAt');
  });

  it('go on while nothing is scraped, and the Watchdog with them: silence is not believed', async () => {
    const frozen = ['alerts', 'watchdog_age', 'watched'] as const;
    const answers = Object.fromEntries(
      frozen.map((name) => [name, body(`${name.replaceAll('_', '-')}-frozen.json`)]),
    );
    const asked = await askedOf(answers, {}, { now: 1_795_660_740_200 });
    expect(verdicts(asked)).toBe('gw1 stale, gw2 reported-down, mail1 stale, web1 stale');
    expect(asked.findings.votes[0]?.detail).toBe(
      'no alert, but the engine has not looked at it for too long',
    );
  });
});

describe('silence', () => {
  const noDog = { watchdog: vectorOf([]), watchdog_age: vectorOf([]) };
  it.each<readonly [string, Answers, string]>([
    ['without a Watchdog', noDog, 'gw1 stale, gw2 reported-down, mail1 stale, web1 stale'],
    [
      'with an old Watchdog',
      { watchdog_age: vectorOf([[dog, '60']]) },
      'gw1 stale, gw2 reported-down, mail1 stale, web1 stale',
    ],
    [
      'with a Watchdog of unknown age',
      { watchdog_age: vectorOf([]) },
      'gw1 stale, gw2 reported-down, mail1 stale, web1 stale',
    ],
    [
      'of what is not scraped',
      { watched: vectorOf([[{ server: 'gw1' }, '1']]) },
      'gw1 ok, gw2 reported-down, mail1 not-reported, web1 not-reported',
    ],
    [
      'of what was scraped long ago',
      {
        watched: vectorOf([
          [{ server: 'gw1' }, '1'],
          [{ server: 'mail1' }, '70'],
        ]),
      },
      'gw1 ok, gw2 reported-down, mail1 stale, web1 not-reported',
    ],
    [
      'of what is scraped twice, once not long ago',
      {
        watched: vectorOf([
          [{ server: 'gw1', job: 'a' }, '70'],
          [{ server: 'gw1', job: 'b' }, '2'],
        ]),
      },
      'gw1 ok, gw2 reported-down, mail1 not-reported, web1 not-reported',
    ],
  ])('%s', async (_name, answers, expected) => {
    expect(verdicts(await askedOf(answers))).toBe(expected);
  });

  it('of everybody is health, where somebody leaves out who is watched', async () => {
    const asked = await askedOf({ watched: 'silence' }, { queries: { watched: '' } });
    expect(verdicts(asked)).toBe('gw1 ok, gw2 reported-down, mail1 ok, web1 ok');
  });

  it('is as old as the older of those who vouch for it', async () => {
    const at = async (watchdog: string, watched: string) => {
      const answers = {
        watchdog_age: vectorOf([[dog, watchdog]]),
        watched: vectorOf([[{ server: 'gw1' }, watched]]),
      };
      return (await askedOf(answers)).findings.votes.find(({ server }) => server === 'gw1')?.at;
    };
    expect(await at('3', '9')).toBe(RECORDED_AT - 9_000);
    expect(await at('8', '1')).toBe(RECORDED_AT - 8_000);
  });
});

describe('an alert', () => {
  const alerts = (labels: readonly object[], age = '1') => ({
    alerts: vectorOf(labels.map((one) => [one as Record<string, string>, '1'])),
    alerts_age: vectorOf(labels.map((one) => [one as Record<string, string>, age])),
    alerts_since: vectorOf([]),
  });

  it.each<readonly [string, Answers, string]>([
    ['fires for nobody', alerts([]), 'gw1 ok, gw2 ok, mail1 ok, web1 ok'],
    [
      'fires for a server from one place',
      alerts([down('gw1', { vantage: 'london' })]),
      'gw1 reported-down, gw2 ok, mail1 ok, web1 ok',
    ],
    [
      'is one of two',
      alerts([down('gw1'), down('gw1', { severity: 'page' })]),
      'gw1 reported-down, gw2 ok, mail1 ok, web1 ok',
    ],
    ['is too old to be believed', alerts([down('gw1')], '99'), 'gw1 stale, gw2 ok, mail1 ok, web1 ok'],
    [
      'is of unknown age',
      { ...alerts([down('gw1')]), alerts_age: vectorOf([]) },
      'gw1 stale, gw2 ok, mail1 ok, web1 ok',
    ],
    ['fires for somebody else', alerts([down('db7')]), 'gw1 ok, gw2 ok, mail1 ok, web1 ok'],
  ])('%s', async (_name, answers, expected) => {
    expect(verdicts(await askedOf(answers))).toBe(expected);
  });

  it.each<readonly [string, string, object]>([
    ['its condition’s', String(second - 90), { sinceAt: RECORDED_AT - 90_000 }],
    ['not after its own', String(second + 90), { sinceAt: RECORDED_AT - 1_000 }],
    ['unknown', 'NaN', {}],
    ['not 1970', '0', {}],
  ])('began at a time that is %s', async (_name, value, expected) => {
    const asked = await askedOf({
      ...alerts([down('gw1')]),
      alerts_since: vectorOf([[{ __name__: 'ALERTS_FOR_STATE', alertname: 'Down', server: 'gw1' }, value]]),
    });
    const { sinceAt } = asked.findings.votes[0] ?? {};
    expect(sinceAt === undefined ? {} : { sinceAt }).toEqual(expected);
  });

  it('may be old and fire all the same', async () => {
    // What it is about holds for a week; its rule ran a second ago.
    const asked = await askedOf({
      ...alerts([down('gw1')]),
      alerts_since: vectorOf([[{ alertname: 'Down', server: 'gw1' }, String(second - 604_800)]]),
    });
    expect(asked.findings.votes[0]).toMatchObject({
      reason: 'reported-down',
      sinceAt: RECORDED_AT - 604_800_000,
    });
  });
});

describe('an answer that is not whole', () => {
  it.each(['alerts', 'alerts_age', 'watchdog', 'watchdog_age', 'watched'] as const)('of %s', async (name) => {
    const whole = JSON.parse(WELL[name] === 'silence' ? '' : (WELL[name]?.body ?? '')) as object;
    const partial = { [name]: { body: JSON.stringify({ ...whole, warnings: ['a store is gone'] }) } };
    const asked = await askedOf(partial);
    expect(verdicts(asked)).toBe('gw1 partial, gw2 partial, mail1 partial, web1 partial');
    expect(asked.notes).toEqual([`${name}: it warns: "a store is gone"; nothing of the answer is believed`]);
    const insisting = await askedOf(partial, { accept_partial: true });
    expect(verdicts(insisting)).toBe('gw1 ok, gw2 reported-down, mail1 ok, web1 ok');
  });

  it.each(['alerts', 'alerts_age', 'watchdog', 'watchdog_age', 'watched'] as const)(
    '%s is needed',
    async (name) => {
      const asked = await askedOf({ [name]: { body: 'Bad Gateway', status: 502 } });
      expect(asked.failure).toBe(`${name}: it answered with the status 502`);
    },
  );

  it('without since, the rest counts', async () => {
    const asked = await askedOf({ alerts_since: { body: 'Bad Gateway', status: 502 } });
    expect(verdicts(asked)).toBe('gw1 ok, gw2 reported-down, mail1 ok, web1 ok');
    expect(asked.notes).toEqual(['alerts_since: it answered with the status 502']);
  });
});

it('the engine’s clock may be hours off', async () => {
  const now = RECORDED_AT - 7_200_000;
  const { findings } = await askedOf({ watched: vectorOf([[{ server: 'gw1' }, '9']]) }, {}, { now });
  const of = (name: string) => findings.votes.find(({ server }) => server === name);
  expect(of('gw1')).toMatchObject({ reason: 'ok', at: now - 9_000 });
  expect(of('gw2')).toMatchObject({ reason: 'reported-down', sinceAt: 1_795_660_599_000 - 7_200_000 });
});
