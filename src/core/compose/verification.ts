import type { Effects, Incident, Update } from '../model/incident.ts';
import type { Moment } from '../model/time.ts';
import type { UpdateRequest } from './update.ts';
import type { FileReading } from './reading.ts';

export interface Found {
  readonly update: Update;
  /** Markdown of the update, as the site reads it. */
  readonly updateText: string;
  /** True when the file had no mark: its text has become the summary. */
  readonly becameSummary: boolean;
}

/**
 * The one update that `after` has and `before` has not, when it is the one that was wanted and nothing else changed.
 * Otherwise one sentence on what would read differently.
 */
export function addedUpdate(before: FileReading, after: FileReading, wanted: UpdateRequest): Found | string {
  const difference = factsThatDiffer(before.incident, after.incident, wanted);
  if (difference !== undefined) return difference;
  const becameSummary = isUnmarked(before.incident) && after.incident.updates.length === 1;
  const index = becameSummary ? summaryKept(before, after) : insertedAt(before, after);
  if (typeof index === 'string') return index;
  const update = after.incident.updates[index];
  const updateText = after.prose.updates[index];
  if (update === undefined || updateText === undefined) return 'the new update would be lost';
  return mismatch(update, updateText, wanted) ?? { update, updateText, becameSummary };
}

/** A file without any mark is one update with the precision of its day. */
export function isUnmarked(incident: Incident): boolean {
  return incident.updates.length === 1 && incident.updates[0]?.at.precision === 'day';
}

function factsThatDiffer(before: Incident, after: Incident, wanted: UpdateRequest): string | undefined {
  const same = (key: keyof Incident) => JSON.stringify(before[key]) === JSON.stringify(after[key]);
  for (const key of [
    'title',
    'titleTag',
    'kind',
    'started',
    'window',
    'cancelled',
    'pinned',
    'follows',
  ] as const)
    if (!same(key)) return `the incident's \`${key}\` would change`;
  if (effectsKey(before.effects) !== effectsKey(after.effects))
    return 'what it affected at first would change';
  if (after.nextUpdateAt !== (wanted.nextUpdateAt ?? before.nextUpdateAt))
    return 'the promised next update would change';
  const closes = wanted.phase === 'resolved' || wanted.phase === 'completed';
  if (closes && after.resolved === null) return 'the incident would stay open';
  if (before.resolved !== null && after.resolved !== null && !sameMoment(before.resolved, after.resolved))
    return 'the time it was resolved would change';
  return undefined;
}

function sameMoment(a: Moment, b: Moment): boolean {
  return a.at === b.at && a.precision === b.precision;
}

/** Index of the new update among those of `after`; leaving it out gives the updates of `before`. */
function insertedAt(before: FileReading, after: FileReading): number | string {
  const old = keysOf(before);
  const all = keysOf(after);
  if (after.prose.summary !== before.prose.summary) return 'the summary would change';
  if (all.length <= old.length) return 'it would not be read as an update of its own';
  if (all.length > old.length + 1) return 'it would be read as more than one update';
  let index = all.length - 1;
  while (index > 0 && all[index - 1] !== old[index - 1]) index -= 1;
  const kept = all.every((key, at) => at === index || key === old[at < index ? at : at - 1]);
  return kept ? index : 'earlier updates would read differently';
}

/** Text that had no time becomes the summary once there is a mark: nothing is lost, if it stands there unchanged. */
function summaryKept(before: FileReading, after: FileReading): number | string {
  const [only] = before.incident.updates;
  const plain = only?.effects === undefined && only?.phase === undefined;
  const same = plain && after.prose.summary.trim() === before.prose.updates[0]?.trim();
  return same ? 0 : 'the text that is there, which has no time, would read differently';
}

/** Everything of each update that readers can see, and nothing of where it stands in the file. */
function keysOf({ incident, prose }: FileReading): readonly string[] {
  return incident.updates.map(({ id, at, untilAt, phase, effects }, index) =>
    JSON.stringify([
      id,
      at.at,
      at.precision,
      untilAt,
      phase,
      effects && effectsKey(effects),
      prose.updates[index]?.trim(),
    ]),
  );
}

/** What effects say, without where they stand: equal keys, equal effects. */
export function effectsKey({
  affects,
  mail,
  unreadable,
}: Pick<Effects, 'affects' | 'mail' | 'unreadable'>): string {
  return JSON.stringify([
    affects.map(({ id, severity }) => [id, severity]),
    mail?.incoming,
    mail?.outgoing,
    unreadable,
  ]);
}

/** The {@link effectsKey} of what a request declares. */
export function declaredKey({ affects = [], mail }: Pick<UpdateRequest, 'affects' | 'mail'>): string {
  return JSON.stringify([
    affects.map(({ id, severity }) => [id, severity]),
    mail?.incoming,
    mail?.outgoing,
    false,
  ]);
}

/** What of one update would read differently from what was wanted; undefined when nothing would. */
export function mismatch(update: Update, updateText: string, wanted: UpdateRequest): string | undefined {
  if (update.at.at !== wanted.at || update.at.precision !== 'minute')
    return 'its time would be read as another one';
  if (update.untilAt !== undefined) return 'its time would be read as a span';
  if (!saysTheSame(update, updateText, wanted)) return 'its text would be read differently';
  const { affects, mail } = wanted;
  const declared = update.effects;
  if (affects === undefined && mail === undefined)
    return declared === undefined ? undefined : 'it would change what is affected';
  const same = declared !== undefined && effectsKey(declared) === declaredKey(wanted);
  return same ? undefined : 'what it affects would be read differently';
}

function saysTheSame(update: Update, updateText: string, { text, phase }: UpdateRequest): boolean {
  const read = updateText.trim();
  if (read === text) return update.phase === phase;
  // The text's own first words, "Monitoring: …", were taken as the phase, which is what they say.
  if (update.phase === undefined || (phase !== undefined && phase !== update.phase) || !text.endsWith(read))
    return false;
  const first = text.slice(0, text.length - read.length).toLowerCase();
  const letters = (words: string) => words.replaceAll(/[^a-z]+/g, '');
  return letters(first) === letters(update.phase);
}
