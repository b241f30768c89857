import {
  INCIDENT_KINDS,
  type Effects,
  type IncidentKind,
  type Mail,
  type Reference,
} from '../model/incident.ts';
import {
  hintFor,
  NO_AFFECTS,
  quoteYaml,
  readAffects,
  readMail,
  wordOf,
  type ReadAffects,
} from './effects.ts';
import {
  FRONT_MATTER_KEYS,
  isFrontMatterKey,
  KINDS_OF_KEY,
  type FrontMatterKey,
} from './front-matter-keys.ts';
import type { FrontMatterYaml } from './front-matter-yaml.ts';
import {
  readDraft,
  readFlag,
  readFollows,
  readResolved,
  readTime,
  readTitle,
  readWindow,
  type WrittenTime,
  type WrittenWindow,
} from './front-matter-values.ts';
import type { Source } from './source.ts';
import { didYouMean, suggestion } from './suggest.ts';
import { listWords } from './value-words.ts';
import type { YamlEntry } from './yaml-value.ts';

/** What the front matter says, wrong keys left out. */
export interface FrontMatter {
  readonly kind: IncidentKind;
  readonly title?: string;
  readonly effects: Effects;
  readonly nextUpdate?: WrittenTime;
  readonly window?: WrittenWindow;
  readonly cancelled: boolean;
  readonly follows?: Reference;
  readonly started?: WrittenTime;
  /** True for `resolved: true`. */
  readonly resolved?: WrittenTime | true;
  readonly pinned: boolean;
  /** `unreadable` counts as true: nothing of the file is published. */
  readonly draft: boolean | 'unreadable';
}

type Entries = ReadonlyMap<FrontMatterKey, YamlEntry>;

/** Turns the keys into what they mean; every key that cannot be read is reported and left out. */
export function readFrontMatter(yaml: FrontMatterYaml, source: Source): FrontMatter {
  const { entries, misspelt } = sortKeys(yaml, source);
  const lostAt = (key: FrontMatterKey): number | undefined => yaml.lost.get(key) ?? misspelt.get(key);
  const lost = (key: FrontMatterKey): boolean => lostAt(key) !== undefined;
  const kind = readKind(entries, lost('kind'), source);
  for (const [key, { keyOffset }] of entries) reportKeyOfOtherKind(key, keyOffset, kind, source);
  const has = (key: FrontMatterKey): YamlEntry | undefined =>
    KINDS_OF_KEY[key].some((known) => known === kind) ? entries.get(key) : undefined;
  const affects = affectsOf(has('affects'), kind !== 'announcement' && lost('affects'), source);
  const mailEntry = has('mail');
  const mail: Mail | undefined = mailEntry && readMail(mailEntry.value, source, 'bad-value');
  const title = readTitle(entries.get('title'), lost('title'), source);
  const nextUpdate = readTime(
    'next_update',
    has('next_update'),
    'a time such as "11:00" or "2010-08-31 11:00"',
    source,
    true,
  );
  const started = readTime('started', has('started'), 'a date or time such as "10:30" or 2010-08-31', source);
  const window = kind === 'maintenance' ? readWindow(has('window'), lost('window'), source) : undefined;
  const resolved = readResolved(has('resolved'), source);
  const follows = readFollows(has('follows'), source);
  return {
    kind,
    ...(title !== undefined && { title }),
    effects: { affects: affects.affects, ...(mail && { mail }), unreadable: affects.unreadable },
    ...(nextUpdate && { nextUpdate }),
    ...(window && { window }),
    cancelled: readFlag('cancelled', has('cancelled'), source),
    ...(follows && { follows }),
    ...(started && { started }),
    ...(resolved && { resolved }),
    pinned: readFlag('pinned', has('pinned'), source),
    draft: readDraft(entries.get('draft'), lostAt('draft'), yaml.draftWordAt, source),
  };
}

/** The known keys; `misspelt` are those that an unknown key was probably meant to be. */
function sortKeys(
  yaml: FrontMatterYaml,
  source: Source,
): { entries: Entries; misspelt: ReadonlyMap<string, number> } {
  const entries = new Map<FrontMatterKey, YamlEntry>();
  const misspelt = new Map<string, number>();
  for (const entry of yaml.entries) {
    if (isFrontMatterKey(entry.key)) {
      // Of a key that stands twice, which YAML reports, nobody knows which was meant.
      if (entries.has(entry.key)) misspelt.set(entry.key, entry.keyOffset);
      else entries.set(entry.key, entry);
      continue;
    }
    const meant = didYouMean(entry.key, FRONT_MATTER_KEYS);
    if (meant !== undefined) misspelt.set(meant, entry.keyOffset);
    const message = `the front matter has the key "${entry.key}", which means nothing here`;
    const known = `the keys are ${listWords(FRONT_MATTER_KEYS)}`;
    source.report('unknown-key', entry.keyOffset, message, suggestion(entry.key, FRONT_MATTER_KEYS) ?? known);
  }
  return { entries, misspelt };
}

function readKind(entries: Entries, lost: boolean, source: Source): IncidentKind {
  const value = entries.get('kind')?.value;
  const kind = value && wordOf(value, INCIDENT_KINDS);
  if (kind !== undefined) return kind;
  if (value !== undefined) {
    const message = `\`kind\` is ${quoteYaml(value)}, expected ${listWords(INCIDENT_KINDS)}`;
    source.report('bad-value', value.offset, message, hintFor(value, INCIDENT_KINDS));
  }
  const window = entries.get('window');
  if (window === undefined) return 'incident';
  // Only maintenance has a window: read as an incident, planned work would be told as a fault.
  if (value === undefined && !lost) {
    source.report(
      'missing-key',
      window.keyOffset,
      'there is a `window` and no `kind`, expected `kind: maintenance` beside it',
      'add kind: maintenance; it is read as one',
    );
  }
  return 'maintenance';
}

function reportKeyOfOtherKind(key: FrontMatterKey, offset: number, kind: IncidentKind, source: Source): void {
  const kinds: readonly IncidentKind[] = KINDS_OF_KEY[key];
  if (kinds.includes(kind)) return;
  const message = `\`${key}\` does not belong to kind ${kind}, only to ${listWords(kinds)}`;
  source.report('bad-value', offset, message, 'remove it or change `kind`; it is not used');
}

function affectsOf(entry: YamlEntry | undefined, lost: boolean, source: Source): ReadAffects {
  const read = entry === undefined ? NO_AFFECTS : readAffects(entry.value, source, 'bad-affects');
  return lost ? { ...read, unreadable: true } : read;
}
