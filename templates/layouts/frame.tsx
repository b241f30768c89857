import type { ComponentChildren, VNode } from 'preact';
import type { Frame } from '../../src/core/view/context.ts';
import type { LightsView } from '../../src/core/view/home.ts';
import type { Kit } from '../kit.ts';
import { StaleWords } from '../parts/stale-words.tsx';
import { freshnessData, MAIN_ID, NEWS_ID } from './base.tsx';

/** `/widget/#transparent`: the body is what the address points at. */
const TRANSPARENT_ID = 'transparent';

/**
 * The document of a page that stands in a frame of another site: nothing of the owner's header and footer, a stylesheet
 * of its own, and no place in a search engine. Links in it lead out of the frame.
 */
export function FrameLayout(props: {
  readonly frame: Frame;
  readonly title: string;
  readonly lights: LightsView;
  readonly kit: Kit;
  readonly children?: ComponentChildren;
}): VNode {
  const { frame, title, lights, kit, children } = props;
  const { words, url, freshScript: fresh, widget } = kit;
  return (
    <html lang={frame.locale}>
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={widget.csp} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="same-origin" />
        <meta name="robots" content="noindex" />
        <title>{words.text('page.title', { page: title, site: frame.siteName })}</title>
        <link rel="icon" href={url('/favicon.svg')} type="image/svg+xml" />
        <style dangerouslySetInnerHTML={{ __html: widget.css }} />
        {fresh === undefined ? null : <script defer src={fresh}></script>}
      </head>
      <body id={TRANSPARENT_ID}>
        <main id={MAIN_ID} tabIndex={-1} {...(fresh === undefined ? {} : freshnessData(lights, kit))}>
          {children}
          {fresh === undefined ? null : <StaleWords lights={lights} kit={kit} />}
        </main>
        {fresh === undefined ? null : <p class="unseen" role="status" id={NEWS_ID}></p>}
      </body>
    </html>
  );
}
