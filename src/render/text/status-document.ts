import type { ReasonCode } from '../../core/model/status.ts';
import type { Severity } from '../../core/model/severity.ts';
import type { HomeView, LightsView, ServiceStripView } from '../../core/view/home.ts';
import type { LogView } from '../../core/view/log.ts';
import { servicePath } from '../../core/view/service.ts';
import { textBars } from '../../core/view/text-bars.ts';
import { serviceNotes } from '../service-notes.ts';
import type { MessageKey } from '../words/messages.ts';
import type { Words } from '../words/words.ts';
import { cleanLine } from './clean.ts';
import type { Block, Inline, Row } from './document.ts';
import { entryLink, openBlocks, sentence, workBlocks } from './entry-blocks.ts';
import type { EntryDesk } from './entry-blocks.ts';
import { windowText } from './sentences.ts';
import { waysBlocks } from './ways.ts';

/** The form the document is printed in; it names the other one. */
export type TextForm = 'plain' | 'markdown';

export interface StatusDesk extends EntryDesk {
  readonly form: TextForm;
}

/** The log is told by titles; what goes beyond is in the archive. */
export const LOG_TITLES = 8;

/** So many characters for the bars of a service, at most. */
const BAR_COLUMNS = 45;

/** One character for each state, higher on its line the worse it was; all of them ASCII. */
const BAR_MARKS: Readonly<Record<Severity, string>> = {
  operational: '.',
  degraded: '-',
  partial: '=',
  down: '#',
  maintenance: '~',
  unknown: '?',
};
const BAR_ORDER = ['operational', 'degraded', 'partial', 'down', 'maintenance', 'unknown'] as const;

/** The page a worried person asks for with `curl`: what the home page says, in its order. */
export function statusDocument(view: HomeView, desk: StatusDesk): readonly Block[] {
  const { frame, lights } = view;
  const { words } = desk;
  return [
    heading(1, words.text('text.title', { site: frame.siteName })),
    ...headBlocks(view, words),
    ...serviceBlocks(view, desk),
    ...openSection(view, desk),
    ...workSection(view, desk),
    ...recordBlocks(view.strips, desk),
    ...logBlocks(view.log, desk),
    ...waysBlocks(frame, lights.path, desk),
  ];
}

function heading(level: 1 | 2, text: string): Block {
  return { kind: 'heading', level, text: [cleanLine(text)] };
}

/** Reasons that are about the page as a whole; those of single services stand beside them. */
const WHOLE_PAGE: ReadonlySet<ReasonCode> = new Set(['last-known', 'extent-unreadable', 'nothing-watched']);

/** The answer. What makes it worth less than it seems is said before it. */
function headBlocks({ frame, lights }: HomeView, words: Words): readonly Block[] {
  const { status, recordedAt } = lights;
  const { takenAt, validUntilAt, believed, reasons } = status;
  const names = namesOf(lights);
  const seen = seenText(lights, words);
  const more = words.reasons(
    reasons.filter(({ code }) => WHOLE_PAGE.has(code)),
    names,
    takenAt,
  );
  const until =
    validUntilAt === undefined || recordedAt !== undefined
      ? []
      : [words.text('text.until', { time: words.time(validUntilAt, takenAt) })];
  const recorded =
    recordedAt === undefined
      ? ''
      : words.text('recorded.banner', { site: frame.siteName, time: words.instantLong(recordedAt) });
  return [
    ...sentence(frame.demonstration === true ? words.text('demonstration.banner') : ''),
    ...sentence(recorded),
    ...sentence(believed ? '' : seen),
    ...sentence(words.headline(status, names), true),
    ...sentence([...(believed ? [seen] : []), ...more, ...until].join(' ')),
  ];
}

function seenText({ status }: LightsView, words: Words): string {
  const { takenAt, believed, reasons } = status;
  if (takenAt !== undefined)
    return words.text(believed ? 'lights.as-of' : 'lights.expired', { time: words.instantLong(takenAt) });
  const why = reasons.find(({ code }) => code === 'no-evidence');
  return why === undefined ? words.text('lights.no-data') : words.reason(why, (id) => id);
}

function namesOf({ names }: LightsView) {
  return (id: string) => names[id] ?? id;
}

