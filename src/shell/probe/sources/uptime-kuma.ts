import * as z from 'zod';
import { compareText } from '../../../core/model/diagnostic.ts';
import type { EngineReport } from '../../../core/observe/source-votes.ts';
import type { Instant } from '../../../core/model/time.ts';
import { MINUTE_MS } from '../../../core/model/time.ts';
import { isMapping, quoteValue } from '../../../core/parse/value-words.ts';
import { ProbeFailure } from '../failure.ts';
import { engineClock } from './engine-clock.ts';
import type { EngineClock } from './engine-clock.ts';
import { ambiguousReports, findNamed, nameNotes } from './engine-names.ts';
import { nameOf, ownValue, timeOf } from './engine-values.ts';
import {
  askJson,
  beginningOf,
  goodJson,
  hasOneSecret,
  httpSourceOf,
  httpSourceShape,
  ONE_SECRET,
  overHttp,
} from './http-source.ts';
import type { HttpSource } from './http-source.ts';
import { sourceOptionsOf, sourceShape } from './options.ts';
import type { SourceKind, SourceOptions, SourceWorld } from './source-kind.ts';

/** It answers with the same heartbeats for so long; a change of state ends it early. */
const CACHED_MS = MINUTE_MS;
/** It answers with no more of one monitor. */
const MAX_BEATS = 100;

const SLUG_EXPECTED = 'the last part of the status page’s address: main of https://kuma.internal/status/main';

const slug = z
  .string(SLUG_EXPECTED)
  .regex(/^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$/, SLUG_EXPECTED)
  .max(200, SLUG_EXPECTED)
  .describe('Which of its status pages: the last part of that page’s address. It has to be given.');

export interface KumaOptions extends SourceOptions {
  readonly source: HttpSource;
  readonly slug: string;
}

export const uptimeKuma: SourceKind<KumaOptions> = {
  name: 'uptime-kuma',
  about: 'Uptime Kuma, asked for the heartbeats of one of its status pages.',
  options: z
    .strictObject({ ...httpSourceShape(), ...sourceShape(), slug })
    .refine(hasOneSecret, ONE_SECRET)
    .transform((written): KumaOptions => {
      const { rules, ...rest } = sourceOptionsOf(written);
      const believedForMs = written.believed_for ?? rules.believedForMs + CACHED_MS;
      return {
        ...rest,
        rules: { ...rules, believedForMs },
        source: httpSourceOf(written, written.timeout),
        slug: written.slug.toLowerCase(),
      };
    }),
  ...overHttp<KumaOptions>(({ source }) => source),
  async ask(options, world) {
    const { source } = options;
    // One after the other: some versions never answer what the name of a page is that does not exist.
    const { beats, sentAt } = await askBeats(options, world);
    const monitors = await askMonitors(options, world);
    const now = Math.floor(world.now());
    const clock = engineClock(source, sentAt, now);
    const { found, ambiguous } = findNamed(monitors, ({ id, name }) => [id, name], world.names);
    return {
      reports: [
        ...[...found].map(([name, { id }]) => ({ name, ...findingOf(ownValue(beats, id), clock, now) })),
        ...ambiguousReports(ambiguous, now, 'use the number of one of them'),
      ],
      boots: new Map(),
      notes: [...clock.notes, ...nameNotes(options, new Set(found.keys()), ambiguous)],
    };
  },
};

interface Monitor {
  /** A number, as text: so it is a key of the heartbeats. */
  readonly id: string;
  readonly name: string | undefined;
}

/** Heartbeats by the monitors' numbers. */
async function askBeats(options: KumaOptions, world: SourceWorld) {
  const { json, sentAt } = await askPage(options, 'heartbeat/', world);
  const beats = ownValue(json, 'heartbeatList');
  if (!isMapping(beats))
    throw new ProbeFailure('bad-reply', `its answer has no heartbeats: ${beginningOf(json)}`);
  // Versions differ in what they answer of a page that does not exist. This is one of the answers.
  if (Object.keys(beats).length === 0) throw new ProbeFailure('bad-reply', NO_PAGE);
  return { beats, sentAt };
}

