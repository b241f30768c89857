import type { CompiledSite } from '../core/planner.ts';
import type { PageName } from '../core/view/pages.ts';
import { FRESHNESS_SCRIPT } from './freshness-script.ts';
import { FAVICON } from './favicon.ts';
import { headersFile } from './headers.ts';
import { SECURITY_OUTPUT, securityTxt } from './security-txt.ts';
import { robots, sitemap } from './sitemap.ts';
import { TIMELINE_SCRIPT } from './timeline-script.ts';

/** A published file that is not a page. */
export interface ExtraFile {
  readonly output: string;
  readonly content: string | Uint8Array;
  /** Pages need it, so it must be there before them. */
  readonly first: boolean;
}

export interface Assets {
  readonly css: string;
  /** The widget's own, which stands in its page. */
  readonly widgetCss: string;
  /** Below the output folder. */
  readonly cssOutput: string;
  /** The timeline's, below the output folder. */
  readonly scriptOutput: string;
  /** Of the script that keeps pages fresh, below the output folder; absent where the site shows a recorded moment. */
  readonly freshOutput?: string;
  readonly logo?: { readonly output: string; readonly bytes: Uint8Array };
}

/** Pages that are no answer to a search. */
const UNLISTED: ReadonlySet<PageName> = new Set(['notFound', 'widget']);

/** Everything besides the pages. All of it is cheap to make, so it is made each time and written only when its bytes change. */
export function extraFiles({ reading, pages }: CompiledSite, assets: Assets): readonly ExtraFile[] {
  const { site } = reading.topology;
  const { url, security } = site;
  const listed = pages.filter(({ name }) => !UNLISTED.has(name)).reverse();
  const headers = headersFile({
    css: assets.css,
    widgetCss: assets.widgetCss,
    recorded: assets.freshOutput === undefined,
    paths: pages.map(({ path }) => path),
    security: security !== undefined,
  });
  return [
    { output: assets.cssOutput, content: assets.css, first: true },
    { output: assets.scriptOutput, content: TIMELINE_SCRIPT, first: true },
    ...(assets.freshOutput === undefined
      ? []
      : [{ output: assets.freshOutput, content: FRESHNESS_SCRIPT, first: true }]),
    ...(assets.logo === undefined
      ? []
      : [{ output: assets.logo.output, content: assets.logo.bytes, first: true }]),
    { output: 'favicon.svg', content: FAVICON, first: true },
    { output: '_headers', content: headers, first: false },
    { output: 'robots.txt', content: robots(url), first: false },
    { output: 'sitemap.xml', content: sitemap(url, listed), first: false },
    ...(security === undefined
      ? []
      : [{ output: SECURITY_OUTPUT, content: securityTxt(site, security), first: false }]),
  ];
}
