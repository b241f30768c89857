import { groupsOf, serversOf } from '../src/core/model/topology.ts';
import type { Reply } from '../src/demo/control.ts';
import type { Original } from '../src/demo/demo-site.ts';
import { hotKeys, press } from '../src/demo/keyboard.ts';
import type { Names } from '../src/demo/orders.ts';
import { watchPage } from '../src/demo/page-watch.ts';
import { createWords } from '../src/render/words/words.ts';
import type { BuildReport } from '../src/shell/build.ts';
import type { Io } from './options.ts';
import { createTypingLine } from './typing-line.ts';

/** The terminal of a demonstration: what it tells, and the keys it takes. */
export interface Screen {
  /** Ends when somebody at the keyboard has had enough. */
  readonly quit: Promise<void>;
  /** Puts lines above the one that is being typed. */
  tell(lines: readonly string[]): void;
  /** @returns true when open pages are to load again. */
  built(report: BuildReport): boolean;
  /** An order was carried out. */
  ordered(): void;
  /** The prober was not asked to end. */
  proberEnded(said: string): void;
  /** Says where the page is and what can be done, and listens to the keyboard from now on. */
  open(opening: Opening): void;
  close(): void;
}

export interface Opening {
  readonly url: string;
  /** Of the page, as it was asked for. */
  readonly wantedPort: number;
  obey(words: readonly string[]): Promise<Reply>;
}

export interface ScreenOptions {
  readonly original: Original;
  readonly names: Names;
  /** By how many days everything was moved. */
  readonly days: number;
  /** As it was given on the command line. */
  readonly site: string | undefined;
  readonly io: Io;
}

export function startScreen({ original, names, days, site, io }: ScreenOptions): Screen {
  const { model } = original;
  const { timezone, locale } = model.site;
  const words = createWords({ timezone, locale });
  const watch = watchPage({ topology: model, words, elapsed: () => performance.now() });
  const hot = hotKeys(names, groupsOf(model).find(({ fallback }) => fallback !== undefined)?.id);
  const typing = createTypingLine(io);
  /** What happens before the address is told is told after it. */
  let early: (readonly string[])[] | null = [];
  let quit: () => void = () => undefined;
  const tell = (lines: readonly string[]) => {
    if (lines.length === 0) return;
    if (early !== null) early.push(lines);
    else typing.above(stamped(lines, words.clock(io.now())));
  };
  return {
    quit: new Promise((resolve) => (quit = resolve)),
    tell,
    built(report) {
      const { reload, lines } = watch.built(report);
      tell(lines);
      return reload;
    },
    ordered: () => {
      watch.ordered();
    },
    proberEnded: (said) => {
      const ended = 'The prober has ended by itself, so the lights will be unknown soon.';
      tell([ended, '"start prober" starts it again. It said last:', ...said.split('\n')]);
    },
    open({ url, wantedPort, obey }) {
      const servers = serversOf(model).map(({ id }) => id);
      const keyboard = io.keyboard !== undefined;
      typing.above([
        ...otherPort(url, wantedPort),
        ...introduction({
          servers,
          moved: days === 0 ? null : words.number(days),
          orders: orderCommand(site, io),
          url,
          hot,
          keyboard,
        }),
      ]);
      const waiting = early ?? [];
      early = null;
      for (const lines of waiting) tell(lines);
      typing.begin((key) => {
        const pressed = press(typing.line, key, { names, hot });
        typing.set(pressed.line);
        if (pressed.offer !== undefined) typing.above([`  ${pressed.offer.join('  ')}`]);
        if (pressed.quit === true) quit();
        if (pressed.run !== undefined) void obey(pressed.run).then(({ lines }) => tell(lines));
      });
    },
    close: () => {
      typing.end();
    },
  };
}

/** The time before the first line; the others stand below it. */
function stamped(lines: readonly string[], clock: string): readonly string[] {
  return lines.map((line, index) => `${index === 0 ? clock : ' '.repeat(clock.length)}  ${line}`);
}

function otherPort(url: string, wanted: number): readonly string[] {
  const { port } = new URL(url);
  return wanted === 0 || port === String(wanted) ? [] : [`Port ${String(wanted)} is taken; using ${port}.`];
}

/** The scripts of a checkout are npm's, which tells of itself; an installed program is called by its name. */
function orderCommand(site: string | undefined, { env }: Io): readonly [string, string] {
  const script = env['npm_lifecycle_event'];
  const program = script === 'start' || script === 'demo' ? 'npm run demo --' : 'signalbox demo';
  return [program, site === undefined ? '' : ` --site ${site}`];
}

function introduction(about: {
  readonly servers: readonly string[];
  /** By how many days, in words. */
  readonly moved: string | null;
  /** What another terminal begins an order with, and what it ends it with. */
  readonly orders: readonly [string, string];
  readonly url: string;
  readonly hot: ReadonlyMap<string, string>;
  readonly keyboard: boolean;
}): readonly string[] {
  const { servers, moved, orders, url, hot, keyboard } = about;
  const [first = 'gw1'] = [...hot.values(), ...servers];
  const count = String(servers.length);
  const keys = [...hot].map(([key, id]) => `  ${key}  stops ${id}, and starts it again`);
  return [
    `A demonstration: ${count} small servers on this machine, looked at by real probes every two seconds.`,
    ...(moved === null ? [] : [`The entries are those of the site, ${moved} days later.`]),
    '',
    `  ${url}`,
    '',
    ...(keyboard ? [...keys, `  or type the name of any server, or "help"`, ''] : []),
    `From another terminal: ${orders[0]} stop ${first}${orders[1]}`,
    'Stop with Ctrl-C.',
    '',
  ];
}
