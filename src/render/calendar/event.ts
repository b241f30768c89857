import type { AppointmentView } from '../../core/view/calendar.ts';
import { clip } from '../../core/view/excerpt.ts';
import { absolute } from '../feeds/absolute.ts';
import type { FeedPress } from '../feeds/entry-html.ts';
import { plainText } from '../plain-text.ts';
import { effectsLine } from '../words/effects.ts';
import { windowLine } from '../words/window-line.ts';
import type { CalendarEvent } from './ics.ts';

/** In UTF-16 units: an appointment is no place to read a story, and some calendars refuse longer ones. */
const DESCRIPTION_LIMIT = 4_000;

/** Planned work in words. */
export function calendarEvent(view: AppointmentView, siteName: string, press: FeedPress): CalendarEvent {
  const { slug, path, startAt, endAt, cancelled, sequence, stampAt } = view;
  const { words, siteUrl } = press;
  const summary = words.text('calendar.summary', { site: siteName, title: view.title });
  const url = siteUrl + path;
  return {
    uid: uidOf(slug, siteUrl),
    sequence,
    stampAt,
    startAt,
    ...(endAt === undefined ? {} : { endAt }),
    summary: cancelled ? words.text('calendar.summary.cancelled', { summary }) : summary,
    description: `${clip(descriptionOf(view, url, press), DESCRIPTION_LIMIT)}\n\n${url}`.trim(),
    url,
    cancelled,
  };
}

/** `2010-09-05-new-disks@status.example.org`: file and host, none of which ever change. */
function uidOf(slug: string, siteUrl: string): string {
  const { hostname, pathname } = new URL(siteUrl);
  return `${encodeURIComponent(slug)}@${hostname}${pathname.replace(/\/$/, '')}`;
}

/** When and with what effect, in the site's own time, then staff's words, the latest first. */
function descriptionOf(view: AppointmentView, url: string, press: FeedPress): string {
  const { words, markdown } = press;
  const { window, effects, endKnown, cancelled } = view;
  const texts = view.texts.toReversed().map(({ at, text }) => {
    const plain = plainText(markdown(text), (href) => absolute(href, url));
    return at === undefined ? plain : `${words.momentLong(at)}\n${plain}`;
  });
  return [
    ...(cancelled ? [words.text('feed.note.cancelled')] : []),
    words.text('feed.window', { window: windowLine(window, words) }),
    ...(endKnown || cancelled ? [] : [words.text('calendar.no-end')]),
    ...(effects === undefined ? [] : [effectsLine(effects, words)]),
    ...texts,
  ].join('\n\n');
}
