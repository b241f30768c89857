import type { VNode } from 'preact';
import type { Instant } from '../../src/core/model/time.ts';
import type { UpdateView } from '../../src/core/view/entry.ts';
import type { Kit } from '../kit.ts';
import { affectsText, mailText } from '../../src/render/words/effects.ts';
import { Clock, Day, Prose, sentence } from './text.tsx';

export interface UpdateProps {
  readonly update: UpdateView;
  /** Level of the topmost heading inside its text. */
  readonly top: number;
  /** The entry's own page has anchors; lists that tell many entries have none, since ids are unique within one entry only. */
  readonly anchor?: boolean;
}

/** True where a mark is followed by nothing at all. */
export function isEmpty({ text, phase, changes }: UpdateView): boolean {
  return text.trim() === '' && phase === undefined && changes === undefined;
}

/** One dated paragraph of an entry, as a list item: its time, its phase, its text, and what changed with it. */
export function Update({ update, top, anchor = false }: UpdateProps, kit: Kit): VNode {
  const { at, untilAt, day, phase, text, changes } = update;
  const timed = at.precision === 'minute';
  const dated = timed || day !== undefined;
  return (
    <li id={anchor ? update.id : undefined} class={dated ? 'update dated' : 'update'}>
      {dated ? (
        <p class="when">
          {day === undefined ? null : <Day day={day} kit={kit} />}{' '}
          {timed ? <Span from={at.at} to={untilAt} kit={kit} /> : null}
        </p>
      ) : null}
      {phase === undefined ? null : <p class="phase">{kit.words.text(`phase.${phase}`)}</p>}
      <Prose text={text} top={top} kit={kit} />
      {changes === undefined ? null : <Changes changes={changes} update={update} kit={kit} />}
    </li>
  );
}

/** `15:35 – 15:50`, breaking after the dash where the column is narrow. */
function Span(props: { from: Instant; to: Instant | undefined; kit: Kit }) {
  const { from, to, kit } = props;
  if (to === undefined) return <Clock at={from} kit={kit} />;
  return (
    <>
      <span>
        <Clock at={from} kit={kit} /> –
      </span>{' '}
      <Clock at={to} kit={kit} />
    </>
  );
}

function Changes(props: { changes: NonNullable<UpdateView['changes']>; update: UpdateView; kit: Kit }) {
  const { changes, update, kit } = props;
  const effects = affectsText(changes.affects, changes.tense, kit.words);
  const timed = update.at.precision === 'minute';
  return (
    <p class="changes">
      {effects === ''
        ? null
        : timed
          ? sentence(kit, 'effect.from', { time: <Clock at={update.at.at} kit={kit} />, effects })
          : kit.words.text('effect.from-then', { effects })}{' '}
      {changes.mail === undefined ? null : mailText(changes.mail, changes.tense, kit.words)}
    </p>
  );
}
