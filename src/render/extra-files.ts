import type { CompiledSite } from '../core/compile.ts';
import { FAVICON } from './favicon.ts';
import { headersFile } from './headers.ts';
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
  /** Below the output folder. */
  readonly cssOutput: string;
  /** The timeline's, below the output folder. */
  readonly scriptOutput: string;
  readonly logo?: { readonly output: string; readonly bytes: Uint8Array };
}

/** Everything besides the pages. All of it is cheap to make, so it is made each time and written only when its bytes change. */
export function extraFiles({ reading, pages }: CompiledSite, assets: Assets): readonly ExtraFile[] {
  const { url } = reading.topology.site;
  const listed = pages.filter((page) => page.name !== 'notFound').reverse();
  return [
    { output: assets.cssOutput, content: assets.css, first: true },
    { output: assets.scriptOutput, content: TIMELINE_SCRIPT, first: true },
    ...(assets.logo === undefined
      ? []
      : [{ output: assets.logo.output, content: assets.logo.bytes, first: true }]),
    { output: 'favicon.svg', content: FAVICON, first: true },
    { output: '_headers', content: headersFile(assets.css), first: false },
    { output: 'robots.txt', content: robots(url), first: false },
    { output: 'sitemap.xml', content: sitemap(url, listed), first: false },
  ];
}
