import type { VNode } from 'preact';
import { TIMELINE_PATH, timelineDayPath } from '../../src/core/view/timeline-day.ts';
import type {
  DayCount,
  FinderView,
  TimelineMonth,
  TimelineView,
  TimelineYearView,
} from '../../src/core/view/timeline-index.ts';
import { timelineYearPath } from '../../src/core/view/timeline-index.ts';
import type { Kit } from '../kit.ts';
import { Section } from '../parts/section.tsx';
import { Day } from '../parts/text.tsx';

/** The days on which something happened, and with JavaScript a way to one of them. */
export function TimelinePage({ view }: { readonly view: TimelineView }, kit: Kit): VNode {
  const { frame, total, months, years, finder } = view;
  const { words, parts, url } = kit;
  return (
    <parts.Layout
      frame={frame}
      title={words.text('timeline.heading')}
      description={words.text('page.description.timeline', { site: frame.siteName })}
      inlined={false}
      script={kit.timelineScript}
    >
      <div class="page-head">
        <h1>{words.text('timeline.heading')}</h1>
        <p class="quiet">{words.text(total === 0 ? 'timeline.empty' : 'timeline.intro')}</p>
        {finder === undefined ? null : <Finder finder={finder} kit={kit} />}
      </div>
      <Months months={months} kit={kit} />
      {years.length === 0 ? null : (
        <Section id="timelineYears" heading={words.text('timeline.years')}>
          <ul class="months">
            {years.map(({ year, days }) => (
              <li>
                <a href={url(timelineYearPath(year))}>{year}</a>{' '}
                <span class="quiet">{words.text('timeline.days', { count: days })}</span>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </parts.Layout>
  );
}

export function TimelineYearPage({ view }: { readonly view: TimelineYearView }, kit: Kit): VNode {
  const { frame, year, count, months, older, newer } = view;
  const { words, parts, url } = kit;
  return (
    <parts.Layout frame={frame} title={year} inlined={false}>
      <div class="page-head">
        <h1>{year}</h1>
        <p class="quiet">{words.text('timeline.year.intro', { count })}</p>
      </div>
      <Months months={months} kit={kit} />
      <nav class="ways" aria-label={words.text('timeline.pages')}>
        {older === undefined ? null : (
          <a href={url(timelineYearPath(older))} rel="prev">
            {words.text('timeline.year.older', { year: older })}
          </a>
        )}
        {newer === undefined ? null : (
          <a href={url(timelineYearPath(newer))} rel="next">
            {words.text('timeline.year.newer', { year: newer })}
          </a>
        )}
        <a href={url(TIMELINE_PATH)}>{words.text('timeline.back')}</a>
      </nav>
    </parts.Layout>
  );
}

function Months({ months, kit }: { readonly months: readonly TimelineMonth[]; readonly kit: Kit }) {
  const { words, url } = kit;
  return (
    <>
      {months.map(({ month, days }) => (
        <Section id={`days${month}`} heading={words.monthLong(month)}>
          <ul class="months">
            {days.map((day) => (
              <li>
                <a href={url(timelineDayPath(day.day))}>
                  <Day day={day.day} kit={kit} />
                </a>{' '}
                <span class="quiet">{countsText(day, kit)}</span>
              </li>
            ))}
          </ul>
        </Section>
      ))}
    </>
  );
}

/** What there is none of is not told. */
function countsText({ changes, entries }: DayCount, { words }: Kit): string {
  const told = {
    changes: words.text('timeline.changes', { count: changes }),
    entries: words.text('timeline.entries', { count: entries }),
  };
  if (entries === 0) return told.changes;
  return changes === 0 ? told.entries : words.text('timeline.counts', told);
}

/**
 * Hidden until the script shows it, for without the script it would be dead. What the script says and knows stands in its
 * data; `{day}` is left for it to fill in.
 */
function Finder({ finder, kit }: { readonly finder: FinderView; readonly kit: Kit }) {
  const { words, url } = kit;
  return (
    <form
      id="timelineFinder"
      class="finder"
      hidden
      aria-labelledby="finderHeading"
      data-base={url(TIMELINE_PATH)}
      data-days={finder.days}
      data-first={finder.first}
      data-last={finder.last}
      data-nothing={words.text('finder.nothing', { day: '{day}' })}
      data-earlier={words.text('finder.earlier', { day: '{day}' })}
    >
      <h2 id="finderHeading">{words.text('finder.heading')}</h2>
      <label>
        {words.text('finder.day')} <input type="date" name="day" required />
      </label>
      <label>
        {words.text('finder.time', { zone: words.timezone })} <input type="time" name="time" />
      </label>
      <button type="submit">{words.text('finder.go')}</button>
      <p role="status"></p>
    </form>
  );
}
