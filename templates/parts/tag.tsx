import type { VNode } from 'preact';
import type { IncidentKind } from '../../src/core/model/incident.ts';
import type { CalendarDay } from '../../src/core/model/time.ts';
import type { Tag as TagView } from '../../src/core/view/entry.ts';
import type { Kit } from '../kit.ts';
import { Day } from './text.tsx';

/** `Resolved`, told behind a title, set beside its date. */
export function Tag({ tag }: { readonly tag: TagView }, { words }: Kit): VNode {
  return <span class={`tag tag-${tag.code}`}>{tag.written ?? words.text(`tag.${tag.code}`)}</span>;
}

export interface DateLineProps {
  readonly date: CalendarDay;
  readonly kind: IncidentKind;
  /** Set where a window below is told in the long style, so that one entry has one style. */
  readonly long?: boolean;
}

/** `02/09/2010 · Incident`, above a title. */
export function DateLine({ date, kind, long = false }: DateLineProps, kit: Kit): VNode {
  return (
    <p class="dateline">
      {long ? <time dateTime={date}>{kit.words.dayLong(date)}</time> : <Day day={date} kit={kit} />}{' '}
      <span class={`kind kind-${kind}`}>{kit.words.text(`kind.${kind}`)}</span>
    </p>
  );
}
