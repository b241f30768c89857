import axe from 'axe-core';
import type { Browser, BrowserContext, Page, Response } from 'playwright-core';

export const COLOUR_SCHEMES = ['light', 'dark'] as const;
export type ColourScheme = (typeof COLOUR_SCHEMES)[number];

/** Widths in CSS pixels: the narrowest WCAG 1.4.10 asks for, a phone, a tablet, a desk. */
export const WIDTHS = [320, 360, 768, 1280] as const;

const VIEWPORT_HEIGHT = 800;

/** Cumulative layout shift that Core Web Vitals still calls good is 0.1; a static page has no reason for any. */
const LAYOUT_SHIFT_LIMIT = 0.01;

/** Runs before any script of the page. Text, because it is the browser that runs it. */
const WATCH = `
  globalThis.__violations = [];
  document.addEventListener('securitypolicyviolation', (event) => {
    globalThis.__violations.push(event.violatedDirective + ' blocked ' + (event.blockedURI || 'inline'));
  });
  globalThis.__shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) globalThis.__shift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
`;

export interface VisitOptions {
  readonly javaScript?: boolean;
  readonly width?: number;
  readonly colourScheme?: ColourScheme;
}

/** A browser window that notes everything a page of ours must not do. */
export class Visitor {
  readonly #context: BrowserContext;
  readonly #origin: string;
  readonly page: Page;
  #complaints: string[] = [];

  private constructor(context: BrowserContext, page: Page, origin: string) {
    this.#context = context;
    this.#origin = origin;
    this.page = page;
  }

  /** @param origin of the served site; a request to any other is a complaint, and is not let out. */
  static async open(browser: Browser, origin: string, options: VisitOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({
      javaScriptEnabled: options.javaScript ?? true,
      viewport: { width: options.width ?? 1280, height: VIEWPORT_HEIGHT },
      colorScheme: options.colourScheme ?? 'light',
    });
    await context.addInitScript(WATCH);
    const visitor = new Visitor(context, await context.newPage(), origin);
    await visitor.#watch();
    return visitor;
  }

  async #watch(): Promise<void> {
    const complain = (text: string) => this.#complaints.push(text);
    await this.page.route('**/*', async (route) => {
      const { origin, protocol } = new URL(route.request().url());
      if (origin === this.#origin || protocol === 'data:') return route.continue();
      complain(`asks another host: ${route.request().url()}`);
      return route.abort();
    });
    this.page.on('pageerror', (error) => complain(`script error: ${error.message}`));
    this.page.on('console', (message) => {
      // A missing page is answered with status 404, and Chromium tells the console so.
      const expected = message.location().url === this.page.url() && message.text().includes('status of 404');
      if (message.type() === 'error' && !expected) complain(`console: ${message.text()}`);
    });
    this.page.on('response', (response) => {
      if (response.status() >= 400 && response.request().resourceType() !== 'document') {
        complain(`${response.status()} for ${response.url()}`);
      }
    });
  }

  async go(path: string): Promise<Response | null> {
    return this.page.goto(this.#origin + path, { waitUntil: 'load' });
  }

  async look(view: {
    readonly width?: number;
    readonly colourScheme?: ColourScheme;
    readonly media?: 'screen' | 'print';
  }): Promise<void> {
    if (view.width !== undefined)
      await this.page.setViewportSize({ width: view.width, height: VIEWPORT_HEIGHT });
    if (view.colourScheme !== undefined) await this.page.emulateMedia({ colorScheme: view.colourScheme });
    if (view.media !== undefined) await this.page.emulateMedia({ media: view.media });
  }

  /** What was noted since the last call: other hosts, errors, refused or missing files, violations of the security policy. */
  async complaints(): Promise<readonly string[]> {
    const violations = await this.page.evaluate<string[]>('globalThis.__violations ?? []');
    const found = [...this.#complaints, ...violations.map((violation) => `security policy: ${violation}`)];
    this.#complaints = [];
    return found;
  }

  /**
   * Accessibility faults by axe-core, one line a rule. The page's policy stays in force.
   * @param rules defaults to all there are, best practices included.
   */
  async accessibilityFaults(rules?: readonly string[]): Promise<readonly string[]> {
    const options = {
      resultTypes: ['violations'],
      // WCAG 2.2 AA asks for it; axe leaves it off for the sake of older standards.
      rules: { 'target-size': { enabled: true } },
      ...(rules === undefined ? {} : { runOnly: { type: 'rule', values: rules } }),
    };
    if (!(await this.page.evaluate<boolean>(`'axe' in globalThis`))) await this.page.evaluate(axe.source);
    return this.page.evaluate<string[]>(`
      axe.run(document, ${JSON.stringify(options)}).then(({ violations }) =>
        violations.map(({ id, help, nodes }) => {
          const { target, html, any, all, none } = nodes[0];
          const why = (any[0] ?? all[0] ?? none[0])?.message;
          return [id, help, nodes.length + ' times', target.join(' '), html.slice(0, 200), why].join(' | ');
        }))
    `);
  }

  /** Empty when the page does not scroll sideways; else what sticks out. */
  async sidewaysScroll(): Promise<readonly string[]> {
    return this.page.evaluate<string[]>(`(() => {
      const root = document.documentElement;
      const width = root.clientWidth;
      if (root.scrollWidth <= width && document.body.scrollWidth <= width) return [];
      const wide = [...document.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > width + 0.5);
      const names = wide.slice(0, 5).map((e) => e.tagName.toLowerCase() + (e.getAttribute('class') ? '.' + e.getAttribute('class') : ''));
      return ['is ' + root.scrollWidth + ' px wide where ' + width + ' are to be had: ' + names.join(', ')];
    })()`);
  }

  /** Empty when nothing moved while the page loaded. */
  async layoutShift(): Promise<readonly string[]> {
    const shift = await this.page.evaluate<number>(
      'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(globalThis.__shift))))',
    );
    return shift > LAYOUT_SHIFT_LIMIT ? [`moves while it loads: ${shift.toFixed(3)}`] : [];
  }

  async close(): Promise<void> {
    await this.#context.close();
  }
}
