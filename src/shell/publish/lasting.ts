import { MINUTE_MS, SECOND_MS } from '../../core/model/time.ts';
import type { Instant } from '../../core/model/time.ts';
import type { Problem, ProblemCode } from './turn.ts';

/** A problem that lasts is said again after so long, each time counted from when it was said last; the last one goes on. */
const AGAIN_AFTER_MS = [1, 5, 30, 60].map((minutes) => minutes * MINUTE_MS);
/** Turns do not begin on the dot. */
const SLACK_MS = 5 * SECOND_MS;
/** What is said anew because it is worded differently. A problem with more words than that is one that counts something. */
const MAX_WORDINGS = 10;

/** `begins`: it was not there before. `lasts`: said again, or in other words. `over`: it is gone. */
export interface LastingNews {
  readonly kind: 'begins' | 'lasts' | 'over';
  readonly code: ProblemCode;
  /** What was said last of one that is over. */
  readonly message: string;
  /** For how long it has been there. */
  readonly forMs: number;
}

interface Lasting {
  readonly sinceAt: Instant;
  saidAt: Instant;
  step: number;
  message: string;
  readonly wordings: Set<string>;
}

/** Tells what of the problems of each turn is worth saying. A problem is known by its code. */
export function createLasting(): (problems: readonly Problem[], now: Instant) => readonly LastingNews[] {
  const known = new Map<ProblemCode, Lasting>();
  return (problems, now) => {
    const news: LastingNews[] = [];
    const codes = new Set(problems.map(({ code }) => code));
    for (const [code, { sinceAt, message }] of known) {
      if (codes.has(code)) continue;
      known.delete(code);
      news.push({ kind: 'over', code, message, forMs: Math.max(0, now - sinceAt) });
    }
    const before = new Set(known.keys());
    for (const { code, message } of problems) {
      const lasting = known.get(code) ?? begin(known, code, now);
      const kind = before.has(code) ? 'lasts' : 'begins';
      if (isWorthSaying(lasting, message, now))
        news.push({ kind, code, message, forMs: Math.max(0, now - lasting.sinceAt) });
    }
    return news;
  };
}

function begin(known: Map<ProblemCode, Lasting>, code: ProblemCode, now: Instant): Lasting {
  const lasting = { sinceAt: now, saidAt: now, step: 0, message: '', wordings: new Set<string>() };
  known.set(code, lasting);
  return lasting;
}

/** Also writes down that it is said. */
function isWorthSaying(lasting: Lasting, message: string, now: Instant): boolean {
  // Times and counts change each minute, and tell nothing new.
  const wording = message.replaceAll(/\d+/g, '#');
  const { wordings, step, saidAt } = lasting;
  const isNew = !wordings.has(wording) && wordings.size < MAX_WORDINGS;
  // A clock that was set back does not make anybody wait.
  const isDue = Math.abs(now - saidAt) >= (AGAIN_AFTER_MS[step] ?? Infinity) - SLACK_MS;
  if (!isNew && !isDue) return false;
  wordings.add(wording);
  if (isDue) lasting.step = Math.min(step + 1, AGAIN_AFTER_MS.length - 1);
  lasting.saidAt = now;
  lasting.message = message;
  return true;
}
