import type { ComponentChild, VNode } from 'preact';
import type { CalendarDay, Instant, Moment, Window } from '../../src/core/model/time.ts';
import type { MessageKey } from '../../src/render/words/messages.ts';
import type { Kit } from '../kit.ts';

// Two private-use characters no message holds; they stand for an element until the words around it are in place.
const OPEN = '\u{f0000}';
const CLOSE = '\u{f0001}';
const SLOT = new RegExp(`${OPEN}(\\d+)${CLOSE}`, 'u');

/** A message whose placeholders are elements, in whatever order the language puts them. Numbers and strings stay what they are. */
export function sentence(
  kit: Kit,
  key: MessageKey,
  args: Readonly<Record<string, string | number | VNode>>,
): ComponentChild[] {
  const elements: VNode[] = [];
  const plain = Object.entries(args).map(([name, value]): [string, string | number] => {
    if (typeof value !== 'object') return [name, value];
    elements.push(value);
    return [name, `${OPEN}${elements.length - 1}${CLOSE}`];
  });
  const pieces = kit.words.text(key, Object.fromEntries(plain)).split(SLOT);
  return pieces.map((piece, index) => (index % 2 === 0 ? piece : elements[Number(piece)]));
}

/** Links in the middle of a sentence, as the language lists things: `a, b and c`. */
export function linked(kit: Kit, links: readonly { readonly name: string; readonly href: string }[]): VNode {
  const slots = links.map((_, index) => `${OPEN}${index}${CLOSE}`);
  const pieces = kit.words.list(slots).split(SLOT);
  return (
    <>
      {pieces.map((piece, index) => {
        const link = index % 2 === 0 ? undefined : links[Number(piece)];
        return link === undefined ? piece : <a href={link.href}>{link.name}</a>;
      })}
    </>
  );
}

/** Short facts in one line: `since 22 July, 04:06 · last seen online 15:02`. */
export function separated(facts: readonly VNode[], { words }: Kit): ComponentChild[] {
  const separator = words.text('server.fact-separator');
  return facts.flatMap((fact, index): ComponentChild[] => (index === 0 ? [fact] : [separator, fact]));
}

/** `23:10` */
export function Clock({ at, kit }: { readonly at: Instant; readonly kit: Kit }) {
  return <time dateTime={kit.words.isoDateTime(at)}>{kit.words.clock(at)}</time>;
}

/** `3 September 2010, 23:10 BST`, or the day alone where no more is known. */
export function LongTime({ at, kit }: { readonly at: Instant | Moment; readonly kit: Kit }) {
  const moment: Moment = typeof at === 'number' ? { at, precision: 'minute' } : at;
  return <time dateTime={kit.words.isoMoment(moment)}>{kit.words.momentLong(moment)}</time>;
}

/** In a sentence: the clock time alone on the day of `near`, with its date on another. */
export function ShortTime(props: {
  readonly at: Instant | Moment;
  readonly near?: Instant | undefined;
  readonly kit: Kit;
}) {
  const { at, near, kit } = props;
  const moment: Moment = typeof at === 'number' ? { at, precision: 'minute' } : at;
  return <time dateTime={kit.words.isoMoment(moment)}>{kit.words.time(moment, near)}</time>;
}

/**
 * `5 September 2010, 01:00 – 03:00 BST`, or `3 September 2010, 22:00 – 4 September 2010, 01:00 BST`.
 * The zone stands at the end alone, unless the clocks change on the way.
 */
export function WindowText({ window, kit }: { readonly window: Window | undefined; readonly kit: Kit }) {
  const { words } = kit;
  if (window === undefined) return <>{words.text('window.unknown')}</>;
  const { startAt, endAt } = window;
  if (endAt === null)
    return <>{sentence(kit, 'window.from', { start: <LongTime at={startAt} kit={kit} /> })}</>;
  if (startAt === endAt) return <LongTime at={startAt} kit={kit} />;
  const zone = words.zoneName(endAt);
  const startZone = words.zoneName(startAt);
  const times = {
    start: (
      <time dateTime={words.isoDateTime(startAt)}>
        {startZone === zone ? words.clock(startAt) : `${words.clock(startAt)} ${startZone}`}
      </time>
    ),
    end: <Clock at={endAt} kit={kit} />,
    zone,
  };
  const date = words.dayLong(startAt);
  if (words.isoDay(startAt) === words.isoDay(endAt))
    return <>{sentence(kit, 'window.day', { ...times, date })}</>;
  const endDate = words.dayLong(endAt);
  return <>{sentence(kit, 'window.days', { ...times, startDate: date, endDate })}</>;
}

/** `02/09/2010` */
export function Day({ day, kit }: { readonly day: CalendarDay; readonly kit: Kit }) {
  return <time dateTime={day}>{kit.words.day(day)}</time>;
}

/** Staff's or the owner's Markdown. */
export function Prose(props: { readonly text: string; readonly top?: number; readonly kit: Kit }) {
  const html = props.kit.markdown(props.text, props.top).trim();
  return html === '' ? null : <div class="prose" dangerouslySetInnerHTML={{ __html: html }} />;
}
