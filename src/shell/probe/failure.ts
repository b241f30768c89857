import { cleanText } from '../../core/parse/clean-text.ts';
import type { VoteReason } from '../../core/model/vote.ts';
import type { Measurement, ProbeOutcome } from './kind.ts';
import { codeOf, reasonOfCode, wordsOf } from './network-errors.ts';
import type { FailureReason } from './network-errors.ts';

/** What is quoted of a banner, a body or an error. */
const MAX_QUOTED_LENGTH = 120;
/** A detail is one line of a log. */
const MAX_DETAIL_LENGTH = 400;
const MAX_WARNINGS = 10;

/** A check came to its end without "ok". Thrown inside a check, turned into its outcome by {@link outcomeOf}. */
export class ProbeFailure extends Error {
  readonly reason: FailureReason;

  constructor(reason: FailureReason, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.name = 'ProbeFailure';
    this.reason = reason;
  }
}

/** What a check notes down on its way; kept whether it ends well or not. */
export interface Notes {
  connectMs?: number;
  /** See {@link ProbeOutcome.warnings} for what may stand in them. */
  readonly warnings: string[];
  measured?: readonly Measurement[];
  detail?: string;
}

/** What the other side said, for a log: bounded, and without what a terminal would obey. */
export function quoted(said: string | Buffer): string {
  const text = typeof said === 'string' ? said : said.subarray(0, MAX_QUOTED_LENGTH * 4).toString('latin1');
  return `"${cleanText(text, MAX_QUOTED_LENGTH)}"`;
}

/**
 * Runs a check and says what came of it: ok where it returns, otherwise the reason it threw.
 * An error of the system that nobody has thought of is our own failure, never the server's; anything else is a bug and
 * is thrown on.
 */
export async function outcomeOf(check: (notes: Notes) => Promise<void>): Promise<ProbeOutcome> {
  const notes: Notes = { warnings: [] };
  try {
    await check(notes);
  } catch (error) {
    const { reason, message } = failureOf(error);
    return { ...outcome(reason, notes), detail: cleanText(message, MAX_DETAIL_LENGTH) };
  }
  return outcome('ok', notes);
}

/** The failure an error is; `fallback` for codes that are in no table. @throws what is no error of the system: a bug */
export function failureOf(error: unknown, fallback: FailureReason = 'local'): ProbeFailure {
  if (error instanceof ProbeFailure) return error;
  const code = codeOf(error);
  const known = code === undefined ? undefined : reasonOfCode(code);
  // Node's own codes begin with ERR_ and blame the caller.
  if (code === undefined || (known === undefined && code.startsWith('ERR_'))) throw error;
  const reason = known ?? fallback;
  const message = error instanceof Error ? error.message : code;
  return new ProbeFailure(reason, describe(code, wordsOf(message, code)), { cause: error });
}

function describe(code: string, message: string): string {
  return message.includes(code) ? message : `${message} (${code})`;
}

function outcome(reason: VoteReason, { connectMs, warnings, measured, detail }: Notes): ProbeOutcome {
  return {
    reason,
    ...(connectMs === undefined ? {} : { connectMs }),
    ...(warnings.length === 0 ? {} : { warnings: warnings.slice(0, MAX_WARNINGS) }),
    ...(measured === undefined ? {} : { measured }),
    ...(detail === undefined ? {} : { detail: cleanText(detail, MAX_DETAIL_LENGTH) }),
  };
}
