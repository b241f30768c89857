import type { Browser } from 'playwright-core';
import type { Host } from './freshness-host.ts';
import type { Published } from './freshness-site.ts';
import type { VisitOptions } from './page-checks.ts';
import { Visitor } from './page-checks.ts';

/** The steps in which time goes by: the script looks at its clocks this often. */
const STEP_MS = 5_000;
/** The longest that may pass until a reader sees what was published. */
export const WITHIN_MS = 60_000;

/**
 * Counts what the page is still waiting for, and hides it when told to. What goes on after an answer does so before the
 * next message is delivered, so the count falls only when everything that follows an answer has happened.
 */
const WATCH = `
  Math.random = () => 0.5;
  globalThis.__waiting = 0;
  globalThis.__said = [];
  const count = (object, name) => {
    const real = object[name];
    object[name] = async function (...given) {
      globalThis.__waiting += 1;
      try {
        return await real.apply(this, given);
      } finally {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => { globalThis.__waiting -= 1; };
        port2.postMessage(null);
      }
    };
  };
  count(globalThis, 'fetch');
  count(Response.prototype, 'json');
  count(Response.prototype, 'text');
  Object.defineProperty(document, 'hidden', { get: () => globalThis.__hidden === true });
  document.addEventListener('DOMContentLoaded', () => {
    const news = document.getElementById('freshNews');
    if (news) new MutationObserver(() => globalThis.__said.push(news.textContent)).observe(news, { childList: true });
  });
`;

export interface ReaderOptions extends VisitOptions {
  /** How far the reader's own clock is ahead of the host's. */
  readonly clockAheadMs?: number;
  /** A script that runs before those of the page. */
  readonly before?: string;
}

/** Somebody who has a page open while time goes by, on the host and in the browser alike. */
export class Reader {
  readonly visitor: Visitor;
  readonly #host: Host;

  private constructor(visitor: Visitor, host: Host) {
    this.visitor = visitor;
    this.#host = host;
  }

  static async open(
    browser: Browser,
    host: Host,
    path: string,
    options: ReaderOptions = {},
  ): Promise<Reader> {
    const visitor = await Visitor.open(browser, host.origin, options);
    await visitor.page.clock.install({ time: host.now + (options.clockAheadMs ?? 0) });
    await visitor.page.addInitScript(WATCH + (options.before ?? ''));
    const reader = new Reader(visitor, host);
    await visitor.go(path);
    return reader;
  }

  get page() {
    return this.visitor.page;
  }

  /** The first question has been asked and answered. */
  async arrive(): Promise<void> {
    await this.pass(STEP_MS);
  }

  /** Time goes by, and everything that happens in it has happened. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= STEP_MS) {
      const step = Math.min(STEP_MS, left);
      this.#host.now += step;
      await this.page.clock.runFor(step);
      await this.settle();
    }
  }

  /** Time goes by until the page is loaded anew. */
  async passUntilLoaded(ms: number): Promise<void> {
    let isLoaded = false;
    const loaded = this.page.waitForEvent('load').then(() => {
      isLoaded = true;
    });
    for (let left = ms; left > 0 && !isLoaded; left -= STEP_MS) {
      // The document we wait in may go away under our hands, and then nobody answers from it.
      await Promise.race([this.pass(STEP_MS).catch(() => loaded), loaded]);
    }
    await loaded;
  }

  /** Time goes by while the device sleeps: no timer runs, and the clock shows it at the end. */
  async sleep(ms: number): Promise<void> {
    this.#host.now += ms;
    await this.page.clock.fastForward(ms);
    await this.settle();
  }

  /** Everything asked for has been answered, and what follows from the answers is on the page. */
  async settle(): Promise<void> {
    const delivered = `new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(globalThis.__waiting);
      port2.postMessage(null);
    })`;
    while ((await this.page.evaluate<number>(delivered)) > 0);
  }

  async hide(hidden: boolean): Promise<void> {
    await this.page.evaluate(
      `globalThis.__hidden = ${hidden}; document.dispatchEvent(new Event('visibilitychange'))`,
    );
  }

  /** What was told to those who listen, since the last call. */
  async said(): Promise<readonly string[]> {
    return this.page.evaluate<string[]>('globalThis.__said.splice(0)');
  }

  async text(selector: string): Promise<string> {
    return this.page.locator(selector).first().innerText();
  }

  /** True where the content of the page is, node for node, what was published at its address. */
  async shows({ files }: Published): Promise<boolean> {
    const { pathname } = new URL(this.page.url());
    const html = JSON.stringify(files.get(`${pathname}index.html`));
    return this.page.evaluate<boolean>(`(() => {
      const published = new DOMParser().parseFromString(${html}, 'text/html');
      return published.title === document.title
        && published.querySelector('main').isEqualNode(document.querySelector('main'));
    })()`);
  }

  /** Classes of everything on the page that carries a light, each once, sorted. */
  async states(): Promise<readonly string[]> {
    return this.page.evaluate<string[]>(`(() => {
      const lights = [...document.querySelectorAll('[data-light]')].flatMap((light) => [...light.classList]);
      return [...new Set(lights.filter((name) => /^(is|d|server|glyph)-(?!group|state)/.test(name)))].sort();
    })()`);
  }

  /** Lights that still claim something: all of them on a fresh page, none on a stale one. The legend explains, and claims nothing. */
  async claims(): Promise<readonly string[]> {
    return this.page.evaluate<string[]>(`(() => {
      const lights = [...document.querySelectorAll('main [class*="glyph-"]')];
      const current = lights.filter((light) => !light.closest('.diagram-legend, .outages'));
      const states = current.map((light) => /glyph-(\\w+)/.exec(light.getAttribute('class'))[1]);
      return states.filter((state) => !['unknown', 'standby', 'preparing', 'withdrawn'].includes(state));
    })()`);
  }

  async isStale(): Promise<boolean> {
    return this.page.evaluate<boolean>(`document.querySelector('main').classList.contains('stale')`);
  }

  async close(): Promise<void> {
    await this.visitor.close();
  }
}
