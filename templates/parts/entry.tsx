import { incidentPath } from '../../src/core/view/incident.ts';
import type { VNode } from 'preact';
import type { EntryView } from '../../src/core/view/entry.ts';
import type { LogEntryView } from '../../src/core/view/log.ts';
import type { MaintenanceView, OpenView } from '../../src/core/view/home.ts';
import type { Instant } from '../../src/core/model/time.ts';
import type { Kit } from '../kit.ts';
import { CalendarLink } from './calendar-link.tsx';
import { effectsSentences } from '../../src/render/words/effects.ts';
import { Prose, sentence, ShortTime, WindowText } from './text.tsx';
import { isEmpty } from './update.tsx';

/** Headings inside an entry's text stand below its title, which is an `<h3>`. */
const TOP_HEADING = 4;

type EntryHeadView = Pick<EntryView, 'date' | 'kind' | 'slug' | 'title' | 'tag' | 'window'>;

/** The date, the kind, the title that leads to the entry's own page, and its tag, which is set beside the kind. */
export function EntryHead({ entry, kit }: { readonly entry: EntryHeadView; readonly kit: Kit }) {
  const { DateLine, Tag } = kit.parts;
  return (
    <header class="entry-head">
      <DateLine date={entry.date} kind={entry.kind} long={entry.window !== undefined} />
      <h3>
        <a href={kit.url(incidentPath(entry.slug))}>{entry.title}</a>
      </h3>
      {entry.tag === undefined ? null : <Tag tag={entry.tag} />}
    </header>
  );
}

/** The entry's texts as far as the page has room for them, and the way to the rest. */
function EntryText({ entry, kit }: { readonly entry: EntryView; readonly kit: Kit }) {
  const { summary } = entry;
  const updates = entry.updates.filter((update) => !isEmpty(update));
  return (
    <>
      {summary === undefined ? null : <Prose text={summary} top={TOP_HEADING} kit={kit} />}
      {updates.length === 0 ? null : (
        <ol class="updates">
          {updates.map((update) => (
            <kit.parts.Update update={update} top={TOP_HEADING} />
          ))}
        </ol>
      )}
      <TheRest entry={entry} kit={kit} />
    </>
  );
}

function TheRest({ entry, kit }: { readonly entry: EntryView; readonly kit: Kit }) {
  const { omitted, updates, slug, title } = entry;
  if (omitted === 0 && !updates.some((update) => update.cut)) return null;
  return (
    <p class="rest">
      <a href={kit.url(incidentPath(slug))}>
        {omitted > 0 ? kit.words.text('entry.omitted', { count: omitted }) : kit.words.text('entry.read-on')}
        <span class="unseen">: {title}</span>
      </a>
    </p>
  );
}

export interface OpenIncidentProps {
  readonly entry: OpenView;
  /** The data's time: its day needs no date. */
  readonly near: Instant | undefined;
}

/** An incident that is not over: what it does, newest update first, and when staff will speak again. */
export function OpenIncident({ entry, near }: OpenIncidentProps, kit: Kit): VNode {
  const { promise, effects } = entry;
  return (
    <article class="entry">
      <EntryHead entry={entry} kit={kit} />
      {effects === undefined ? null : (
        <p class="effects">{effectsSentences(effects, 'effect.sentence', kit.words)}</p>
      )}
      {promise === undefined ? null : (
        <p class={promise.overdue ? 'promise overdue' : 'promise'}>
          {sentence(kit, promise.overdue ? 'open.overdue' : 'open.promise', {
            time: <ShortTime at={promise.at} near={near} kit={kit} />,
          })}
        </p>
      )}
      <EntryText entry={entry} kit={kit} />
    </article>
  );
}

export interface MaintenanceCardProps {
  readonly entry: MaintenanceView;
}

/** Planned work, under way or to come: when, what it touches, what staff say. */
export function MaintenanceCard({ entry }: MaintenanceCardProps, kit: Kit): VNode {
  const { window, effects, calendar } = entry;
  return (
    <article class="entry">
      <EntryHead entry={entry} kit={kit} />
      <p class="window">
        <WindowText window={window} kit={kit} />
      </p>
      {effects === undefined ? null : (
        <p class="effects">{effectsSentences(effects, 'maintenance.expected', kit.words)}</p>
      )}
      {calendar === undefined ? null : (
        <p class="rest">
          <CalendarLink path={calendar} title={entry.title} kit={kit} />
        </p>
      )}
      <EntryText entry={entry} kit={kit} />
    </article>
  );
}

/** One entry of the log. An open incident is told further up and only named here; past work tells when it was to be. */
export function LogEntry({ entry }: { readonly entry: LogEntryView }, kit: Kit): VNode {
  return (
    <article class="entry">
      <EntryHead entry={entry} kit={kit} />
      {entry.window === undefined ? null : (
        <p class="window">
          <WindowText window={entry.window} kit={kit} />
        </p>
      )}
      {entry.toldAbove ? (
        <p class="quiet">{kit.words.text('entry.told-above')}</p>
      ) : (
        <EntryText entry={entry} kit={kit} />
      )}
    </article>
  );
}
