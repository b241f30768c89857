import path from 'node:path';
import { isProblem, parseAffects, parseMail } from '../src/core/compose/declaration-text.ts';
import type { Problem } from '../src/core/compose/declaration-text.ts';
import type { Affects } from '../src/core/compose/effects-text.ts';
import { localText } from '../src/core/compose/mark.ts';
import { COMING_TIME_FORMS, parseComingTime } from '../src/core/compose/time-text.ts';
import type { Diagnostic } from '../src/core/model/diagnostic.ts';
import type { Incident, Mail, Update } from '../src/core/model/incident.ts';
import type { Instant } from '../src/core/model/time.ts';
import type { Topology } from '../src/core/model/topology.ts';
import type { Zone } from '../src/core/parse/zone.ts';
import { UserError } from '../src/shell/user-error.ts';
import { displayPath, say } from './options.ts';
import type { DeclareArgs, Io } from './options.ts';

export interface Declared {
  readonly affects?: Affects;
  readonly mail?: Mail;
  readonly nextUpdateAt?: Instant;
}

/** @throws UserError that names what cannot be understood. */
export function readDeclarations(
  args: DeclareArgs,
  site: { topology: Topology; zone: Zone; now: Instant },
): Declared {
  const affects =
    args.affects && understood('--affects', parseAffects(args.affects.join(','), site.topology));
  const mail = args.mail && understood('--mail', parseMail(args.mail.join(',')));
  const nextUpdateAt =
    args.next === undefined ? undefined : comingTime('--next', args.next, site.now, site.zone);
  return { ...affects, ...mail, ...(nextUpdateAt === undefined ? {} : { nextUpdateAt }) };
}

export function understood<T extends object>(option: string, answer: T | Problem): T {
  if (!isProblem(answer)) return answer;
  throw new UserError(`${option}: ${answer.problem}`, { hint: answer.hint });
}

/** A time at or after `after`; with `mayBeOver`, an earlier one too when it is written with its date. */
export function comingTime(
  option: string,
  text: string,
  after: Instant,
  zone: Zone,
  { mayBeOver = false } = {},
): Instant {
  const at = parseComingTime(text, after, zone);
  if (at === undefined)
    throw new UserError(`${option}: ${JSON.stringify(text)} is no time`, {
      hint: `Write it as ${COMING_TIME_FORMS}.`,
    });
  if (at > after || mayBeOver) return at;
  throw new UserError(`${option}: ${JSON.stringify(text)} is too early`, {
    hint: `Give a time after ${localText(after, zone)}.`,
  });
}

/** The words of the command line, joined; all of standard input for `-`. */
export async function readText(words: readonly string[], io: Io): Promise<string> {
  return words.length === 1 && words[0] === '-' ? io.stdin() : words.join(' ');
}

export interface Written {
  readonly siteDir: string;
  /** `incidents/….md` */
  readonly file: string;
  readonly now: Instant;
  /** As it was published; null when it was not. */
  readonly before: Incident | null;
  readonly incident: Incident;
  readonly update: Update;
  readonly updateText: string;
  readonly draft: boolean;
  readonly newDiagnostics: readonly Diagnostic[];
  /** Of the commit that publishes it. */
  readonly commitMessage: string;
  /** Worth knowing about this very file. */
  readonly notes: readonly string[];
}

/** Tells what was written, what members will read, and what to do next. Runs nothing. */
export async function tellWritten(written: Written, io: Io): Promise<void> {
  const { siteDir, file, draft, newDiagnostics, notes } = written;
  const { membersWillRead } = await import('../src/shell/staff-file-effect.ts');
  say(io.stdout, `Wrote ${displayPath(path.join(siteDir, file), io)}`, '');
  const { lines, remarks } = await membersWillRead({
    ...written,
    stateDir: path.join(siteDir, 'state'),
    env: io.env,
  });
  say(
    io.stdout,
    draft
      ? 'A draft: members see nothing of it until you delete the line `draft: true`. Then they will read:'
      : 'Members will read:',
  );
  say(io.stdout, ...lines.map((line) => (line === '' ? '' : `  ${line}`)), '');
  if (remarks.length > 0) say(io.stdout, ...remarks, '');
  if (notes.length > 0) say(io.stdout, ...notes, '');
  if (newDiagnostics.length > 0) {
    const { formatReport } = await import('../src/shell/report.ts');
    io.stderr.write(formatReport(newDiagnostics, { folder: displayPath(siteDir, io), stream: io.stderr }));
  }
  say(
    io.stdout,
    'Nothing is published yet. To publish it:',
    ...gitCommands(written, io).map((line) => `  ${line}`),
  );
}

function gitCommands({ siteDir, file, commitMessage }: Written, io: Io): readonly string[] {
  const name = displayPath(path.join(siteDir, file), io);
  return [`git add ${shellWord(name)}`, `git commit -m ${shellWord(commitMessage)}`, 'git push'];
}

/** One word to a POSIX shell. */
function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
