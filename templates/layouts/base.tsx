import type { ComponentChildren, VNode } from 'preact';
import type { Frame } from '../../src/core/view/context.ts';
import type { Kit } from '../kit.ts';
import { Raw } from '../parts/raw.tsx';

/** Ids of our own hold a capital, which no id of a topology can. */
export const MAIN_ID = 'mainContent';

export interface LayoutProps {
  readonly frame: Frame;
  /** Of the page, without the site's name. */
  readonly title: string;
  readonly description?: string;
  /** True: the stylesheet is in the page, which comes in one request. False: it is one file that archive pages share. */
  readonly inlined: boolean;
  /** Address of a script of ours the page runs; such a page links its stylesheet. */
  readonly script?: string;
  /** Pages that answer for other addresses have none of their own. */
  readonly canonical?: boolean;
  readonly children?: ComponentChildren;
}

/** The document around every page. */
export function Layout(props: LayoutProps, kit: Kit): VNode {
  const { frame, title, description, inlined, script, canonical = true, children } = props;
  const { words, parts, slots, url } = kit;
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
        {canonical ? <link rel="canonical" href={`${frame.siteUrl}${frame.path}`} /> : null}
        <link rel="icon" href={url('/favicon.svg')} type="image/svg+xml" />
        {inlined ? (
          <style dangerouslySetInnerHTML={{ __html: kit.css }} />
        ) : (
          <link rel="stylesheet" href={kit.cssHref} />
        )}
        {script === undefined ? null : <script src={script}></script>}
        <Raw html={slots.head} />
      </head>
      <body>
        <a class="skip" href={`#${MAIN_ID}`}>
          {words.text('page.skip')}
        </a>
        <Header frame={frame} />
        <main id={MAIN_ID} tabIndex={-1}>
          <DemonstrationBanner frame={frame} />
          {children}
        </main>
        <Footer frame={frame} />
      </body>
    </html>
  );
}

function policyOf({ inlined, script }: LayoutProps, { csp }: Kit): string {
  if (script !== undefined) return csp.scripted;
  return inlined ? csp.inline : csp.linked;
}
