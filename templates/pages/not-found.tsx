import type { VNode } from 'preact';
import type { NotFoundView } from '../../src/core/view/not-found.ts';
import type { Kit } from '../kit.ts';

/** Served for any address; all its links are from the root, and it says nothing of the state of things. */
export function NotFoundPage({ view }: { readonly view: NotFoundView }, kit: Kit): VNode {
  const { words, parts, url } = kit;
  const title = words.text('not-found.heading');
  return (
    <parts.Layout frame={view.frame} title={title} inlined canonical={false}>
      <div class="page-head">
        <h1>{title}</h1>
        <p>{words.text('not-found.text')}</p>
      </div>
      <p class="ways">
        <a href={url('/')}>{words.text('incident.now')}</a>
        <a href={url('/history/')}>{words.text('log.history')}</a>
      </p>
    </parts.Layout>
  );
}
