import type { ComponentChildren, VNode } from 'preact';
import { incidentPath } from '../../src/core/view/incident.ts';
import type { TimelineDayView } from '../../src/core/view/timeline-day.ts';
import { TIMELINE_PATH, timelineDayPath } from '../../src/core/view/timeline-day.ts';
import type { StandingView } from '../../src/core/view/timeline-standing.ts';
import { describeReach, describeStanding } from '../../src/render/words/timeline.ts';
import type { Kit } from '../kit.ts';
import { Section } from '../parts/section.tsx';
import { sentence } from '../parts/text.tsx';
import { Row } from '../parts/timeline-minute.tsx';

/** Where an address leads that names a minute before the first one. The script knows it too. */
const BEGINNING_ID = 'dayBegins';

/** One day, by the minute: was my problem at 14:20 yours? */
export function TimelineDayPage({ view }: { readonly view: TimelineDayView }, kit: Kit): VNode {
  const { frame, day, reach, minutes, untimed, unlisted, after } = view;
  const { words, parts } = kit;
  const date = words.dayLong(day);
  return (
    <parts.Layout
      frame={frame}
      title={words.text('day.title', { date })}
      inlined={false}
      script={kit.timelineScript}
    >
      <div class="page-head" id={BEGINNING_ID}>
        <h1>{date}</h1>
        <p class="quiet">{describeReach(words, reach)}</p>
      </div>
      <Beginning view={view} kit={kit} />
      {untimed.length === 0 ? null : (
        <Section id="dayUntimed" heading={words.text('day.untimed')}>
          <Lines>
            {untimed.map((row) => (
              <li>
                <Row row={row} kit={kit} />
              </li>
            ))}
          </Lines>
        </Section>
      )}
      {minutes.length === 0 ? null : (
        <Section id="dayMinutes" heading={words.text('day.minutes')}>
          <ol class="minutes">
            {minutes.map((minute) => (
              <parts.TimelineMinute minute={minute} />
            ))}
          </ol>
          {unlisted === 0 ? null : <p class="quiet">{words.text('day.unlisted', { count: unlisted })}</p>}
        </Section>
      )}
      {after === undefined ? null : (
        <Section id="dayEnds" heading={words.text('day.after')}>
          <Lines>
            <Standing standing={after} kit={kit} />
          </Lines>
        </Section>
      )}
      <Ways view={view} kit={kit} />
    </parts.Layout>
  );
}

/** What had begun on an earlier day. */
function Beginning({ view, kit }: { readonly view: TimelineDayView; readonly kit: Kit }) {
  const { before, lasting, lastingUnlisted } = view;
  const { words, url } = kit;
  if (before === undefined && lasting.length === 0) return null;
  return (
    <Section id="dayBefore" heading={words.text('day.before')}>
      <Lines>
        {before === undefined ? null : <Standing standing={before} kit={kit} />}
        {lasting.map(({ slug, title }) => (
          <li>{sentence(kit, 'day.lasting', { link: <a href={url(incidentPath(slug))}>{title}</a> })}</li>
        ))}
        {lastingUnlisted === 0 ? null : (
          <li>{words.text('day.lasting.unlisted', { count: lastingUnlisted })}</li>
        )}
      </Lines>
    </Section>
  );
}

function Lines({ children }: { readonly children?: ComponentChildren }) {
  return <ul class="plain">{children}</ul>;
}

function Standing({ standing, kit }: { readonly standing: StandingView; readonly kit: Kit }) {
  return (
    <>
      {describeStanding(kit.words, standing).map((text) => (
        <li>{text}</li>
      ))}
    </>
  );
}

function Ways({ view, kit }: { readonly view: TimelineDayView; readonly kit: Kit }) {
  const { older, newer } = view;
  const { words, url } = kit;
  return (
    <nav class="ways" aria-label={words.text('timeline.pages')}>
      {older === undefined ? null : (
        <a href={url(timelineDayPath(older))} rel="prev">
          {words.text('day.older', { date: words.dayLong(older) })}
        </a>
      )}
      {newer === undefined ? null : (
        <a href={url(timelineDayPath(newer))} rel="next">
          {words.text('day.newer', { date: words.dayLong(newer) })}
        </a>
      )}
      <a href={url(TIMELINE_PATH)}>{words.text('timeline.back')}</a>
    </nav>
  );
}
