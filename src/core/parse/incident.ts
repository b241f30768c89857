import { compareDiagnostics, diagnostic, type Diagnostic } from '../model/diagnostic.ts';
import type { Incident, Place, Prose, Update } from '../model/incident.ts';
import type { CalendarDay, Moment } from '../model/time.ts';
import { readBody, type Section } from './body.ts';
import { findDay, readFileName, splitTitle, type FileName } from './file-name.ts';
import { splitFrontMatter } from './front-matter-split.ts';
import { readFrontMatterYaml } from './front-matter-yaml.ts';
import { readFrontMatter, type FrontMatter } from './front-matter.ts';
import type { TimeContext } from './moment.ts';
import { findNoText } from './not-text.ts';
import { readReferences } from './references.ts';
import { resolve } from './resolution.ts';
import { createSource, type Source } from './source.ts';
import { readUpdates, type ReadUpdates } from './updates.ts';
import { nextUpdateAt, resolvedMoment, startedMoment, windowOf } from './written-times.ts';
import { createZone, type Zone } from './zone.ts';

/** In UTF-16 code units; what is beyond is not read. */
export const MAX_FILE_LENGTH = 262_144;
/** The date of a file that names none anywhere. Nothing is worse than an outage that is not shown at all. */
const NO_DAY: CalendarDay = '1970-01-01';

export interface IncidentContext {
  /** Relative to the site's folder, with forward slashes; its name gives date and slug. */
  readonly file: string;
  readonly timezone: string;
  readonly locale: string;
  /** Hexadecimal digest of the text. */
  readonly digest: string;
  /** The date of a file that has none in its name, path or text; the day it was changed, say. */
  readonly fallbackDay?: CalendarDay;
}

export interface IncidentReading {
  /** Null for a draft, for what is no text, and where nobody can tell: nothing of the file is published. */
  readonly incident: Incident | null;
  readonly prose: Prose;
  /** In order of place. */
  readonly diagnostics: Diagnostic[];
}

/**
 * Reads one incident file. Any text that is no draft gives an incident: what cannot be read is reported and left out.
 * Throws only for a `timezone` or `locale` that does not exist, which the topology's reader has made sure of.
 */
export function parseIncident(text: string, context: IncidentContext): IncidentReading {
  const source = createSource(withinLimit(text), context.file);
  if (text.length > MAX_FILE_LENGTH) {
    const message = `the file has ${text.length} characters, expected at most ${MAX_FILE_LENGTH}`;
    source.report('too-large', 0, message, 'shorten it; what is beyond is not read');
  }
  const zone = createZone(context.timezone, context.locale);
  const split = splitFrontMatter(source);
  const noTextAt = findNoText(source, source.lineStarts[split.bodyLine] ?? source.text.length);
  if (noTextAt !== undefined) return notText(source.place(noTextAt), context.file);
  const front = readFrontMatter(readFrontMatterYaml(source, split), source);
  const name = readFileName(context.file);
  const time: TimeContext = { zone, fileDay: name.day ?? missingDay(source, context) };
  const sections = readBody(source, split.bodyLine, {
    kind: front.kind,
    isZone: knownZones(zone, time.fileDay),
  });
  const links = readReferences(source, split.bodyLine);
  const { incident, prose } = assemble({ source, front, name, time, sections, context, links });
  const diagnostics = source.diagnostics.sort(compareDiagnostics);
  const hidden = front.draft !== false;
  return {
    incident: hidden ? null : incident,
    prose: hidden ? { summary: '', updates: [] } : prose,
    diagnostics,
  };
}

/** What else is wrong with it is not worth telling. */
function notText(place: Place, file: string): IncidentReading {
  const hint = 'save it as UTF-8; until then nothing of this file is published';
  return {
    incident: null,
    prose: { summary: '', updates: [] },
    diagnostics: [diagnostic('not-text', { file, ...place }, `${file} is not UTF-8 text`, hint)],
  };
}

interface Parts {
  readonly source: Source;
  readonly front: FrontMatter;
  readonly name: FileName;
  readonly time: TimeContext;
  readonly sections: readonly Section[];
  readonly context: IncidentContext;
  readonly links: Incident['references'];
}

