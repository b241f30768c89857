import type { VNode } from 'preact';
import type { LogView } from '../../src/core/view/log.ts';
import { TIMELINE_PATH } from '../../src/core/view/timeline-day.ts';
import type { Kit } from '../kit.ts';
import { Section } from './section.tsx';

/** What happened lately, newest first, with what is pinned above it and the ways to the rest below. */
export function Log({ log }: { readonly log: LogView }, kit: Kit): VNode {
  const { words, parts, url } = kit;
  const entries = [...log.pinned, ...log.entries];
  return (
    <Section
      id="recentLog"
      heading={words.text('log.heading')}
      aside={
        log.newCount === 0
          ? words.text('log.none-new', { days: log.newWithinDays })
          : words.text('log.new', { count: log.newCount, days: log.newWithinDays })
      }
    >
      {entries.length === 0 ? <p class="quiet">{words.text('log.empty')}</p> : null}
      {entries.map((entry) => (
        <parts.LogEntry entry={entry} />
      ))}
      <p class="rest">
        {entries.length === 0 ? null : (
          <a href={url('/history/')}>
            {log.older > 0 ? words.text('log.older', { count: log.older }) : words.text('log.history')}
          </a>
        )}
        <a href={url(TIMELINE_PATH)}>{words.text('timeline.by-the-minute')}</a>
      </p>
    </Section>
  );
}
