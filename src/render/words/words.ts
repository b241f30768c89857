import type { Mail } from '../../core/model/incident.ts';
import type { Severity } from '../../core/model/severity.ts';
import type { Disagreement, GroupStatus, Reason, SiteStatus } from '../../core/model/status.ts';
import type { Age, Instant } from '../../core/model/time.ts';
import type { Id } from '../../core/model/topology.ts';
import type { SpentView, StripView } from '../../core/view/record.ts';
import type { SeenView } from '../../core/view/server.ts';
import { createAmounts, type Amounts } from './amounts.ts';
import { createDates, type Dates } from './dates.ts';
import { describeDisagreement } from './disagreement.ts';
import { describeGroup } from './group-line.ts';
import { describeHeadline } from './headline.ts';
import { describeMail } from './mail.ts';
import { fill, MESSAGES, type MessageArgs, type MessageKey, type MessageTable } from './messages.ts';
import { describeReason, describeReasons } from './reasons.ts';
import { describeSeen, describeSpent, describeStrip, describeUptime } from './record.ts';

/** Id of a server, group or service → the name readers know it by. */
export type Names = (id: Id) => string;

/**
 * Everything the site says, in one locale and one zone. All of it is plain text; whoever prints it escapes it.
 * `reference` is the instant whose day needs no date beside a clock time (the data's own time, on a page);
 * without it every time comes with its date.
 */
export interface Words extends Dates, Amounts {
  readonly locale: string;
  readonly timezone: string;
  /** A message with its `{placeholders}` filled; its plural form is chosen by `{count}`. A missing key or argument is a bug and throws. */
  text(key: MessageKey, args?: MessageArgs): string;
  /** `a, b and c` */
  list(items: readonly string[]): string;
  /** In words up to twelve, then in digits. */
  number(value: number): string;
  /** `Partly down`, to stand alone beside a name. */
  severity(severity: Severity): string;
  /** `43 days` */
  age(age: Age): string;
  /** One whole sentence, or two. */
  reason(reason: Reason, names: Names, reference?: Instant): string;
  /** The sentences of a status in order, each once; a cause and the fallback that answers it are one sentence. */
  reasons(reasons: readonly Reason[], names: Names, reference?: Instant): readonly string[];
  /** What works and what does not, as one or a few short sentences. */
  headline(status: Pick<SiteStatus, 'severity' | 'services'>, names: Names): string;
  disagreement(disagreement: Disagreement, reference?: Instant): string;
  /** One sentence a direction that is spoken of, or one for both when they are alike; empty when nothing is. */
  mail(mail: Mail): string;
  /** A group in a few words without a full stop: `1 of 3 offline; works`. */
  group(status: GroupStatus): string;
  /** The bars of a service in one sentence: `90 days: 87 without a fault, 3 down; 99.97% up of 98.2% observed.` */
  strip(strip: StripView): string;
  /** `99.97% up of 98.2% observed`, without a full stop. */
  uptime(record: Pick<StripView, 'uptime' | 'coverage'>): string;
  /** For how long it was down, partly down …, a sentence each; `downByStaffMs` of it by the word of staff alone. */
  spent(spent: readonly SpentView[], downByStaffMs?: number): readonly string[];
  /** What several places see of a server, without a full stop: `London sees it, Amsterdam does not`. */
  seen(seen: SeenView): string;
}

export interface WordsOptions {
  /** BCP 47. */
  readonly locale: string;
  /** IANA name. */
  readonly timezone: string;
  /** The theme's own strings by key, checked by `checkStrings`; they win over the English table. */
  readonly strings?: MessageTable;
}

/** Makes the words of one site. Formatters are made once and kept. */
export function createWords({ locale, timezone, strings = {} }: WordsOptions): Words {
  const table: MessageTable = { ...MESSAGES, ...strings };
  const numbers = new Intl.NumberFormat(locale);
  const plurals = new Intl.PluralRules(locale);
  const ordinals = new Intl.PluralRules(locale, { type: 'ordinal' });
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' });

  const text = (key: MessageKey, args: MessageArgs = {}): string => {
    const message = Object.hasOwn(table, key) ? table[key] : undefined;
    if (message === undefined) throw new Error(`there is no message "${key}"`);
    if (typeof message === 'string') return fill(message, args, (value) => numbers.format(value));
    const { count } = args;
    if (typeof count !== 'number')
      throw new Error(`the message "${key}" needs a number {count} to choose its plural form by`);
    const rules = key === 'date.ordinal' ? ordinals : plurals;
    // `two` is no plural category of English, yet "both" is a word: an exact form wins over the category.
    const exact = rules === plurals && count === 2 ? message.two : undefined;
    return fill(exact ?? message[rules.select(count)] ?? message.other, args, (value) =>
      numbers.format(value),
    );
  };

  const base = {
    locale,
    timezone,
    text,
    list: (items: readonly string[]) => lists.format(items),
    number: (value: number) => (isWordNumber(value) ? text(`number.${value}`) : numbers.format(value)),
    severity: (severity: Severity) => text(`severity.${severity}`),
    age: (age: Age) => text(`age.${age.unit}`, { count: age.count }),
    ...createDates({ locale, timezone, text }),
    ...createAmounts(locale, text),
  };
  return {
    ...base,
    reason: (reason, names, reference) => describeReason(base, reason, names, reference),
    reasons: (reasons, names, reference) => describeReasons(base, reasons, names, reference),
    headline: (status, names) => describeHeadline(base, status, names),
    disagreement: (disagreement, reference) => describeDisagreement(base, disagreement, reference),
    mail: (mail) => describeMail(base, mail),
    group: (status) => describeGroup(base, status),
    strip: (strip) => describeStrip(base, strip),
    uptime: (record) => describeUptime(base, record),
    spent: (spent, downByStaffMs) => describeSpent(base, spent, downByStaffMs),
    seen: (seen) => describeSeen(base, seen),
  };
}

/** The words that sentences are made of. */
export type BaseWords = Pick<
  Words,
  'text' | 'list' | 'number' | 'severity' | 'age' | 'locale' | 'timezone' | keyof Dates | keyof Amounts
>;

const LARGEST_WORD_NUMBER = 12;
type WordNumber = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12;

function isWordNumber(value: number): value is WordNumber {
  return Number.isInteger(value) && value >= 0 && value <= LARGEST_WORD_NUMBER;
}
