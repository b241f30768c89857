import * as z from 'zod';
import type { EngineReport, SourceAnswer } from '../../../core/observe/source-votes.ts';
import { SECOND_MS } from '../../../core/model/time.ts';
import type { Instant } from '../../../core/model/time.ts';
import { failureOf, ProbeFailure } from '../failure.ts';
import { engineClock } from './engine-clock.ts';
import type { EngineClock } from './engine-clock.ts';
import {
  askJson,
  hasOneSecret,
  httpSourceOf,
  httpSourceShape,
  ONE_SECRET,
  overHttp,
  statusWords,
} from './http-source.ts';
import type { HttpSource, JsonReply } from './http-source.ts';
import { isServiceName, reportOn } from './monitored-object.ts';
import { sourceOptionsOf, sourceShape } from './options.ts';
import type { SourceKind, SourceOptions, SourceWorld } from './source-kind.ts';

/*
 * The API of Icinga 2. Only what is needed is asked for: a whole object holds the command of its last check, with hosts,
 * ports and passwords in it.
 */

interface Icinga2Options extends SourceOptions {
  readonly http: HttpSource;
}

/** What is asked of hosts and of services. The last one named differs. */
const ATTRIBUTES = [
  'check_interval',
  'downtime_depth',
  'flapping',
  'last_check',
  'last_hard_state',
  'last_hard_state_change',
  'last_reachable',
  'last_state_change',
  'state',
  'state_type',
] as const;

const QUESTIONS = {
  hosts: { path: '/v1/objects/hosts', lastDown: 'last_state_down' },
  services: { path: '/v1/objects/services', lastDown: 'last_state_critical' },
} as const;

type Asked = keyof typeof QUESTIONS;

const SOFT = 0;

export const icinga2: SourceKind<Icinga2Options> = {
  name: 'icinga2',
  about: 'Icinga 2, by its API.',
  options: z
    .strictObject({ ...httpSourceShape(), ...sourceShape() })
    .refine(hasOneSecret, ONE_SECRET)
    .transform((written): Icinga2Options => {
      const options = sourceOptionsOf(written);
      return { ...options, http: httpSourceOf(written, options.timeoutMs) };
    }),
  ...overHttp<Icinga2Options>(({ http }) => http),
  ask,
};

async function ask(options: Icinga2Options, world: SourceWorld): Promise<SourceAnswer> {
  const names = [...world.names];
  const asked: Asked[] = [
    ...(names.every(isServiceName) ? [] : (['hosts'] as const)),
    ...(names.some(isServiceName) ? (['services'] as const) : []),
  ];
  const found = await Promise.allSettled(asked.map((what) => askFor(what, options, world)));
  const answers = found.filter((one) => one.status === 'fulfilled').map(({ value }) => value);
  const failures = found.flatMap((one, index) =>
    one.status === 'rejected' ? [{ what: asked[index] ?? 'hosts', failure: failureOf(one.reason) }] : [],
  );
  // Services that cannot be had take no host with them, nor the other way round.
  if (answers.length === 0 && failures[0] !== undefined) throw failures[0].failure;
  return {
    reports: answers.flatMap(({ reports }) => reports),
    boots: new Map(),
    notes: [
      ...failures.map(({ what, failure }) => `it has no answer about ${what}: ${failure.message}`),
      ...new Set(answers.flatMap(({ notes }) => notes)),
    ],
  };
}

type Part = Pick<SourceAnswer, 'reports' | 'notes'>;