function assemble(parts: Parts): { incident: Incident; prose: Prose } {
  const { source, front, name, time, context, links } = parts;
  const { summary, updateSections, effects } = takeSummary(parts);
  const read = readUpdates(updateSections, effects, time, source);
  const { title, titleTag } = splitTitle(front.title ?? name.title);
  if (title === '') {
    source.report(
      'missing-title',
      0,
      `the title is "[${titleTag ?? ''}]" alone`,
      'until there is a title it comes from the file name',
    );
  }
  const started = startedMoment(front.started, read, time, source) ?? firstMoment(read.updates, time);
  const resolved = resolvedMoment(front.resolved, read, started, time, source);
  const { zone, fileDay } = time;
  const { window } = windowOf(front.window, time, source);
  reportOtherDay(source, read, updateSections, time, window);
  const incident: Incident = {
    slug: name.slug,
    file: context.file,
    kind: front.kind,
    title: title === '' ? name.title : title,
    ...(titleTag !== undefined && { titleTag }),
    date: fileDay,
    started,
    updates: read.updates,
    effects,
    ...resolve({
      kind: front.kind,
      resolved,
      hasTitleTag: titleTag !== undefined,
      updates: read.updates,
      fileDay,
      zone,
    }),
    ...(window && { window }),
    cancelled: front.cancelled,
    pinned: front.pinned,
    ...(front.follows && { follows: front.follows.slug }),
    references: [...(front.follows ? [front.follows] : []), ...links],
    ...nextUpdateAt(front.nextUpdate, read, time, source),
    digest: context.digest,
  };
  return { incident, prose: { summary, updates: read.texts } };
}

/** The text above the first mark is the summary; a file without marks is one update. */
function takeSummary({ source, front, sections }: Parts): {
  summary: string;
  updateSections: readonly Section[];
  effects: FrontMatter['effects'];
} {
  const [above, ...marked] = sections;
  if (above === undefined || marked.length === 0)
    return { summary: '', updateSections: sections, effects: front.effects };
  const [stray] = above.effectsLines;
  if (stray === undefined) return { summary: above.text, updateSections: marked, effects: front.effects };
  source.report(
    'bad-effects-line',
    stray.offset,
    'an effects line stands above the first update, where it belongs to none',
    'put `affects` and `mail` of the beginning into the front matter',
  );
  return { summary: above.text, updateSections: marked, effects: { ...front.effects, unreadable: true } };
}

function firstMoment(updates: readonly Update[], { zone, fileDay }: TimeContext): Moment {
  return updates[0]?.at ?? { at: zone.startOfDay(fileDay), precision: 'day' };
}

/** Of planned work the name may tell the day of the work, and its updates come before that as well. */
function reportOtherDay(
  source: Source,
  read: ReadUpdates,
  sections: readonly Section[],
  { zone, fileDay }: TimeContext,
  window: Incident['window'],
): void {
  const [first] = read.updates;
  const day = first && zone.dayOf(first.at.at);
  if (first === undefined || day === fileDay) return;
  const isOfWork = window !== undefined && zone.dayOf(window.startAt) === fileDay;
  if (isOfWork && first.at.at < (window.endAt ?? Infinity)) return;
  const offset = sections.find(({ line }) => line + 1 === first.line)?.offset ?? 0;
  const message = `the first update is of ${day}, but the file's name says ${fileDay}`;
  source.report('mark-date-disagrees', offset, message, 'correct the mark or the name of the file');
}

function missingDay(source: Source, { file, fallbackDay }: IncidentContext): CalendarDay {
  const day = findDay(file) ?? fallbackDay ?? findDay(source.text) ?? NO_DAY;
  const message = `the name of ${file} does not begin with a date that exists, expected YYYY-MM-DD-words.md`;
  source.report('file-name', 0, message, `rename the file; until then it is read as of ${day}`);
  return day;
}

function knownZones(zone: Zone, day: CalendarDay): (name: string) => boolean {
  // Lower case is a word of the sentence: `10:30 est - …`.
  return (name) =>
    name === name.toUpperCase() &&
    (/[+]/.test(name) || zone.abbreviationOffsetMinutes(name, zone.startOfDay(day)) !== undefined);
}

/** A file that is too long is read up to its last whole line. */
function withinLimit(text: string): string {
  if (text.length <= MAX_FILE_LENGTH) return text;
  const end = text.lastIndexOf('\n', MAX_FILE_LENGTH);
  return text.slice(0, end === -1 ? MAX_FILE_LENGTH : end + 1);
}
