import type { VNode } from 'preact';
import type { ServiceStripView } from '../../src/core/view/home.ts';
import { servicePath } from '../../src/core/view/service.ts';
import type { Kit } from '../kit.ts';
import { Section } from './section.tsx';

/** How the services did lately: below what is wrong now, because it answers none of a worried reader's questions. */
export function RecentRecord(
  { strips }: { readonly strips: readonly ServiceStripView[] },
  kit: Kit,
): VNode | null {
  const { words, parts, url } = kit;
  const [first] = strips;
  if (first === undefined) return null;
  return (
    <Section id="recentRecord" heading={words.text('record.heading', { days: first.strip.total })}>
      <ul class="records">
        {strips.map(({ id, name, strip }) => (
          <li>
            <a href={url(servicePath(id))}>{name}</a>
            <span class="quiet">{words.uptime(strip)}</span>
            <parts.UptimeStrip strip={strip} />
          </li>
        ))}
      </ul>
      <p class="quiet key">{words.text('record.legend')}</p>
    </Section>
  );
}