function serviceBlocks(
  { lights, services, spares, unreported }: HomeView,
  desk: StatusDesk,
): readonly Block[] {
  const { words } = desk;
  const { takenAt } = lights.status;
  const rows = services.map((service): Row => ({
    term: [serviceLink(service, desk)],
    value: [cleanLine(words.severity(service.severity))],
    notes: serviceNotes(service, words, namesOf(lights), takenAt).map((note) => [cleanLine(note)]),
  }));
  const remarks = [
    ...(unreported === undefined ? [] : [words.disagreement(unreported, takenAt)]),
    ...spares.map(({ name, status }) => words.text('services.spares', { name, state: words.group(status) })),
  ];
  return [
    heading(2, words.text('services.heading')),
    ...(rows.length === 0 ? [] : [{ kind: 'rows', rows } as const]),
    ...(remarks.length === 0
      ? []
      : [{ kind: 'list', items: remarks.map((remark) => sentence(remark)) } as const]),
  ];
}

function serviceLink(
  { id, name }: { readonly id: string; readonly name: string },
  { words, addresses }: StatusDesk,
): Inline {
  return {
    text: cleanLine(name) || words.text('text.nameless'),
    address: addresses.of(servicePath(id)),
    told: 'not',
  };
}

function openSection({ open, openUnlisted, lights }: HomeView, desk: StatusDesk): readonly Block[] {
  if (open.length === 0) return [];
  return [
    heading(2, desk.words.text('open.heading')),
    ...open.flatMap((entry) => openBlocks(entry, lights.status.takenAt, desk)),
    ...unlisted(openUnlisted, 'open.unlisted', desk),
  ];
}

function workSection({ maintenance, maintenanceUnlisted }: HomeView, desk: StatusDesk): readonly Block[] {
  if (maintenance.length === 0) return [];
  return [
    heading(2, desk.words.text('maintenance.heading')),
    ...maintenance.flatMap((entry) => workBlocks(entry, desk)),
    ...unlisted(maintenanceUnlisted, 'maintenance.unlisted', desk),
  ];
}

function unlisted(count: number, key: Extract<MessageKey, `${string}.unlisted`>, { words }: StatusDesk) {
  return count === 0 ? [] : sentence(words.text(key, { count }));
}

/** A drawing in characters for each service, what the characters mean, and the figures it comes with. */
function recordBlocks(strips: readonly ServiceStripView[], desk: StatusDesk): readonly Block[] {
  const { words } = desk;
  const [first] = strips;
  if (first === undefined) return [];
  const rows = strips.map(({ id, name, strip }): Row => ({
    term: [serviceLink({ id, name }, desk)],
    value: [
      textBars(strip, BAR_COLUMNS)
        .bars.map((state) => BAR_MARKS[state])
        .join(''),
    ],
    drawn: true,
    notes: [[cleanLine(words.uptime(strip))]],
  }));
  const marks = BAR_ORDER.map((state) =>
    words.text('text.mark', { mark: BAR_MARKS[state], meaning: words.text(`record.key.${state}`) }),
  );
  return [
    heading(2, words.text('record.heading', { days: first.strip.total })),
    { kind: 'rows', rows },
    ...sentence(words.text('text.bars', { count: textBars(first.strip, BAR_COLUMNS).daysEach })),
    ...sentence(marks.join(words.text('text.mark-separator'))),
  ];
}

/** Titles and where to read on. */
function logBlocks(
  { pinned, entries, newCount, newWithinDays, older }: LogView,
  desk: StatusDesk,
): readonly Block[] {
  const { words } = desk;
  const listed = [...pinned, ...entries];
  const rows = listed.slice(0, LOG_TITLES).map((entry): Row => ({
    term: [cleanLine(words.day(entry.date))],
    value: [entryLink(entry, desk)],
    notes: entry.window === undefined ? [] : [[cleanLine(windowText(entry.window, words))]],
  }));
  const rest = older + Math.max(0, listed.length - LOG_TITLES);
  const news =
    newCount === 0
      ? words.text('log.none-new', { days: newWithinDays })
      : words.text('log.new', { count: newCount, days: newWithinDays });
  if (rows.length === 0) return [heading(2, words.text('log.heading')), ...sentence(words.text('log.empty'))];
  return [
    heading(2, words.text('log.heading')),
    ...sentence(news),
    { kind: 'rows', rows },
    ...(rest === 0 ? [] : sentence(words.text('log.older', { count: rest }))),
  ];
}
