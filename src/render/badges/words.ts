import type { BadgeView, BoxView, SeenThen } from '../../core/view/badge.ts';
import type { Severity } from '../../core/model/severity.ts';
import type { Words } from '../words/words.ts';
import { lineOf } from './measure.ts';

/** What pictures say; a text of the theme that has come out empty would say nothing at all. */
export function stateWord(severity: Severity, words: Words): string {
  return lineOf(words.severity(severity)) || severity;
}

/** `Works at 23:10 BST, 3 Sep`; the word alone where it is not the probes that say so. */
export function badgeMessage(view: Pick<BadgeView, 'severity'> & SeenThen, words: Words): string {
  const { severity, takenAt, believed, recordedAt } = view;
  const state = stateWord(severity, words);
  if (recordedAt !== undefined)
    return lineOf(words.text('badge.recorded', { state, date: words.instantLong(recordedAt) })) || state;
  if (!believed || takenAt === undefined) return state;
  const [clock, zone, day] = [words.clock(takenAt), words.zoneName(takenAt), words.dayShort(takenAt)];
  return lineOf(words.text('badge.seen', { state, clock, zone, day })) || state;
}

export function badgeTitle(view: BadgeView, words: Words): string {
  return lineOf(words.text('badge.title', { name: view.name, message: badgeMessage(view, words) }));
}

/** Beneath the heading: the time of the data, or that there is none to believe. */
export function boxStamp({ takenAt, believed }: SeenThen, words: Words): string {
  if (takenAt === undefined) return lineOf(words.text('box.no-data'));
  const [stamp, zone] = [words.stamp(takenAt), words.zoneName(takenAt)];
  return lineOf(words.text(believed ? 'box.stamp' : 'box.last-data', { stamp, zone }));
}

/** At the foot: until when it holds; empty where nothing does that could end. */
export function boxFoot({ takenAt, validUntilAt, recordedAt }: SeenThen, words: Words): string {
  if (recordedAt !== undefined) return lineOf(words.text('box.recorded'));
  if (validUntilAt === undefined) return '';
  const [time, zone] = [words.time(validUntilAt, takenAt), words.zoneName(validUntilAt)];
  return lineOf(words.text('box.until', { time, zone }));
}

export function boxTitle(view: BoxView, words: Words): string {
  const { siteName, rows, unlisted } = view;
  const title = words.text('box.title', { site: siteName, when: boxStamp(view, words) });
  const told = rows.map(({ name, severity }) =>
    words.text('box.row', { name, state: stateWord(severity, words) }),
  );
  const rest = unlisted === 0 ? [] : [`${words.text('box.unlisted', { count: unlisted })}.`];
  return lineOf([title, ...told, ...rest, boxFoot(view, words)].join(' '));
}
