import { incidentPath } from '../../src/core/view/incident.ts';
import type { VNode } from 'preact';
import type { HistoryView, MonthEntryView, MonthView } from '../../src/core/view/history.ts';
import { HISTORY_PATH, monthPath } from '../../src/core/view/history.ts';
import { TIMELINE_PATH } from '../../src/core/view/timeline-day.ts';
import type { Kit } from '../kit.ts';
import { Section } from '../parts/section.tsx';
import { Day, WindowText } from '../parts/text.tsx';

/** The archive: years, their months, how much there is in each. */
export function HistoryPage({ view }: { readonly view: HistoryView }, kit: Kit): VNode {
  const { frame, total, years } = view;
  const { words, parts, url } = kit;
  const title = words.text('history.heading');
  return (
    <parts.Layout
      frame={frame}
      title={title}
      description={words.text('page.description.history', { site: frame.siteName })}
      inlined={false}
    >
      <div class="page-head">
        <h1>{title}</h1>
        <p class="quiet">
          {total === 0 ? words.text('history.empty') : words.text('history.intro', { count: total })}
        </p>
        <p>
          <a href={url(TIMELINE_PATH)}>{words.text('timeline.by-the-minute')}</a>
        </p>
      </div>
      {years.map(({ year, count, months }) => (
        <Section id={`year${year}`} heading={year} aside={words.text('history.count', { count })}>
          <ul class="months">
            {months.map((month) => (
              <li>
                <a href={url(monthPath(month.month))}>{words.monthLong(month.month)}</a>{' '}
                <span class="quiet">{words.text('history.count', { count: month.count })}</span>
              </li>
            ))}
          </ul>
        </Section>
      ))}
    </parts.Layout>
  );
}

/** One month of the archive. */
export function MonthPage({ view }: { readonly view: MonthView }, kit: Kit): VNode {
  const { frame, month, entries, newer, older } = view;
  const { words, parts, url } = kit;
  const title = words.monthLong(month);
  return (
    <parts.Layout frame={frame} title={title} inlined={false}>
      <div class="page-head">
        <h1>{title}</h1>
        <p class="quiet">{words.text('history.intro', { count: entries.length })}</p>
      </div>
      <ul class="list">
        {entries.map((entry) => (
          <MonthEntry entry={entry} kit={kit} />
        ))}
      </ul>
      <nav class="ways" aria-label={words.text('month.pages')}>
        {older === undefined ? null : (
          <a href={url(monthPath(older))} rel="prev">
            {words.text('month.older', { month: words.monthLong(older) })}
          </a>
        )}
        {newer === undefined ? null : (
          <a href={url(monthPath(newer))} rel="next">
            {words.text('month.newer', { month: words.monthLong(newer) })}
          </a>
        )}
        <a href={url(HISTORY_PATH)}>{words.text('month.back')}</a>
      </nav>
    </parts.Layout>
  );
}

function MonthEntry({ entry, kit }: { readonly entry: MonthEntryView; readonly kit: Kit }) {
  const { date, kind, slug, title, tag, window, affects } = entry;
  const { words, parts, url } = kit;
  return (
    <li class="list-entry">
      <Day day={date} kit={kit} />
      <a href={url(incidentPath(slug))}>{title}</a>
      {tag === undefined ? null : <parts.Tag tag={tag} />}
      <p class="quiet">
        {words.text(`kind.${kind}`)}
        {window === undefined ? null : (
          <>
            {', '}
            <WindowText window={window} kit={kit} />
          </>
        )}
        {affects.length === 0 ? null : `: ${words.list(affects.map(({ name }) => name))}`}
      </p>
    </li>
  );
}
