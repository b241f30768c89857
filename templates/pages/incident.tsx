import { incidentPath } from '../../src/core/view/incident.ts';
import type { ComponentChildren, VNode } from 'preact';
import type { IncidentLink } from '../../src/core/view/entry.ts';
import type { IncidentView, PeriodView } from '../../src/core/view/incident.ts';
import { clip } from '../../src/core/view/excerpt.ts';
import { monthPath } from '../../src/core/view/history.ts';
import { timelineDayPath } from '../../src/core/view/timeline-day.ts';
import { incidentJsonLd } from '../../src/render/json-ld.ts';
import { toldTimes } from '../../src/render/page-times.ts';
import { plainText } from '../../src/render/plain-text.ts';
import type { Kit } from '../kit.ts';
import { CalendarLink } from '../parts/calendar-link.tsx';
import { affectsText, mailText } from '../../src/render/words/effects.ts';
import { Section } from '../parts/section.tsx';
import { Clock, Day, Prose, sentence, ShortTime, WindowText } from '../parts/text.tsx';
import { isEmpty } from '../parts/update.tsx';

/** Headings inside a text stand below "Updates", which is an `<h2>`; an announcement has no such heading. */
const TOP_HEADING = { announcement: 2, incident: 3, maintenance: 3 } as const;

/** One incident as it was: what, when, what it touched, every update in order. */
export function IncidentPage({ view }: { readonly view: IncidentView }, kit: Kit): VNode {
  const { frame, entry, relations, month, day } = view;
  const { words, parts, url } = kit;
  const { Layout, Tag, DateLine } = parts;
  return (
    <Layout
      frame={frame}
      title={entry.title}
      description={descriptionOf(view, kit)}
      article={{ times: toldTimes(entry, words), jsonLd: incidentJsonLd(view, words, kit.markdown) }}
      inlined={false}
    >
      <article class="story">
        <header class="page-head entry-head">
          <DateLine date={entry.date} kind={entry.kind} long={entry.window !== undefined} />
          <h1>{entry.title}</h1>
          {entry.tag === undefined ? null : <Tag tag={entry.tag} />}
        </header>
        <Facts view={view} kit={kit} />
        <Story view={view} kit={kit} />
        {view.probes === undefined ? null : <parts.ProbeStrips strips={view.probes} />}
        <Relations relations={relations} kit={kit} />
      </article>
      <nav class="ways" aria-label={words.text('incident.ways')}>
        <a href={url('/')}>{words.text('incident.now')}</a>
        {day === undefined ? null : <a href={url(timelineDayPath(day))}>{words.text('timeline.this-day')}</a>}
        <a href={url(monthPath(month))}>{words.text('incident.month', { month: words.monthLong(month) })}</a>
      </nav>
    </Layout>
  );
}

/** In UTF-16 units: what search engines and chats show of a page. */
const DESCRIPTION_LENGTH = 160;

/** What it was about in staff's first words, which stay true when a chat shows them next week. */
function descriptionOf({ entry }: IncidentView, { words, markdown }: Kit): string {
  const first = entry.summary ?? entry.updates.find(({ text }) => text.trim() !== '')?.text ?? '';
  const text = plainText(markdown(first)).replace(/\s+/g, ' ');
  const head = `${words.text(`kind.${entry.kind}`)}, ${words.dayLong(entry.date)}`;
  return clip(text === '' ? head : `${head}: ${text}`, DESCRIPTION_LENGTH);
}

/** An announcement is its text; everything else is a sequence of updates. */
function Story({ view, kit }: { readonly view: IncidentView; readonly kit: Kit }) {
  const { kind, summary } = view.entry;
  const updates = view.entry.updates.filter((update) => !isEmpty(update));
  const { Update } = kit.parts;
  if (summary === undefined && updates.length === 0) return null;
  const told = (
    <>
      {summary === undefined ? null : <Prose text={summary} top={TOP_HEADING[kind]} kit={kit} />}
      {updates.length === 0 ? null : (
        <ol class="updates">
          {updates.map((update) => (
            <Update update={update} top={TOP_HEADING[kind]} anchor />
          ))}
        </ol>
      )}
    </>
  );
  if (kind !== 'announcement') {
    return (
      <Section id="storyUpdates" heading={kit.words.text('incident.updates')}>
        {told}
      </Section>
    );
  }
  return (
    <div class="block">
      <div class="block-body">{told}</div>
    </div>
  );
}

