import type { VNode } from 'preact';
import { nameOf } from '../../src/core/view/context.ts';
import { servicePath } from '../../src/core/view/service.ts';
import type { WidgetView } from '../../src/core/view/widget.ts';
import type { Kit } from '../kit.ts';
import { FrameLayout } from '../layouts/frame.tsx';
import { LIGHT } from '../parts/light.ts';
import { StateGlyph } from '../parts/state-glyph.tsx';

/** The System Status box for a frame on another site: heading, time, a light and a word for each service. */
export function WidgetPage({ view }: { readonly view: WidgetView }, kit: Kit): VNode {
  const { frame, lights } = view;
  const { words, parts, url } = kit;
  const { takenAt, services } = lights.status;
  return (
    <FrameLayout frame={frame} title={words.text('widget.title')} lights={lights} kit={kit}>
      <parts.DemonstrationBanner frame={frame} />
      <parts.RecordedBanner at={lights.recordedAt} siteName={frame.siteName} />
      <h1>
        <a href={url('/')} target="_top">
          {words.text('services.heading')}
        </a>
      </h1>
      <p class="stamp">
        {takenAt === undefined ? (
          words.text('services.no-stamp')
        ) : (
          <time dateTime={words.isoDateTime(takenAt)}>{words.stamp(takenAt)}</time>
        )}
      </p>
      <ul class="services">
        {services.map(({ id, severity }) => (
          <li class={`service is-${severity}`} {...LIGHT}>
            <StateGlyph state={severity} lit />
            <a class="service-name" href={url(servicePath(id))} target="_top">
              {nameOf(lights.names, id)}
            </a>
            <strong class="service-word">{words.severity(severity)}</strong>
          </li>
        ))}
      </ul>
      <parts.Freshness lights={lights} />
    </FrameLayout>
  );
}
