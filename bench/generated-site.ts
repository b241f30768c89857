import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { generateHistory } from './generated-history.ts';
import { createRandom, type Random } from './random.ts';

/** The instant every build of the benchmark is made for. */
export const NOW = '2026-06-01T12:00:00Z';
/** One minute of probing later: what a snapshot that changed is built for. */
export const LATER = '2026-06-01T12:01:00Z';

/** Three a day, at 04:00, 12:00 and 20:00: none runs over midnight or into the hour that clocks skip or repeat. */
const HOURS_BETWEEN_INCIDENTS = 8;
const UPDATES = 4;
const WORDS_PER_UPDATE = 37;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

const VOCABULARY = (
  'we are aware that some members cannot reach their mailbox through webmail and the mail servers answer slowly ' +
  'the storage array was taken out of the cluster and repaired no message has been lost mail that waited in the queue ' +
  'is being delivered now please log in again if your folders look empty our engineers found the faulty disk and are ' +
  'watching the load which has come down to its normal level the next update follows within half an hour thank you for your patience'
).split(' ');

const PHASES = ['', 'Identified: ', 'Monitoring: ', 'Resolved. '];

/** A generated site on disk. */
export interface GeneratedSite {
  readonly folder: string;
  readonly snapshotFile: string;
  /** The same moment's successor: later by a minute, one server gone. */
  readonly laterSnapshotFile: string;
  /** The incident file the benchmark edits: from the middle of the archive. */
  readonly editedFile: string;
}

/**
 * Writes a site of `size` incidents, about 150 words and four updates each, around the example's own topology and content;
 * with the memory of probes that have looked for as long.
 * @param topology instead of the example's.
 */
export function generateSite(
  folder: string,
  size: number,
  exampleSite: string,
  topology?: string,
): GeneratedSite {
  const random = createRandom(size);
  mkdirSync(join(folder, 'incidents'), { recursive: true });
  if (topology === undefined) {
    cpSync(join(exampleSite, 'topology.yml'), join(folder, 'topology.yml'));
    cpSync(join(exampleSite, 'content'), join(folder, 'content'), { recursive: true });
  } else writeFileSync(join(folder, 'topology.yml'), topology);
  const { services, servers } = namesOf(join(folder, 'topology.yml'));
  const files = Array.from({ length: size }, (_, index) => {
    const startedAt = Date.parse(NOW) - (index + 1) * HOURS_BETWEEN_INCIDENTS * HOUR_MS;
    const day = new Date(startedAt).toISOString().slice(0, 10);
    const file = join(folder, 'incidents', `${day}-incident-${size - index}.md`);
    writeFileSync(file, incidentText(startedAt, services, random));
    return file;
  });
  const snapshotFile = join(folder, 'snapshot.json');
  const laterSnapshotFile = join(folder, 'snapshot-later.json');
  writeFileSync(snapshotFile, snapshotText(NOW, servers, []));
  writeFileSync(laterSnapshotFile, snapshotText(LATER, servers, servers.slice(0, 1)));
  const sinceAt = Date.parse(NOW) - (size + 1) * HOURS_BETWEEN_INCIDENTS * HOUR_MS;
  generateHistory(snapshotFile, join(folder, 'topology.yml'), sinceAt, Date.parse(NOW));
  return { folder, snapshotFile, laterSnapshotFile, editedFile: files[size >> 1] ?? '' };
}

interface Names {
  readonly services: readonly string[];
  readonly servers: readonly string[];
}

function namesOf(topologyFile: string): Names {
  const topology = parse(readFileSync(topologyFile, 'utf8')) as {
    zones: { groups: { servers: { id: string }[] }[] }[];
    services: { id: string }[];
  };
  return {
    services: topology.services.map(({ id }) => id),
    servers: topology.zones.flatMap(({ groups }) =>
      groups.flatMap(({ servers }) => servers.map(({ id }) => id)),
    ),
  };
}

function incidentText(startedAt: number, services: readonly string[], random: Random): string {
  const stepMs = (15 + random.below(40)) * MINUTE_MS;
  const updates = Array.from({ length: UPDATES }, (_, index) => {
    const mark = new Date(startedAt + index * stepMs).toISOString().slice(11, 16);
    return `[${mark}] ${PHASES[index] ?? ''}${sentences(random)}`;
  });
  return [
    '---',
    `title: Trouble with ${random.pick(VOCABULARY)} and ${random.pick(VOCABULARY)}`,
    `affects: {${random.pick(services)}: ${random.pick(['degraded', 'partial', 'down'])}}`,
    `mail: {incoming: ${random.pick(['safe', 'delayed'])}, outgoing: ${random.pick(['safe', 'delayed'])}}`,
    '---',
    '',
    updates.join('\n\n'),
    '',
  ].join('\n');
}

/** Plain words with the Markdown staff use: a bold word, a link, a little code. */
function sentences(random: Random): string {
  const words = Array.from({ length: WORDS_PER_UPDATE }, () => random.pick(VOCABULARY));
  words[5] = `**${words[5] ?? ''}**`;
  words[14] = `[${words[14] ?? ''}](https://help.example.org/${random.below(1000)})`;
  words[22] = `\`mx${random.below(9)}\``;
  words[18] = `${words[18] ?? ''}.`;
  return `${words.join(' ')}.`;
}

function snapshotText(takenAt: string, servers: readonly string[], offline: readonly string[]): string {
  const since = new Date(Date.parse(NOW) - 43 * 24 * HOUR_MS).toISOString();
  const entries = servers.map((id) => {
    const verdict = offline.includes(id) ? 'offline' : 'online';
    const changed = verdict === 'offline' ? takenAt : since;
    return [id, { verdict, since: changed, seen_from: { london: verdict, amsterdam: verdict } }];
  });
  const snapshot = {
    version: 1,
    taken_at: takenAt,
    source: 'bench',
    vantages: ['london', 'amsterdam'],
    servers: Object.fromEntries(entries) as unknown,
  };
  return `${JSON.stringify(snapshot, null, 2)}\n`;
}

/** What staff do in the morning: one more update at the end of one file. */
export function editIncident(file: string, run: number): void {
  const text = readFileSync(file, 'utf8').replace(/\nPostscript[^\n]*\n$/, '');
  writeFileSync(file, `${text.trimEnd()}\nPostscript ${run} from our engineers.\n`);
}
