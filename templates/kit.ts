import { h } from 'preact';
import type { ComponentChild, VNode } from 'preact';
import { contentSecurityPolicy } from '../src/render/csp.ts';
import type { Markdown } from '../src/render/markdown.ts';
import type { Words } from '../src/render/words/words.ts';
import { createKeep, keepNothing } from './keep.ts';
import type { Keep } from './keep.ts';
import { DEFAULT_PARTS } from './parts/index.ts';

type DefaultParts = typeof DEFAULT_PARTS;

/** Name of every component a site can replace, pages and layout included. */
export type PartName = keyof DefaultParts;
export const PART_NAMES = Object.keys(DEFAULT_PARTS) as readonly PartName[];

export type PartProps<K extends PartName> = Parameters<DefaultParts[K]>[0];

/** A component of ours: what it shows, and the kit it shows it with. */
export type Part<Props> = (props: Props, kit: Kit) => VNode | null;

/** The components as templates use them: replaced ones in place of ours. */
export type Parts = { readonly [K in PartName]: (props: PartProps<K>) => VNode | null };

/** What a site's own component gets beside its props. `Default` is the component it replaces. */
export interface OverrideTools<Props> {
  readonly h: typeof h;
  readonly Default: (props: Props) => VNode | null;
  readonly kit: Kit;
}

/** A component of a site's own, by the name of the one it replaces. */
export type Overrides = {
  readonly [K in PartName]?: (props: PartProps<K>, tools: OverrideTools<PartProps<K>>) => ComponentChild;
};

/** Raw HTML of the site's owner, put where its name says. Never staff's. */
export interface Slots {
  readonly head: string;
  readonly header: string;
  readonly footer: string;
}

export interface Logo {
  /** A path below the site that begins with a slash, or a data URI. */
  readonly src: string;
  /** In CSS pixels, so that nothing moves when it arrives. */
  readonly width: number;
  readonly height: number;
}

/** Everything templates need besides the view: made once per build. */
export interface Kit {
  readonly words: Words;
  readonly markdown: Markdown;
  /** The address of a path of the site (`/history/`), below the site's own path. */
  url(path: string): string;
  readonly parts: Parts;
  readonly slots: Slots;
  /** The whole stylesheet; live pages carry it inside. */
  readonly css: string;
  /** Address of the same as a file, with a fingerprint in its name; archive pages link it. */
  readonly cssHref: string;
  /** Address of the timeline's script. */
  readonly timelineScript: string;
  /** Address of the script that keeps a page from being wrong by age; absent where the site shows a recorded moment. */
  readonly freshScript?: string;
  readonly csp: { readonly inline: string; readonly linked: string; readonly scripted: string };
  /** The widget's own stylesheet, and the policy of the page that carries it. */
  readonly widget: { readonly css: string; readonly csp: string };
  readonly logo?: Logo;
  readonly h: typeof h;
  readonly keep: Keep;
}

export interface KitOptions {
  readonly words: Words;
  readonly markdown: Markdown;
  /** Absolute address of the site, perhaps with a path. */
  readonly siteUrl: string;
  readonly css: string;
  /** Of the widget. */
  readonly widgetCss?: string;
  /** Path below the site: `/assets/site.0123abcd.css`. */
  readonly cssHref: string;
  /** Path below the site: `/assets/timeline.0123abcd.js`. */
  readonly timelineScript: string;
  /** Path below the site: `/assets/fresh.0123abcd.js`. Its folder lies beside `/heartbeat.json`. */
  readonly freshScript?: string;
  readonly slots?: Partial<Slots>;
  readonly logo?: Logo;
  readonly overrides?: Overrides;
}

export function createKit(options: KitOptions): Kit {
  const { words, markdown, siteUrl, css, cssHref, timelineScript, freshScript, slots, logo } = options;
  const { overrides = {}, widgetCss = '' } = options;
  const asks = freshScript !== undefined;
  const base = new URL(siteUrl).pathname.replace(/\/$/, '');
  const url = (path: string) => `${base}${path}`;
  const parts: Partial<Record<PartName, unknown>> = {};
  const kit: Kit = {
    words,
    markdown,
    url,
    parts: parts as Parts,
    slots: { head: '', header: '', footer: '', ...slots },
    css,
    cssHref: url(cssHref),
    timelineScript: url(timelineScript),
    ...(asks ? { freshScript: url(freshScript) } : {}),
    csp: {
      inline: contentSecurityPolicy({ inlineCss: css, script: asks, asks }),
      linked: contentSecurityPolicy({ script: asks, asks }),
      scripted: contentSecurityPolicy({ script: true, asks }),
    },
    widget: { css: widgetCss, csp: contentSecurityPolicy({ inlineCss: widgetCss, script: asks, asks }) },
    ...(logo === undefined
      ? {}
      : { logo: { ...logo, src: logo.src.startsWith('/') ? url(logo.src) : logo.src } }),
    h,
    // A site's own component may draw anything.
    keep: Object.keys(overrides).length === 0 ? createKeep() : keepNothing,
  };
  for (const name of PART_NAMES) parts[name] = bind(name, overrides, kit);
  return kit;
}

function bind<K extends PartName>(name: K, overrides: Overrides, kit: Kit): Parts[K] {
  const part = DEFAULT_PARTS[name] as unknown as Part<PartProps<K>>;
  const Default = (props: PartProps<K>) => part(props, kit);
  const override = Object.hasOwn(overrides, name) ? overrides[name] : undefined;
  if (override === undefined) return Default as Parts[K];
  return ((props: PartProps<K>) => override(props, { h, Default, kit })) as Parts[K];
}