async function askFor(what: Asked, options: Icinga2Options, world: SourceWorld): Promise<Part> {
  const { path, lastDown } = QUESTIONS[what];
  const attributes = [...ATTRIBUTES, lastDown].sort();
  const query = attributes.map((name) => ['attrs', name] as const);
  const reply = await askJson(options.http, { path, query }, world);
  const entries = entriesOf(reply, what);
  const times = timesOf(options, reply, Math.floor(world.now()));
  const named = entries.map((entry) => entrySchema.safeParse(entry)).flatMap(({ data }) => data ?? []);
  const wanted = named.filter(({ name }) => world.names.has(name));
  const { believedForMs } = options.rules;
  return {
    reports: wanted.map((entry) => reportOf(entry, lastDown, times, believedForMs)),
    notes: [
      ...(named.length < entries.length
        ? [`${String(entries.length - named.length)} of its ${what} have no name`]
        : []),
      ...(wanted.length === 0
        ? [
            `none of its ${String(named.length)} ${what} is called like a server here; say in "servers" what it calls them`,
          ]
        : []),
      ...times.notes,
    ],
  };
}

const listSchema = z.object({ results: z.array(z.unknown()) });

const entrySchema = z.object({ name: z.string(), attrs: z.unknown().optional() });

type Entry = z.output<typeof entrySchema>;

/** @throws ProbeFailure where there is no list */
function entriesOf({ status, json }: JsonReply, what: Asked): readonly unknown[] {
  // To a user without the right to see any, Icinga says that there are none.
  if (status === 404 && json !== undefined)
    throw new ProbeFailure('bad-reply', `it has no ${what}, or its user may not see any`);
  if (status !== 200) throw new ProbeFailure('bad-reply', statusWords(status));
  const list = listSchema.safeParse(json);
  if (!list.success) throw new ProbeFailure('bad-reply', 'its answer is not that of an Icinga 2 API');
  return list.data.results;
}

/**
 * Icinga does not say what time it has; a proxy before it does. Where nobody does, a time is left as it is: one in the
 * future is then found out, and not believed.
 */
function timesOf(options: Icinga2Options, { sentAt }: JsonReply, now: Instant): Times {
  if (sentAt === undefined) return { ours: (at) => at, notes: [] };
  return engineClock(options, sentAt, now);
}

type Times = Pick<EngineClock, 'ours' | 'notes'>;

/** What is missing or odd beside the first two counts as not told. */
const optional = <Value>(schema: z.ZodType<Value>) => schema.optional().catch(undefined);

const attributesSchema = z.object({
  last_check: z.number(),
  last_hard_state: z.int(),
  state: optional(z.int()),
  state_type: optional(z.int()),
  last_reachable: optional(z.boolean()),
  flapping: optional(z.boolean()),
  downtime_depth: optional(z.number()),
  check_interval: optional(z.number()),
  last_state_change: optional(z.number()),
  last_hard_state_change: optional(z.number()),
  last_state_down: optional(z.number()),
  last_state_critical: optional(z.number()),
});

function reportOf(
  { name, attrs }: Entry,
  lastDown: (typeof QUESTIONS)[Asked]['lastDown'],
  { ours }: Times,
  believedForMs: number,
): EngineReport {
  const { success, data, error } = attributesSchema.safeParse(attrs);
  if (!success) {
    const [what] = error.issues.flatMap(({ path }) => path.join('.'));
    const detail = `its entry cannot be read${what === undefined || what === '' ? '' : `: ${what} is no number`}`;
    return { name, reason: 'reported-unknown', at: 0, detail };
  }
  const instant = (seconds: number | undefined) =>
    seconds === undefined || seconds <= 0 ? undefined : ours(Math.floor(seconds * SECOND_MS));
  const checkedAt = instant(data.last_check);
  const object = {
    name,
    isChecked: checkedAt !== undefined,
    state: data.state,
    hardState: data.last_hard_state,
    isSoft: data.state_type === SOFT,
    isReachable: data.last_reachable ?? true,
    isFlapping: data.flapping ?? false,
    isInDowntime: (data.downtime_depth ?? 0) > 0,
    checkEveryMs: (data.check_interval ?? 0) * SECOND_MS,
    checkedAt: checkedAt ?? 0,
    changedAt: instant(data.last_state_change),
    confirmedAt: instant(data.last_hard_state_change),
    lastDownAt: instant(data[lastDown]),
  };
  return reportOn(object, believedForMs);
}