/** The monitors of the status page. One that stands in several of its groups is one monitor. */
async function askMonitors(options: KumaOptions, world: SourceWorld): Promise<readonly Monitor[]> {
  const { json } = await askPage(options, '', world);
  const groups = ownValue(json, 'publicGroupList');
  if (!Array.isArray(groups))
    throw new ProbeFailure('bad-reply', `its answer is no status page: ${beginningOf(json)}`);
  const monitors = new Map<string, Monitor>();
  for (const entry of (groups as readonly unknown[]).flatMap((group) => ownValue(group, 'monitorList'))) {
    const id = nameOf(ownValue(entry, 'id'));
    if (id !== undefined) monitors.set(id, { id, name: nameOf(ownValue(entry, 'name')) });
  }
  return [...monitors.values()];
}

async function askPage({ source, slug: page }: KumaOptions, part: '' | 'heartbeat/', world: SourceWorld) {
  const reply = await askJson(source, { path: `/api/status-page/${part}${page}` }, world);
  if (reply.status === 404) throw new ProbeFailure('bad-reply', NO_PAGE);
  return { json: goodJson(reply), sentAt: reply.sentAt };
}

const NO_PAGE = 'it shows no monitors on a status page with this slug, or has no such page';

const DOWN = 0;
const UP = 1;
/** It failed, and is tried again before it counts as down. */
const PENDING = 2;
const MAINTENANCE = 3;

interface Beat {
  /** As RFC 3339 has it. */
  readonly time: string;
  readonly status: unknown;
}

/** Kuma tries again itself before it says down, so both of its words are settled. */
function findingOf(written: unknown, clock: EngineClock, now: Instant): Omit<EngineReport, 'name'> {
  if (!Array.isArray(written) || written.length === 0)
    return { reason: 'never-checked', at: now, detail: 'it has no heartbeat yet' };
  const beats = beatsIn(written);
  const at = timeOf(beats.at(-1)?.time);
  if (at === undefined)
    return { reason: 'stale', at: now, detail: 'its newest heartbeat has no readable time' };
  const last = beats.findLastIndex(({ status }) => status !== PENDING);
  const status = beats[last]?.status;
  if (last === -1)
    return { reason: 'never-checked', at: now, detail: 'it is pending, and has never been anything else' };
  if (status === MAINTENANCE)
    return { reason: 'reported-unknown', at: now, detail: 'it is under maintenance there' };
  if (status !== DOWN && status !== UP)
    return {
      reason: 'reported-unknown',
      at: now,
      detail: `its status ${quoteValue(status)} means nothing to us`,
    };
  const isPending = last < beats.length - 1;
  return {
    reason: status === UP ? 'ok' : 'reported-down',
    // A pending heartbeat changes nothing, and shows that it is still looked at.
    at: clock.ours(at),
    settled: true,
    ...beginningOfRun(beats, last, status, clock),
    ...(isPending ? { detail: 'it is pending: the newest checks failed, and it is tried again there' } : {}),
  };
}

/**
 * From the oldest to the newest, as it answers. All times are written alike, so that they sort as text: a hundred of each
 * monitor are too many to be read only to find that out.
 */
function beatsIn(written: readonly unknown[]): readonly Beat[] {
  return written
    .slice(-MAX_BEATS)
    .flatMap((beat): Beat[] => {
      const time = timeIn(ownValue(beat, 'time'));
      return time === undefined ? [] : [{ time, status: ownValue(beat, 'status') }];
    })
    .sort((a, b) => compareText(a.time, b.time));
}

/** `2024-01-01 00:00:00.000` is in UTC, although it does not say so. */
function timeIn(time: unknown): string | undefined {
  if (typeof time !== 'string') return undefined;
  const [, day = '', clock = '', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d{1,9})?)(Z|[+-]\d\d:\d\d)?$/.exec(time) ?? [];
  return day === '' ? undefined : `${day}T${clock}${zone}`;
}

/**
 * Where its state began; nothing where that may be before the first heartbeat there is. What is down was down from the
 * first failure that it was tried again after; what is up was so from the first success. During a maintenance nobody looked.
 */
function beginningOfRun(
  beats: readonly Beat[],
  last: number,
  status: typeof DOWN | typeof UP,
  clock: EngineClock,
): Pick<EngineReport, 'sinceAt' | 'sinceIsAtLeast'> {
  const before = beats
    .slice(0, last)
    .findLastIndex((beat) => beat.status !== status && beat.status !== PENDING);
  const first = beats.find(({ status: one }, index) => index > before && (status === DOWN || one === UP));
  const began = timeOf(first?.time);
  if (before === -1 || began === undefined) return {};
  const wasLookedAt = beats[before]?.status === UP || beats[before]?.status === DOWN;
  return { sinceAt: clock.ours(began), ...(wasLookedAt ? {} : { sinceIsAtLeast: true }) };
}
