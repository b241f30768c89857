import type { IncidentKind, Mail, Phase } from '../model/incident.ts';
import type { CalendarDay, Instant } from '../model/time.ts';
import { readFileName } from '../parse/file-name.ts';
import { PHASES_OF_KIND, readPhase } from '../parse/phase.ts';
import { createZone } from '../parse/zone.ts';
import type { Zone } from '../parse/zone.ts';
import { affectsYaml, mailYaml } from './effects-text.ts';
import type { Affects } from './effects-text.ts';
import { quoted, yamlValue } from './front-matter.ts';
import { floorToMinute, localText, markCandidates } from './mark.ts';
import { readFileText } from './reading.ts';
import type { FileContext, FileReading } from './reading.ts';
import { cleanText, escapeText } from './safe-text.ts';
import { slugify, uniqueSlug } from './slug.ts';
import { bodiesOf } from './update-body.ts';
import type { Refused, UpdateRequest } from './update.ts';
import { declaredKey, effectsKey, mismatch } from './verification.ts';

export interface IncidentRequest {
  readonly title: string;
  readonly kind: IncidentKind;
  /** First update's time; told to the minute. */
  readonly at: Instant;
  /** As typed; may be empty when there is a phase. */
  readonly text: string;
  readonly phase?: Phase;
  /** Used when neither `phase` nor the text itself names one. */
  readonly usualPhase?: Phase;
  readonly affects?: Affects;
  readonly mail?: Mail;
  /** Maintenance only. */
  readonly window?: { readonly startAt: Instant; readonly endAt: Instant };
  readonly nextUpdateAt?: Instant;
  readonly draft: boolean;
}

export interface ComposedIncident {
  readonly ok: true;
  readonly text: string;
  readonly after: FileReading;
}

/** Spaces and line ends in a title become single spaces; control characters are dropped. */
export function cleanTitle(title: string): string {
  return cleanText(title).replaceAll(/\s+/g, ' ');
}

/**
 * The name of a new file without `.md`: the day it begins, in the site's zone, and the words of the title, numbered when that is taken.
 * A title without a single ASCII letter is named after its kind.
 */
export function newSlug(title: string, kind: IncidentKind, day: string, taken: ReadonlySet<string>): string {
  return uniqueSlug(`${day}-${slugify(title) || kind}`, taken);
}

/** The text of a new incident file, read back as the site would read it. A refusal says what would read differently. */
export function composeIncident(request: IncidentRequest, context: FileContext): ComposedIncident | Refused {
  const zone = createZone(context.timezone, context.locale);
  const wanted = { ...request, text: escapeText(cleanText(request.text)), at: floorToMinute(request.at) };
  const head = frontMatter(wanted, zone);
  let problem = '';
  for (const { block, update } of firstUpdates(wanted, zone, readFileName(context.file).day)) {
    const text = `${head}\n${block}\n`;
    const after = readFileText(text, context);
    const difference =
      after === null ? 'it would not be read as an incident' : differs(after, wanted, update);
    if (after !== null && difference === undefined) return { ok: true, text, after };
    problem ||= difference ?? '';
  }
  return { ok: false, problem };
}

function frontMatter(request: IncidentRequest, zone: Zone): string {
  const { title, kind, affects, mail, window, nextUpdateAt, draft } = request;
  const local = (at: Instant) => quoted(localText(at, zone));
  const lines = [
    `title: ${yamlValue(title)}`,
    kind === 'incident' ? '' : `kind: ${kind}`,
    affects === undefined || affects.length === 0 ? '' : `affects: ${affectsYaml(affects)}`,
    mail === undefined ? '' : `mail: ${mailYaml(mail)}`,
    window === undefined ? '' : `window: {from: ${local(window.startAt)}, to: ${local(window.endAt)}}`,
    nextUpdateAt === undefined ? '' : `next_update: ${local(nextUpdateAt)}`,
    draft ? 'draft: true' : '',
  ];
  return `---\n${lines.filter((line) => line !== '').join('\n')}\n---\n`;
}

/** The ways to write the first update. A phase the text itself begins with wins over the usual one. */
function* firstUpdates(
  wanted: IncidentRequest,
  zone: Zone,
  fileDay: CalendarDay | undefined,
): Generator<{ block: string; update: UpdateRequest }> {
  const { text, at, kind, usualPhase } = wanted;
  const own = readPhase(text.split('\n')[0] ?? '')?.phase;
  const namesItself = own !== undefined && PHASES_OF_KIND[kind].includes(own);
  const phase = wanted.phase ?? (namesItself ? undefined : usualPhase);
  const update: UpdateRequest = { text, at, ...(phase === undefined ? {} : { phase }) };
  for (const mark of markCandidates(at, zone, createZone('UTC', 'en-GB'), neighbourOf(fileDay)))
    for (const body of bodiesOf(update)) yield { block: mark + body, update };
}

/** The first mark is told from the file's day; planned work is announced on another one, and then carries its whole date. */
function neighbourOf(day: CalendarDay | undefined): Parameters<typeof markCandidates>[3] {
  return day === undefined ? null : { line: `[${day} 00:00]`, day };
}

/** One clause on what would read differently; undefined when everything reads as it was wanted. */
function differs(
  { incident, prose, draft }: FileReading,
  wanted: IncidentRequest,
  update: UpdateRequest,
): string | undefined {
  const [first, ...more] = incident.updates;
  const [text = ''] = prose.updates;
  if (incident.titleTag !== undefined) return 'a title that ends like this closes the incident';
  if (incident.title !== wanted.title) return 'its title would be read differently';
  if (incident.kind !== wanted.kind || draft !== wanted.draft)
    return 'its front matter would be read differently';
  if (first === undefined || more.length > 0 || prose.summary !== '')
    return 'its text would be read as more than one update';
  if (effectsKey(incident.effects) !== declaredKey(wanted))
    return 'what it affects would be read differently';
  const { window } = incident;
  if (window?.startAt !== wanted.window?.startAt || window?.endAt !== wanted.window?.endAt)
    return 'its window would be read differently';
  if (incident.nextUpdateAt !== wanted.nextUpdateAt)
    return 'the promised next update would be read differently';
  return mismatch(first, text, update);
}
