import { cleanText, plainText } from '../core/compose/safe-text.ts';
import { evaluateSite } from '../core/evaluate/site.ts';
import type { Incident, Update } from '../core/model/incident.ts';
import type { SiteStatus } from '../core/model/status.ts';
import type { Instant } from '../core/model/time.ts';
import type { Topology } from '../core/model/topology.ts';
import type { Reading } from '../core/sources.ts';
import { serviceViews } from '../core/view/services.ts';
import { serviceNotes } from '../render/service-notes.ts';
import { createWords } from '../render/words/words.ts';
import type { Names, Words } from '../render/words/words.ts';
import { ChangedWhileReading } from './incident-cache.ts';
import { loadSite } from './load.ts';
import { checkedStrings, loadTheme } from './theme.ts';

export interface EffectInput {
  readonly siteDir: string;
  readonly stateDir: string;
  readonly now: Instant;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** As it was published before; null when it was not. */
  readonly before: Incident | null;
  /** As it will be published. */
  readonly incident: Incident;
  readonly update: Update;
  /** Markdown. */
  readonly updateText: string;
}

/**
 * What members will read once the entry is published, in the site's own words: the update, and what it changes of the
 * headline and of the services. Lines of plain text without control characters.
 */
export async function membersWillRead(input: EffectInput): Promise<readonly string[]> {
  const { incident, update, updateText, now, siteDir } = input;
  const reading = readSite(input);
  if (reading === null) return [incident.title, updateText].map(cleanText);
  const { topology } = reading;
  const { timezone, locale } = topology.site;
  const words = createWords({ timezone, locale, strings: checkedStrings(await loadTheme(siteDir), []) });
  const others = reading.incidents.filter(({ slug }) => slug !== incident.slug);
  const published = input.before === null ? others : [...others, input.before];
  const before = evaluateSite({ ...reading, incidents: published, now });
  const after = evaluateSite({ ...reading, incidents: [...others, incident], now });
  const names = namesOf(topology);
  return [
    incident.title,
    ...updateLines(update, updateText, words),
    '',
    ...statusLines(before, after, { words, names }),
  ].map(cleanText);
}

function readSite({ siteDir, stateDir, now, env }: EffectInput): Reading | null {
  try {
    return loadSite({ siteDir, stateDir, now, env }).reading;
  } catch (error) {
    // Somebody is editing a file at this very moment; the update is written all the same.
    if (error instanceof ChangedWhileReading) return null;
    throw error;
  }
}

function namesOf(topology: Topology): Names {
  const named = [
    ...topology.services,
    ...topology.zones.flatMap(({ groups }) => [...groups, ...groups.flatMap(({ servers }) => servers)]),
  ];
  const names = new Map(named.map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? id;
}

function updateLines(update: Update, text: string, words: Words): readonly string[] {
  const phase = update.phase === undefined ? [] : [words.text(`phase.${update.phase}`)];
  const [first = '', ...more] = plainText(text).split('\n');
  const said = [...phase, ...(first === '' ? [] : [first])].join(': ');
  return [`${words.clock(update.at.at)}  ${said}`, ...more];
}

function statusLines(
  before: SiteStatus,
  after: SiteStatus,
  { words, names }: { words: Words; names: Names },
): readonly string[] {
  const published = new Set(before.services.map((service) => JSON.stringify(service)));
  const changed = after.services.filter((service) => !published.has(JSON.stringify(service)));
  return [
    words.headline(after, names),
    ...serviceViews({ ...after, services: changed }, {}).map((service) => {
      const notes = serviceNotes(service, words, names, after.now);
      return `${names(service.id)}: ${[`${words.severity(service.severity)}.`, ...notes].join(' ')}`;
    }),
  ];
}
