import { createContext, runInContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FRESHNESS_SCRIPT } from '../../src/render/freshness-script.ts';

/** What every page loads once and then has; in bytes of gzip. */
const SCRIPT_BYTES = 2_150;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const TAKEN_AT = Date.parse('2010-09-03T22:10:00Z');
/** Half a minute after the probes looked. */
const NOW = TAKEN_AT + MINUTE_MS / 2;
const UNTIL = TAKEN_AT + 5 * MINUTE_MS;

const iso = (at: number) => new Date(at).toISOString();

/** An answer of the host; `date` and `age` as headers, the rest as the heartbeat tells it. */
interface Answer {
  /** By the host's clock. */
  readonly date?: number;
  /** Seconds. */
  readonly age?: number;
  readonly publishedAt?: number;
}

/** A page with one light, in a browser whose two clocks go as the test lets them. */
class Tab {
  /** Of the clock that is never set, but may stop while the device sleeps. */
  steady = 0;
  wall: number;
  /** Null: there is no connection. `pending`: it has not come yet. */
  answer: Answer | null | 'pending';
  asked = 0;
  hidden = false;
  readonly #news = { textContent: '' };
  #interval: () => void = () => undefined;
  #listeners = new Map<string, (event: { persisted: boolean }) => void>();

  constructor(wall: number, answer: Answer | null) {
    this.wall = wall;
    this.answer = answer;
    const content = {
      children: [],
      querySelector: () => ({ textContent: 'stale' }),
    };
    const main = {
      id: 'mainContent',
      dataset: { says: 'fresh', again: 'again', taken: iso(TAKEN_AT), until: iso(UNTIL) },
      classList: { add: () => undefined },
      replaceChildren: () => undefined,
      cloneNode: (): unknown => main,
      isEqualNode: () => true,
      querySelector: () => ({ content }),
      querySelectorAll: () => [],
    };
    const listen = (name: string, listener: () => void) => this.#listeners.set(name, listener);
    runInContext(
      FRESHNESS_SCRIPT,
      createContext({
        self: { AbortSignal },
        AbortSignal,
        URL,
        performance: { now: () => this.steady },
        Date: Object.assign(Object.create(Date) as object, { now: () => this.wall, parse: Date.parse }),
        Math: Object.assign(Object.create(Math) as object, { random: () => 0.5, max: Math.max }),
        document: Object.defineProperty(
          {
            currentScript: { src: 'https://status.example.org/assets/fresh.js' },
            getElementById: (id: string) => (id === 'mainContent' ? main : this.#news),
            addEventListener: listen,
            head: { querySelector: () => null },
            lastModified: '',
          },
          'hidden',
          { get: () => this.hidden },
        ),
        addEventListener: listen,
        setInterval: (interval: () => void) => {
          this.#interval = interval;
        },
        setTimeout: () => undefined,
        fetch: () => {
          this.asked += 1;
          if (this.answer === null) return Promise.reject(new TypeError('offline'));
          return this.answer === 'pending'
            ? new Promise(() => undefined)
            : Promise.resolve(asResponse(this.answer));
        },
      }),
    );
  }

  /** Both clocks go on by as much, or each by its own. */
  async pass(steadyMs: number, wallMs = steadyMs): Promise<void> {
    this.steady += steadyMs;
    this.wall += wallMs;
    this.#interval();
    await settled();
  }

  async show(): Promise<void> {
    this.hidden = false;
    this.#listeners.get('visibilitychange')?.({ persisted: false });
    await settled();
  }

  async comeBack(): Promise<void> {
    this.#listeners.get('pageshow')?.({ persisted: true });
    await settled();
  }

  /** The last thing told to those who listen; empty while nothing had to be told. */
  get said(): string {
    return this.#news.textContent;
  }
}

function asResponse({ date, age, publishedAt = NOW }: Answer) {
  const headers: Readonly<Record<string, string | undefined>> = {
    date: date === undefined ? undefined : new Date(date).toUTCString(),
    age: age === undefined ? undefined : String(age),
  };
  const told = {
    version: 1,
    published_at: iso(publishedAt),
    taken_at: iso(TAKEN_AT),
    fresh_for: 300,
    id: 'a',
  };
  return {
    ok: true,
    headers: { get: (name: string) => headers[name] ?? null },
    json: () => Promise.resolve(told),
  };
}

/** Every promise that was kept has been followed up. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('the host’s time', () => {
  it.each<[string, Answer, boolean]>([
    ['its own, while the lights hold', { date: NOW }, false],
    ['its own, at the last moment', { date: UNTIL }, false],
    ['its own, a second later', { date: UNTIL + 1000 }, true],
    ['long after a publish that is the last', { date: NOW + HOUR_MS }, true],
    ['of a copy, with its age', { date: NOW, age: 200 }, false],
    ['of a copy that grew too old', { date: NOW, age: 300 }, true],
    ['of a cache that tells its own and the age', { date: NOW + 200_000, age: 200 }, false],
    ['of a cache, of an old copy', { date: NOW + 400_000, age: 200 }, true],
    ['before the publish: the clocks of two machines', { date: NOW - 20_000 }, false],
    ['with a publish older than evidence may be', { date: NOW, publishedAt: NOW - 6 * MINUTE_MS }, true],
  ])('%s', async (_, answer, stale) => {
    for (const ahead of [0, 5 * HOUR_MS, -5 * HOUR_MS]) {
      const tab = new Tab(NOW + ahead, answer);
      await tab.pass(5_000);
      expect(tab.said, `the reader’s clock ${ahead} ms ahead`).toBe(stale ? 'stale' : '');
    }
  });
});

describe('time that goes by after the last answer', () => {
  it.each<[string, number, number, boolean]>([
    ['by both clocks', 4 * MINUTE_MS, 4 * MINUTE_MS, false],
    ['by both clocks, for too long', 5 * MINUTE_MS, 5 * MINUTE_MS, true],
    ['by the reader’s clock, while the other slept', 0, 5 * MINUTE_MS, true],
    ['by the steady clock, while the reader’s was set back', 5 * MINUTE_MS, -HOUR_MS, true],
    ['by neither', 0, 0, false],
  ])('%s', async (_, steadyMs, wallMs, stale) => {
    const tab = new Tab(NOW, { date: NOW });
    await tab.pass(5_000);
    tab.answer = 'pending';
    tab.hidden = true;
    await tab.pass(steadyMs, wallMs);
    expect(tab.said).toBe('');
    await tab.show();
    expect(tab.said).toBe(stale ? 'stale' : '');
  });

  it('does not count where an answer comes: a clock that was set raises no alarm', async () => {
    const tab = new Tab(NOW, { date: NOW });
    await tab.pass(5_000);
    tab.answer = { date: NOW + 10_000 };
    await tab.pass(5_000, 5 * HOUR_MS);
    expect(tab.said).toBe('');
  });
});

describe('an answer', () => {
  it.each<[string, Answer]>([
    ['without a time', {}],
    ['whose time stands still', { date: NOW }],
    ['whose time went back', { date: NOW - MINUTE_MS }],
  ])('%s is none', async (_, next) => {
    const tab = new Tab(NOW, { date: NOW });
    await tab.pass(5_000);
    tab.answer = { ...next, publishedAt: NOW + MINUTE_MS };
    for (let step = 0; step < 5; step += 1) await tab.pass(MINUTE_MS);
    expect(tab.said).toBe('stale');
  });

  it('that comes late ends the alarm', async () => {
    const tab = new Tab(NOW, { date: NOW });
    await tab.pass(5_000);
    tab.answer = null;
    await tab.pass(5 * MINUTE_MS);
    expect(tab.said).toBe('stale');
    // The host was away, and so was its clock: the page it serves still holds.
    tab.answer = { date: NOW + 2 * MINUTE_MS, publishedAt: NOW + 2 * MINUTE_MS };
    await tab.pass(MINUTE_MS);
    expect(tab.said).toBe('again fresh');
  });
});

describe('without any answer', () => {
  it.each<[string, number, number, boolean]>([
    ['the reader’s clock is believed when it says the time is over', HOUR_MS, 5_000, true],
    ['and when it says it is not', 0, 5_000, false],
    ['until the page has been open for longer than its lights hold', -HOUR_MS, 5 * MINUTE_MS + 1000, true],
  ])('%s', async (_, ahead, openForMs, stale) => {
    const tab = new Tab(NOW + ahead, null);
    await tab.pass(openForMs);
    expect(tab.said).toBe(stale ? 'stale' : '');
  });

  it('nothing is said before the first question has been answered or has failed', async () => {
    const tab = new Tab(NOW + 5 * HOUR_MS, { date: NOW });
    await tab.show();
    expect(tab.said).toBe('');
  });
});

describe('questions', () => {
  it('are asked about each minute, at once when the page is shown or comes back, and never while it is hidden', async () => {
    const tab = new Tab(NOW, { date: NOW });
    for (let step = 0; step < 12; step += 1) await tab.pass(5_000);
    expect(tab.asked).toBe(2);
    tab.hidden = true;
    for (let step = 0; step < 120; step += 1) await tab.pass(5_000);
    expect(tab.asked).toBe(2);
    await tab.show();
    expect(tab.asked).toBe(3);
    await tab.comeBack();
    expect(tab.asked).toBe(4);
  });
});

it('is small', () => {
  expect(gzipSync(FRESHNESS_SCRIPT, { level: 9 }).length).toBeLessThanOrEqual(SCRIPT_BYTES);
});

it('carries no words of its own: every text is in the page', () => {
  const texts = [...FRESHNESS_SCRIPT.matchAll(/'[^'\n]*'/g)].map(([text]) => text);
  expect(texts.filter((text) => /[a-z]+ [a-z]+ [a-z]+/i.test(text) && text !== "'use strict'")).toEqual([]);
});