function Facts({ view, kit }: { readonly view: IncidentView; readonly kit: Kit }) {
  const { entry, affected, initially, mail, tense, nextUpdateAt, period } = view;
  const { words } = kit;
  if (entry.kind === 'announcement') return null;
  // Work that was cancelled before its time was ever readable has no facts.
  if (entry.tag?.code === 'cancelled' && entry.window === undefined) return null;
  // Work that is done and whose window could not be read was at least done at some time.
  const planned = entry.kind === 'maintenance' && (entry.window !== undefined || period.to === undefined);
  return (
    <dl class="facts">
      {planned ? (
        <Fact name={words.text('incident.window')}>
          <WindowText window={entry.window} kit={kit} />
        </Fact>
      ) : (
        <Fact name={words.text('incident.dates')}>
          <Period period={period} kit={kit} />
        </Fact>
      )}
      {affected.length === 0 ? null : (
        <Fact name={words.text(tense === 'expected' ? 'incident.expected' : 'incident.affected')}>
          {affectsText(affected, tense, words)}
        </Fact>
      )}
      {initially === undefined ? null : (
        <Fact name={words.text('incident.initially')}>{affectsText(initially, tense, words)}</Fact>
      )}
      {mail === undefined ? null : (
        <Fact name={words.text('incident.mail')}>{mailText(mail, tense, words)}</Fact>
      )}
      {nextUpdateAt === undefined ? null : (
        <Fact name={words.text('incident.next-update')}>
          {sentence(kit, 'incident.promised', {
            time: <ShortTime at={nextUpdateAt} near={period.from.at} kit={kit} />,
          })}
        </Fact>
      )}
      {view.calendar === undefined ? null : (
        <Fact name={words.text('calendar.fact')}>
          <CalendarLink path={view.calendar} kit={kit} />
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children?: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** `31/08/2010, 16:57 – 19:09`; a day alone where no clock is known. */
function Period({ period, kit }: { readonly period: PeriodView; readonly kit: Kit }) {
  const { from, fromDay, to, toDay } = period;
  const begin = (
    <>
      <Day day={fromDay} kit={kit} />
      {from.precision === 'day' ? null : (
        <>
          {', '}
          <Clock at={from.at} kit={kit} />
        </>
      )}
    </>
  );
  if (to === undefined) return <>{sentence(kit, 'incident.since', { time: begin })}</>;
  if (toDay === undefined && (to.precision === 'day' || to.at === from.at)) return begin;
  return (
    <>
      {begin}
      {' – '}
      {toDay === undefined ? null : <Day day={toDay} kit={kit} />}
      {toDay !== undefined && to.precision === 'minute' ? ', ' : null}
      {to.precision === 'day' ? null : <Clock at={to.at} kit={kit} />}
    </>
  );
}

function Relations({ relations, kit }: { readonly relations: IncidentView['relations']; readonly kit: Kit }) {
  const { follows, followUps } = relations;
  if (follows === undefined && followUps.length === 0) return null;
  return (
    <Section id="relatedEntries" heading={kit.words.text('incident.related')}>
      <ul class="plain">
        {follows === undefined ? null : (
          <li>{sentence(kit, 'incident.follows', { link: <EntryLink link={follows} kit={kit} /> })}</li>
        )}
        {followUps.map((link) => (
          <li>{sentence(kit, 'incident.followed-by', { link: <EntryLink link={link} kit={kit} /> })}</li>
        ))}
      </ul>
    </Section>
  );
}

function EntryLink({ link, kit }: { readonly link: IncidentLink; readonly kit: Kit }) {
  return (
    <>
      <a href={kit.url(incidentPath(link.slug))}>{link.title}</a> (<Day day={link.date} kit={kit} />)
    </>
  );
}
