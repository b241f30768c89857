import type { ComponentChild, VNode } from 'preact';
import { incidentPath } from '../../src/core/view/incident.ts';
import type { EntryRow, MinuteView, TimelineRow } from '../../src/core/view/timeline-day.ts';
import { describeChange } from '../../src/render/words/timeline.ts';
import type { Kit } from '../kit.ts';
import { Clock, sentence } from './text.tsx';

export interface TimelineMinuteProps {
  readonly minute: MinuteView;
}

/** One minute of a day and what happened in it, as a list item with an anchor of its own. */
export function TimelineMinute({ minute }: TimelineMinuteProps, kit: Kit): VNode {
  const { anchor, at, twice, rows } = minute;
  return (
    <li id={anchor} data-minute={anchor.slice(1, 5)}>
      <p class="when">
        <a href={`#${anchor}`}>
          <Clock at={at} kit={kit} />
        </a>
        {twice ? ` ${kit.words.zoneName(at)}` : null}
      </p>
      <div>
        {rows.map((row) => (
          <p class={row.code === 'service' ? 'telling' : undefined}>
            <Row row={row} kit={kit} />
          </p>
        ))}
      </div>
    </li>
  );
}

export function Row({ row, kit }: { readonly row: TimelineRow; readonly kit: Kit }) {
  return row.code === 'entry' ? <>{entryText(row, kit)}</> : <>{describeChange(kit.words, row)}</>;
}

function entryText(row: EntryRow, kit: Kit): ComponentChild[] {
  const { what, phase, slug, title, anchor } = row;
  const path = incidentPath(slug);
  const link = <a href={kit.url(anchor === undefined ? path : `${path}#${anchor}`)}>{title}</a>;
  if (what === 'update' && phase !== undefined) {
    return sentence(kit, 'row.entry.phase', { phase: kit.words.text(`phase.${phase}`), link });
  }
  return sentence(kit, `row.entry.${what}`, { link });
}
