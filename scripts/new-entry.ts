import { cleanTitle, composeIncident, newSlug } from '../src/core/compose/incident.ts';
import type { IncidentRequest } from '../src/core/compose/incident.ts';
import { parsePhase } from '../src/core/compose/declaration-text.ts';
import type { IncidentKind, Phase } from '../src/core/model/incident.ts';
import type { Site } from '../src/core/model/topology.ts';
import { createZone } from '../src/core/parse/zone.ts';
import type { Zone } from '../src/core/parse/zone.ts';
import { createStaffFile, folderForNew, listStaffFiles, slugOfFile } from '../src/shell/staff-file.ts';
import { requireSite } from '../src/shell/staff-file-site.ts';
import { UserError } from '../src/shell/user-error.ts';
import type { NewArgs } from './new.ts';
import type { Io } from './options.ts';
import { comingTime, readDeclarations, readText, understood } from './staff.ts';
import type { Written } from './staff.ts';

/** What is said first when nothing else is given. Announcements have to say something. */
const USUAL: Readonly<Record<IncidentKind, { readonly phase?: Phase; readonly text: string }>> = {
  incident: { phase: 'investigating', text: 'We are looking into it.' },
  maintenance: { phase: 'scheduled', text: '' },
  announcement: { text: '' },
};

export interface NewEntry {
  readonly request: IncidentRequest;
  readonly site: Site;
}

/** What the command line asks for. @throws UserError that names what cannot be understood. */
export async function readNewEntry(args: NewArgs, siteDir: string, io: Io): Promise<NewEntry> {
  const topology = requireSite(siteDir, io.env);
  const { site } = topology;
  const zone = createZone(site.timezone, site.locale);
  const now = io.now();
  const { kind } = args;
  const title = cleanTitle(args.title.join(' '));
  if (title === '')
    throw new UserError('the title is empty', {
      hint: 'Say in a few words what members notice: signalbox new "Slow logins"',
    });
  const declared = readDeclarations(args, { topology, zone, now });
  const phase = args.phase === undefined ? {} : understood('--phase', parsePhase(args.phase, kind));
  const window = readWindow(args, now, zone);
  const text = await firstText(args, io);
  refuseSenseless(kind, declared, text);
  const { phase: usualPhase } = USUAL[kind];
  const usual = usualPhase === undefined ? {} : { usualPhase };
  return {
    site,
    request: {
      title,
      kind,
      at: now,
      text,
      draft: args.draft === true,
      ...declared,
      ...phase,
      ...usual,
      ...window,
    },
  };
}

async function firstText({ text, kind, phase }: NewArgs, io: Io): Promise<string> {
  if (text !== undefined) return readText([text], io);
  return phase === undefined ? USUAL[kind].text : '';
}

function refuseSenseless(
  kind: IncidentKind,
  { affects, mail }: Pick<IncidentRequest, 'affects' | 'mail'>,
  text: string,
): void {
  if (kind !== 'announcement') return;
  if (affects !== undefined || mail !== undefined) {
    const hint = 'Leave --affects and --mail out, or use --kind incident or --kind maintenance.';
    throw new UserError('an announcement never changes a status', { hint });
  }
  if (text.trim() === '')
    throw new UserError('an announcement needs something to say', {
      hint: 'Add --text "…", or --text - to read it from standard input.',
    });
}

function readWindow({ kind, from, to }: NewArgs, now: number, zone: Zone): Pick<IncidentRequest, 'window'> {
  if (kind !== 'maintenance') {
    if (from === undefined && to === undefined) return {};
    throw new UserError('--from and --to are for maintenance only', {
      hint: 'Add --kind maintenance, or leave them out.',
    });
  }
  if (from === undefined || to === undefined) {
    throw new UserError('maintenance needs --from and --to', {
      hint: 'For example --from "2010-09-05 22:00" --to 2h',
    });
  }
  const startAt = comingTime('--from', from, now, zone, { mayBeOver: true });
  const endAt = comingTime('--to', to, startAt, zone);
  return { window: { startAt, endAt } };
}

/** How many files another person may create at this very moment before we give up. */
const ATTEMPTS = 5;

/** Writes the entry under the first name that is free. @throws UserError when it would not read as it was meant. */
export function writeNewEntry({ request, site }: NewEntry, siteDir: string): Written {
  const { timezone, locale } = site;
  const { title, kind, at, window } = request;
  const day = createZone(timezone, locale).dayOf(window?.startAt ?? at);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const taken = new Set(listStaffFiles(siteDir).map(slugOfFile));
    const file = `${folderForNew(siteDir, day.slice(0, 4))}/${newSlug(title, kind, day, taken)}.md`;
    const composed = composeIncident(request, { file, timezone, locale });
    if (!composed.ok)
      throw new UserError(`nothing was written: ${composed.problem}`, {
        exitCode: 3,
        hint: 'Put it in other words.',
      });
    const { incident, prose, diagnostics } = composed.after;
    const [update] = incident.updates;
    if (update === undefined) throw new Error('an entry that was verified has an update');
    if (!createStaffFile(siteDir, file, composed.text)) continue;
    return {
      siteDir,
      file,
      now: at,
      before: null,
      incident,
      update,
      updateText: prose.updates[0] ?? '',
      draft: request.draft,
      newDiagnostics: diagnostics,
      commitMessage: title,
      notes: notesOn(request, slugOfFile(file)),
    };
  }
  throw new Error(`every name for ${JSON.stringify(title)} was taken while it was being written`);
}

function notesOn({ kind, affects, phase }: IncidentRequest, slug: string): readonly string[] {
  const silent = kind === 'incident' && (affects ?? []).length === 0;
  const closed = phase === 'resolved' || kind === 'announcement';
  return [
    ...(silent ? ['It names nothing in --affects, so every service keeps its light.'] : []),
    ...(closed
      ? []
      : [
          `Then keep members informed:  signalbox update ${slug} "…"`,
          `and when it is over:         signalbox resolve ${slug}`,
        ]),
  ];
}
