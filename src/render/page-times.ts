import type { Moment } from '../core/model/time.ts';
import type { EntryView, UpdateView } from '../core/view/entry.ts';
import type { Words } from './words/words.ts';

/** When the page's facts were told first and last, as far as anybody wrote it down. */
export interface ToldTimes {
  readonly first: Moment;
  readonly last: Moment;
}

export function toldTimes(entry: EntryView, words: Words): ToldTimes | undefined {
  const told = entry.updates.filter((update) => isDated(entry, update, words));
  const [first, last] = [told[0], told.at(-1)];
  return first === undefined || last === undefined ? undefined : { first: first.at, last: last.at };
}

/** The file of planned work bears the day of the work, and without marks that says nothing of when it was told. */
export function isDated({ kind, window }: EntryView, { at }: UpdateView, words: Words): boolean {
  if (kind !== 'maintenance' || window === undefined || at.precision === 'minute') return true;
  return words.isoDay(at.at) !== words.isoDay(window.startAt);
}
