import type { Diagnostic } from '../model/diagnostic.ts';
import { effectsWritten } from '../evaluate/incident.ts';
import type { Effects, Mail, Phase } from '../model/incident.ts';
import type { Instant } from '../model/time.ts';
import { createZone } from '../parse/zone.ts';
import type { Zone } from '../parse/zone.ts';
import type { Affects } from './effects-text.ts';
import { insertBlock, positionIn } from './insertion.ts';
import { floorToMinute, markCandidates } from './mark.ts';
import { pinFacts, withPromise } from './pinned-facts.ts';
import { readFileText } from './reading.ts';
import type { FileContext, FileReading } from './reading.ts';
import { cleanText, escapeText } from './safe-text.ts';
import { bodiesOf } from './update-body.ts';
import { addedUpdate } from './verification.ts';
import type { Found } from './verification.ts';

export interface UpdateRequest {
  /** As typed; may be empty when there is a phase. */
  readonly text: string;
  /** The update's time; told to the minute. */
  readonly at: Instant;
  /** Without it, a phase the text itself begins with counts ("Monitoring: …"). */
  readonly phase?: Phase;
  /** What is affected from now on, in place of what was. */
  readonly affects?: Affects;
  readonly mail?: Mail;
  /** When staff promise to speak again. */
  readonly nextUpdateAt?: Instant;
}

export interface Composed extends Found {
  readonly ok: true;
  /** The whole file with the update in it. */
  readonly text: string;
  readonly before: FileReading;
  readonly after: FileReading;
  /** What is to be said of the file now and was not before. */
  readonly newDiagnostics: readonly Diagnostic[];
}

export interface Refused {
  readonly ok: false;
  /** One clause: why no way of writing the update reads as it should. */
  readonly problem: string;
}

/**
 * Adds one update to the text of an incident file; everything else stays byte for byte.
 * Every way of writing it is read back as the site would read it, and the first that gives exactly one more update, at the
 * minute and with the words intended, wins. When none does, the answer is a refusal.
 */
export function composeUpdate(
  text: string,
  request: UpdateRequest,
  context: FileContext,
): Composed | Refused {
  const before = readFileText(text, context);
  if (before === null) return refusal('the file cannot be read as an incident');
  const at = floorToMinute(request.at);
  const inForce = effectsWritten(before.incident, at);
  if (request.affects === undefined && request.mail !== undefined && inForce.unreadable)
    return refusal('what is affected cannot be read, and would have to be repeated');
  const effects = wholeEffects(request, inForce);
  const wanted: UpdateRequest = { ...request, ...effects, text: escapeText(cleanText(request.text)), at };
  const zone = createZone(context.timezone, context.locale);
  let second: Composed | undefined;
  let problem = '';
  for (const block of blocksFor(text, before, wanted, zone)) {
    const attempt = attemptWith(text, block, before, wanted, zone, context);
    // The first way is the most natural one, so its failing says most.
    if (!attempt.ok) problem ||= attempt.problem;
    else if (attempt.newDiagnostics.length === 0) return attempt;
    else second ??= attempt;
  }
  return second ?? refusal(problem);
}

/** Effects in an update replace all that held before, so what is not spoken of has to be repeated. */
function wholeEffects(
  { affects, mail }: UpdateRequest,
  inForce: Effects,
): Pick<UpdateRequest, 'affects' | 'mail'> {
  if (affects === undefined && mail === undefined) return {};
  const bothMail = { ...inForce.mail, ...mail };
  return {
    affects: affects ?? inForce.affects.map(({ id, severity }) => ({ id, severity })),
    ...(Object.keys(bothMail).length === 0 ? {} : { mail: bothMail }),
  };
}

function refusal(problem: string): Refused {
  return { ok: false, problem };
}

/** Every way to write the update, the most natural first. */
function* blocksFor(text: string, before: FileReading, wanted: UpdateRequest, zone: Zone): Generator<string> {
  const { neighbour } = positionIn(before.incident);
  const line = neighbour === null ? '' : (text.split(/\r\n?|\n/)[neighbour.line - 1] ?? '');
  const near = neighbour === null ? null : { line, day: zone.dayOf(neighbour.at.at) };
  for (const mark of markCandidates(wanted.at, zone, createZone('UTC', 'en-GB'), near))
    for (const body of bodiesOf(wanted)) yield mark + body;
}

function attemptWith(
  text: string,
  block: string,
  before: FileReading,
  wanted: UpdateRequest,
  zone: Zone,
  context: FileContext,
): Composed | Refused {
  const edited = withPromise(
    insertBlock(text, block, positionIn(before.incident)),
    wanted.nextUpdateAt,
    zone,
  );
  const read = edited === null ? null : readFileText(edited, context);
  if (edited === null || read === null) return refusal('its front matter cannot be edited by a program');
  const keepPromise = wanted.nextUpdateAt === undefined;
  const pinned = pinFacts(edited, before.incident, read.incident, { zone, keepPromise });
  const after = pinned === null || pinned === edited ? read : readFileText(pinned, context);
  if (pinned === null || after === null) return refusal('its front matter cannot be edited by a program');
  const found = addedUpdate(before, after, wanted);
  if (typeof found === 'string') return refusal(found);
  const newDiagnostics = added(before.diagnostics, after.diagnostics);
  return { ok: true, text: pinned, before, after, ...found, newDiagnostics };
}

/** The diagnostics of `after` that `before` did not have, wherever they stand now. */
function added(before: readonly Diagnostic[], after: readonly Diagnostic[]): readonly Diagnostic[] {
  const known = before.map(({ code, message }) => `${code} ${message}`);
  return after.filter(({ code, message }) => {
    const index = known.indexOf(`${code} ${message}`);
    if (index === -1) return true;
    known.splice(index, 1);
    return false;
  });
}
