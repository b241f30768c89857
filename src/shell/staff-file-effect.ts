import { cleanText, plainText } from '../core/compose/safe-text.ts';
import { effectsWritten, maintenanceState } from '../core/evaluate/incident.ts';
import { isPlanInPlay } from '../core/evaluate/maintenance.ts';
import { evaluateSite } from '../core/evaluate/site.ts';
import type { Incident, Update } from '../core/model/incident.ts';
import type { ProbeEvidence } from '../core/model/snapshot.ts';
import type { SiteStatus } from '../core/model/status.ts';
import type { Instant, Window } from '../core/model/time.ts';
import { serversOf } from '../core/model/topology.ts';
import type { Topology } from '../core/model/topology.ts';
import type { Reading } from '../core/sources.ts';
import { serviceViews } from '../core/view/services.ts';
import type { ServiceView } from '../core/view/services.ts';
import { serviceNotes } from '../render/service-notes.ts';
import { createWords } from '../render/words/words.ts';
import type { Names, Words } from '../render/words/words.ts';
import { ChangedWhileReading } from './incident-cache.ts';
import { loadSite } from './load.ts';
import { whileUnchanged } from './reading-attempts.ts';
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

/** Lines of plain text without control characters. */
export interface MembersWillRead {
  readonly lines: readonly string[];
  /** What whoever runs the command should know of the lines. */
  readonly remarks: readonly string[];
}

const PROBES_NOT_KNOWN =
  'What the probes see is not known here: this is what staff say alone, as if every server were online.';

/**
 * What members will read once the entry is published, in the site's own words: the update, what is planned, and what it
 * changes of the headline and of the services.
 */
export async function membersWillRead(input: EffectInput): Promise<MembersWillRead> {
  const { incident, update, updateText, siteDir } = input;
  const reading = await readSite(input);
  if (reading === null) return { lines: [incident.title, updateText].map(cleanText), remarks: [] };
  const { topology, evidence } = reading;
  const { timezone, locale } = topology.site;
  const words = createWords({ timezone, locale, strings: checkedStrings(await loadTheme(siteDir), []) });
  const said = [incident.title, ...updateLines(update, updateText, words)];
  const teller = { words, names: namesOf(topology) };
  const plan = planLines(input, teller);
  const status = changesToday(input) ? statusLines(input, reading, teller) : [];
  const blocks = [said, plan, status].filter((block) => block.length > 0);
  return {
    lines: blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block])).map(cleanText),
    remarks: status.length > 0 && !evidence.believed ? [PROBES_NOT_KNOWN] : [],
  };
}

async function readSite({ siteDir, stateDir, now, env }: EffectInput): Promise<Reading | null> {
  try {
    return await whileUnchanged(() => loadSite({ siteDir, stateDir, now, env }).reading);
  } catch (error) {
    // Somebody is editing files at this very moment; the update is written all the same.
    if (error instanceof ChangedWhileReading) return null;
    throw error;
  }
}

/** Announcements change no status, and planned work only around its window. */
function changesToday({ before, incident, now }: EffectInput): boolean {
  if (incident.kind !== 'maintenance') return incident.kind === 'incident';
  return isPlanInPlay(incident, now) || (before !== null && isPlanInPlay(before, now));
}

interface Teller {
  readonly words: Words;
  readonly names: Names;
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

/** Of work that is to come or under way: when, and what it is expected to do. */
function planLines({ incident, now }: EffectInput, { words, names }: Teller): readonly string[] {
  const { kind, window } = incident;
  const state = maintenanceState(incident, now);
  if (kind !== 'maintenance' || (state !== 'scheduled' && state !== 'active')) return [];
  const { affects, mail } = effectsWritten(incident, now);
  const effects = affects.map(({ id, severity }) => words.text(`effect.${severity}`, { name: names(id) }));
  return [
    ...(window === undefined ? [] : [`${words.text('incident.window')}: ${windowText(window, words)}`]),
    ...(effects.length === 0
      ? []
      : [`${words.text('incident.affected')}: ${effects.join(words.text('effect.separator'))}`]),
    ...(mail === undefined ? [] : [`${words.text('incident.mail')}: ${words.mail(mail)}`]),
  ];
}

function windowText({ startAt, endAt }: Window, words: Words): string {
  const from = words.instantLong(startAt);
  return endAt === null ? from : `${from} – ${words.time(endAt, startAt)}`;
}

function statusLines(
  { before, incident, now }: EffectInput,
  { topology, incidents, evidence }: Reading,
  { words, names }: Teller,
): readonly string[] {
  const others = incidents.filter(({ slug }) => slug !== incident.slug);
  const judge = (published: readonly Incident[]) =>
    evaluateSite({
      topology,
      now,
      incidents: published,
      evidence: evidence.believed ? evidence : allOnline(topology, now),
    });
  const after = judge([...others, incident]);
  const services = changed(judge(before === null ? others : [...others, before]), after);
  return [
    words.headline(after, names),
    ...serviceViews({ ...after, services }, {}).map((service) => {
      const told = evidence.believed ? service : withoutProbes(service);
      const notes = serviceNotes(told, words, names, now);
      return `${names(service.id)}: ${[`${words.severity(service.severity)}.`, ...notes].join(' ')}`;
    }),
  ];
}

function changed(before: SiteStatus, after: SiteStatus): SiteStatus['services'] {
  const published = new Set(before.services.map((service) => JSON.stringify(service)));
  return after.services.filter((service) => !published.has(JSON.stringify(service)));
}

/** Stands in for probes that have not been heard: what staff declare is then all that is told. */
function allOnline(topology: Topology, now: Instant): ProbeEvidence {
  const servers = serversOf(topology).map(({ id }) => [id, { verdict: 'online', seenFrom: {} }] as const);
  return { believed: true, snapshot: { takenAt: now, vantages: [], servers: new Map(servers) } };
}

/** Without the sentences on what the probes see and how that differs. */
function withoutProbes({ id, name, severity, reasons, mail }: ServiceView): ServiceView {
  return { id, name, severity, reasons, ...(mail === undefined ? {} : { mail }) };
}
