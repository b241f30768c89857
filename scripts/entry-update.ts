import path from 'node:path';
import { parsePhase } from '../src/core/compose/declaration-text.ts';
import { matchIncident, onlyOpen } from '../src/core/compose/match.ts';
import type { Candidate, Match } from '../src/core/compose/match.ts';
import { readFileText } from '../src/core/compose/reading.ts';
import type { FileContext, FileReading } from '../src/core/compose/reading.ts';
import { cleanText } from '../src/core/compose/safe-text.ts';
import { composeUpdate } from '../src/core/compose/update.ts';
import type { Composed, UpdateRequest } from '../src/core/compose/update.ts';
import { isOpen, maintenanceState } from '../src/core/evaluate/incident.ts';
import type { IncidentKind, Phase } from '../src/core/model/incident.ts';
import type { Instant } from '../src/core/model/time.ts';
import type { Topology } from '../src/core/model/topology.ts';
import { createZone } from '../src/core/parse/zone.ts';
import type { Zone } from '../src/core/parse/zone.ts';
import { readIfPresent } from '../src/shell/files.ts';
import { listStaffFiles, readStaffFile, replaceStaffFile, slugOfFile } from '../src/shell/staff-file.ts';
import type { StaffFile } from '../src/shell/staff-file.ts';
import { requireSite } from '../src/shell/staff-file-site.ts';
import { UserError } from '../src/shell/user-error.ts';
import type { Io } from './options.ts';
import { understood } from './staff.ts';
import type { Written } from './staff.ts';

/** An incident file that is to be edited, and the site it belongs to. */
export interface Entry {
  readonly topology: Topology;
  readonly zone: Zone;
  readonly context: FileContext;
  readonly source: StaffFile;
  readonly reading: FileReading;
  /** Why it is this one that was taken, where that may surprise. */
  readonly notes: readonly string[];
}

/** Finds and reads the file that `query` names. @throws UserError when it names none, or several. */
export function openEntry(query: string, siteDir: string, io: Io): Entry {
  const topology = requireSite(siteDir, io.env);
  const { timezone, locale } = topology.site;
  const {
    candidate: { file },
    notes,
  } = found(query, siteDir, { timezone, locale, now: io.now() });
  const context = { file, timezone, locale };
  const source = readStaffFile(siteDir, file);
  const reading = readFileText(source.text, context);
  if (reading === null) {
    throw new UserError(`${file} cannot be read as an incident, so nothing was written`, {
      exitCode: 3,
      hint: 'signalbox check says what is wrong with it.',
    });
  }
  return { topology, zone: createZone(timezone, locale), context, source, reading, notes };
}

/** How many names an error lists. */
const MAX_LISTED = 10;

interface Finding {
  readonly candidate: Candidate;
  readonly notes: readonly string[];
}

interface SiteNow {
  readonly timezone: string;
  readonly locale: string;
  readonly now: Instant;
}

function found(query: string, siteDir: string, site: SiteNow): Finding {
  const files = listStaffFiles(siteDir).map((file) => ({ file, slug: slugOfFile(file) }));
  let match: Match = matchIncident(query, files);
  // Only when the names do not settle it are the files opened for their titles.
  if (match.kind === 'none')
    match = matchIncident(
      query,
      files.map((one) => withTitle(one, siteDir, site)),
    );
  if (match.kind === 'one') return { candidate: match.candidate, notes: [] };
  if (match.kind === 'none') {
    const hint =
      match.hint === undefined ? 'Name it by its file, or by words of its title.' : capitalised(match.hint);
    throw new UserError(`no incident is called ${JSON.stringify(query)}`, { hint });
  }
  const { candidates } = match;
  const open = onlyOpen(candidates, (candidate) => lasts(readCandidate(candidate, siteDir, site), site.now));
  if (open !== undefined) {
    const note = `${JSON.stringify(query)} fits ${String(candidates.length)} incidents; ${open.slug} was taken, the only one that is not over.`;
    return { candidate: open, notes: [note] };
  }
  const names = candidates.slice(0, MAX_LISTED).map(({ slug }) => slug);
  const more = candidates.length - names.length;
  const hint = ['Say which:', ...names, ...(more > 0 ? [`and ${String(more)} more`] : [])].join('\n      ');
  throw new UserError(`${JSON.stringify(query)} could be any of ${String(candidates.length)} incidents`, {
    hint,
  });
}

function readCandidate(
  { file }: Candidate,
  siteDir: string,
  { timezone, locale }: SiteNow,
): FileReading | null {
  return readFileText(readIfPresent(path.join(siteDir, file)) ?? '', { file, timezone, locale });
}

/** True while an incident is open, and while planned work is to come or under way. */
function lasts(reading: FileReading | null, now: Instant): boolean {
  if (reading === null) return false;
  const { incident } = reading;
  if (incident.kind !== 'maintenance') return isOpen(incident, now);
  const state = maintenanceState(incident, now);
  return state === 'scheduled' || state === 'active';
}

function withTitle(candidate: Candidate, siteDir: string, site: SiteNow): Candidate {
  const reading = readCandidate(candidate, siteDir, site);
  return reading === null ? candidate : { ...candidate, title: reading.incident.title };
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function readPhase(text: string | undefined, kind: IncidentKind): { readonly phase?: Phase } {
  return text === undefined ? {} : understood('--phase', parsePhase(text, kind));
}

/** Writes the update into the file. @throws UserError, and leaves the file as it is, when it would not read as it was meant. */
export function writeUpdate(entry: Entry, request: UpdateRequest, siteDir: string): Written {
  const { context, source } = entry;
  if (cleanText(request.text) === '' && request.phase === undefined) {
    throw new UserError('the update is empty', { hint: 'Say what members should know, or name a --phase.' });
  }
  const composed = composeUpdate(source.text, request, context);
  if (!composed.ok) {
    throw new UserError(`${context.file} was left as it is: with this update added, ${composed.problem}`, {
      exitCode: 3,
      hint: 'Put it in other words, or write it into the file yourself; signalbox check says how it reads.',
    });
  }
  replaceStaffFile(source, composed.text);
  const { after, update, updateText, newDiagnostics } = composed;
  return {
    siteDir,
    file: context.file,
    now: request.at,
    before: entry.reading.draft ? null : entry.reading.incident,
    incident: after.incident,
    update,
    updateText,
    draft: after.draft,
    newDiagnostics,
    commitMessage: `${after.incident.title}: ${update.phase ?? 'update'}`,
    notes: [...entry.notes, ...notesOn(composed, request)],
  };
}

function notesOn(
  { before, after, update, becameSummary }: Composed,
  request: UpdateRequest,
): readonly string[] {
  const was = before.incident.resolved !== null;
  const is = after.incident.resolved !== null;
  const last = before.incident.updates.at(-1);
  const early = last !== undefined && last.at.precision === 'minute' && last.at.at > request.at;
  return [
    ...(becameSummary
      ? ['What the file said so far has no time; it now stands above this update as its summary.']
      : []),
    ...(was && !is ? ['This opens the incident again.'] : []),
    ...(was && is ? ['It stays resolved.'] : []),
    ...(early
      ? ['The latest update in the file carries a later time than this one: is the clock right?']
      : []),
    ...(request.phase === undefined && update.phase !== undefined
      ? [`“${update.phase}” at its beginning was read as its phase.`]
      : []),
  ];
}
