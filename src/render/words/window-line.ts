import type { Window } from '../../core/model/time.ts';
import type { Words } from './words.ts';

/** `5 September 2010, 01:00 – 03:00 BST`: what pages print of a window, as plain text. */
export function windowLine({ startAt, endAt }: Window, words: Words): string {
  if (endAt === null) return words.text('window.from', { start: words.instantLong(startAt) });
  if (startAt === endAt) return words.instantLong(startAt);
  const [zone, startZone] = [words.zoneName(endAt), words.zoneName(startAt)];
  const times = {
    start: startZone === zone ? words.clock(startAt) : `${words.clock(startAt)} ${startZone}`,
    end: words.clock(endAt),
    zone,
  };
  const [date, endDate] = [words.dayLong(startAt), words.dayLong(endAt)];
  return date === endDate
    ? words.text('window.day', { ...times, date })
    : words.text('window.days', { ...times, startDate: date, endDate });
}
