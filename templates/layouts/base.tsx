import type { ComponentChildren, VNode } from 'preact';
import type { Frame } from '../../src/core/view/context.ts';
import type { LightsView } from '../../src/core/view/home.ts';
import { isoSeconds } from '../../src/render/iso-seconds.ts';
import type { Kit } from '../kit.ts';
import { FeedLinks, OpenGraph, ThemeColours } from '../parts/page-metadata.tsx';
import type { ArticleMeta, FeedsOf } from '../parts/page-metadata.tsx';
import { Raw } from '../parts/raw.tsx';
import { StaleWords } from '../parts/stale-words.tsx';

/** Ids of our own hold a capital, which no id of a topology can. */
export const MAIN_ID = 'mainContent';

/** Where changes are told to those who listen. The script knows it too. */
export const NEWS_ID = 'freshNews';

export interface LayoutProps {
  readonly frame: Frame;
  /** Of the page, without the site's name. */
  readonly title: string;
  readonly description?: string;
  /** True: the stylesheet is in the page, which comes in one request. False: it is one file that archive pages share. */
  readonly inlined: boolean;
  /** Address of a script of ours the page runs besides the one that keeps it fresh; such a page links its stylesheet. */
  readonly script?: string;
  /** Of a live page, which goes stale. */
  readonly lights?: LightsView;
  /** Pages that answer for other addresses have none of their own. */
  readonly canonical?: boolean;
  /** The page is an article: an incident, maintenance or announcement. */
  readonly article?: ArticleMeta;
  /** The page announces the feeds of a service in the place of the site's. */
  readonly feedsOf?: FeedsOf;
  readonly children?: ComponentChildren;
}

/** The document around every page. */
export function Layout(props: LayoutProps, kit: Kit): VNode {
  const { frame, title, description, inlined, script, lights, canonical = true, children } = props;
  const { article, feedsOf } = props;
  const { words, parts, slots, url } = kit;
  const fresh = freshScriptOf(props, kit);
  const { Header, Footer, DemonstrationBanner } = parts;
  return (
    <html lang={frame.locale}>
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={policyOf(props, kit)} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="same-origin" />
        <title>{words.text('page.title', { page: title, site: frame.siteName })}</title>
        {description === undefined ? null : <meta name="description" content={description} />}
        {canonical ? (
          <>
            <link rel="canonical" href={`${frame.siteUrl}${frame.path}`} />
            <OpenGraph frame={frame} title={title} description={description} article={article} kit={kit} />
          </>
        ) : null}
        <ThemeColours kit={kit} />
        <FeedLinks frame={frame} service={feedsOf} kit={kit} />
        <link rel="icon" href={url('/favicon.svg')} type="image/svg+xml" />
        {inlined ? (
          <style dangerouslySetInnerHTML={{ __html: kit.css }} />
        ) : (
          <link rel="stylesheet" href={kit.cssHref} />
        )}
        {script === undefined ? null : <script src={script}></script>}
        {fresh === undefined ? null : <script defer src={fresh}></script>}
        <Raw html={slots.head} />
      </head>
      <body>
        <a class="skip" href={`#${MAIN_ID}`}>
          {words.text('page.skip')}
        </a>
        <Header frame={frame} />
        <main id={MAIN_ID} tabIndex={-1} {...(fresh === undefined ? {} : freshnessData(lights, kit))}>
          <DemonstrationBanner frame={frame} />
          {children}
          {fresh === undefined || lights === undefined ? null : <StaleWords lights={lights} kit={kit} />}
        </main>
        <Footer frame={frame} />
        {fresh === undefined ? null : <p class="unseen" role="status" id={NEWS_ID}></p>}
      </body>
    </html>
  );
}

/** A page without an address of its own has nothing to ask for again. */
function freshScriptOf({ canonical = true }: LayoutProps, kit: Kit): string | undefined {
  return canonical ? kit.freshScript : undefined;
}

/** What the script needs to know of the page, and the words it puts into other words' place. See docs/freshness.md. */
export function freshnessData(lights: LightsView | undefined, { words }: Kit) {
  if (lights === undefined) return { 'data-news': words.text('page.changed') };
  const { takenAt, validUntilAt, believed } = lights.status;
  return {
    'data-says': words.headline(lights.status, (id) => lights.names[id] ?? id),
    ...(takenAt === undefined ? {} : { 'data-taken': isoSeconds(takenAt) }),
    // A page that believes nothing says so itself, and has nothing that could expire.
    ...(believed && validUntilAt !== undefined
      ? { 'data-until': isoSeconds(validUntilAt), 'data-again': words.text('stale.over') }
      : {}),
  };
}

function policyOf({ inlined, script }: LayoutProps, { csp }: Kit): string {
  if (script !== undefined) return csp.scripted;
  return inlined ? csp.inline : csp.linked;
}
