import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import * as z from 'zod';
import { MAX_SKEW_MS } from '../../../core/observe/skew.ts';
import type { EngineReport, SourceAnswer } from '../../../core/observe/source-votes.ts';
import { HOUR_MS, SECOND_MS } from '../../../core/model/time.ts';
import type { Instant } from '../../../core/model/time.ts';
import { duration } from '../../../core/parse/schema-scalars.ts';
import { ProbeFailure } from '../failure.ts';
import { codeOf } from '../network-errors.ts';
import { filePath } from '../options.ts';
import { reportOn } from './monitored-object.ts';
import { sourceOptionsOf, sourceShape } from './options.ts';
import type { SourceKind, SourceOptions, SourceWorld } from './source-kind.ts';
import { statusReader } from './status-dat.ts';
import type { StatusBlock, StatusKey } from './status-dat.ts';

/** Ten thousand hosts with three services each. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;
/** So much is read without a pause, in which other checks hear their answers. */
const PIECE_BYTES = 256 * 1024;

/** What `current_state` of a host means, which for a service is "critical". */
const UNREACHABLE = 2;

interface NagiosOptions extends SourceOptions {
  readonly file: string;
  readonly intervalLengthMs: number;
}

export const nagios: SourceKind<NagiosOptions> = {
  name: 'nagios',
  about: 'Nagios, Naemon or Icinga 1, by the status.dat that they write.',
  options: z
    .strictObject({
      file: filePath().describe(
        'The status file, which is called status_file in the engine’s configuration. It has to be given.',
      ),
      interval_length: duration(SECOND_MS, HOUR_MS)
        .prefault('1m')
        .describe(
          'The unit of check_interval, which is called interval_length in the engine’s configuration. Default: 1m.',
        ),
      ...sourceShape(),
    })
    .transform(({ file, interval_length: intervalLengthMs, ...written }): NagiosOptions => ({
      ...sourceOptionsOf(written),
      file,
      intervalLengthMs,
    })),
  ask,
};

async function ask(options: NagiosOptions, world: SourceWorld): Promise<SourceAnswer> {
  const reports: EngineReport[] = [];
  // A text cut out of the file would keep a piece of the file in memory for as long as itself.
  const names = new Map([...world.names].map((name) => [name, name]));
  let info: StatusBlock | undefined;
  let things = 0;
  const isTorn = await readFile(options.file, world.signal, (block) => {
    if (block.kind === 'info') {
      info ??= block;
      return;
    }
    things += 1;
    const name = names.get(nameOf(block));
    if (name === undefined) return;
    const isTimeless = block.kind === 'servicestatus' && isByIcinga2(info);
    reports.push(isTimeless ? { ...TIMELESS, name } : reportOf(name, block, options));
  });
  refuseOld(info, options.rules.believedForMs, Math.floor(world.now()));
  return {
    reports,
    boots: new Map(),
    notes: [
      ...(isTorn ? ['its file is not whole; what stands in the torn part does not count'] : []),
      ...(isByIcinga2(info)
        ? ['its file is written by Icinga 2, whose API tells more; use the type "icinga2"']
        : []),
      ...(reports.length === 0
        ? [
            `none of the ${String(things)} names in its file is that of a server here; say in "servers" what it calls them`,
          ]
        : []),
    ],
  };
}

const isByIcinga2 = (info: StatusBlock | undefined) => /^[rv]2\./.test(info?.values.get('version') ?? '');

/** Icinga 2.13 writes for each service when its host was checked, so that one that is no longer checked looks fresh. */
const TIMELESS: Omit<EngineReport, 'name'> = {
  reason: 'reported-unknown',
  at: 0,
  detail:
    'Icinga 2 does not write down when a service was checked; use the type "icinga2", which asks its API',
};

/** True where the file is not whole. @throws ProbeFailure */
async function readFile(
  file: string,
  signal: AbortSignal,
  take: (block: StatusBlock) => void,
): Promise<boolean> {
  const reader = statusReader(take);
  try {
    const found = await stat(file);
    if (!found.isFile()) throw new ProbeFailure('local', 'there is no file where "file" says');
    if (found.size > MAX_FILE_BYTES) throw new ProbeFailure('bad-reply', TOO_LARGE);
    // The engine puts a new file in the place of the old one, so what is open stays as it is.
    const pieces = createReadStream(file, {
      encoding: 'utf8',
      highWaterMark: PIECE_BYTES,
      signal,
      end: MAX_FILE_BYTES,
    });
    for await (const piece of pieces as AsyncIterable<string>) reader.feed(piece);
    return reader.end();
  } catch (cause) {
    const code = codeOf(cause);
    if (cause instanceof ProbeFailure || code === undefined || code.startsWith('ERR_')) throw cause;
    // Node's own words name the file.
    const words = FILE_WORDS[code as keyof typeof FILE_WORDS] as string | undefined;
    throw new ProbeFailure('local', words ?? `its file cannot be read (${code})`, { cause });
  }
}

const TOO_LARGE = `its file is larger than ${String(MAX_FILE_BYTES / 1024 / 1024)} MB`;

const NOT_ALLOWED =
  'its file may not be read: the user that asks needs the right to read it and to enter its folder';

const FILE_WORDS = {
  ENOENT: 'there is no file where "file" says; the engine deletes it when it stops',
  ENOTDIR: 'there is no file where "file" says; a part of its path is no folder',
  EACCES: NOT_ALLOWED,
  EPERM: NOT_ALLOWED,
};

/** @throws ProbeFailure where nobody can tell how old the file is, or it is too old to be believed */
function refuseOld(info: StatusBlock | undefined, believedForMs: number, now: Instant): void {
  const createdAt = info === undefined ? undefined : instantOf(info, 'created');
  if (createdAt === undefined)
    throw new ProbeFailure('bad-reply', 'its file does not say when it was written, so it may be of any age');
  const ageMs = now - createdAt;
  if (ageMs > believedForMs) {
    const [age, limit] = [ageMs, believedForMs].map(ageWords);
    const message = `its file is old: written ${String(age)} ago, and believed for ${String(limit)}; is the engine running?`;
    throw new ProbeFailure('stale', message);
  }
  if (ageMs < -MAX_SKEW_MS)
    throw new ProbeFailure('stale', 'its file was written in the future, so one of the two clocks is wrong');
}

/** Floored, as ages are everywhere. */
function ageWords(ms: number): string {
  const seconds = Math.floor(ms / SECOND_MS);
  if (seconds < 5 * 60) return `${String(seconds)} seconds`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 3 * 60 ? `${String(minutes)} minutes` : `${String(Math.floor(minutes / 60))} hours`;
}

/** As Icinga writes the name of a service, which no engine allows as the name of a host. */
function nameOf({ kind, values }: StatusBlock): string {
  const host = values.get('host_name') ?? '';
  return kind === 'servicestatus' ? `${host}!${values.get('service_description') ?? ''}` : host;
}

function reportOf(
  name: string,
  block: StatusBlock,
  { rules, intervalLengthMs }: NagiosOptions,
): EngineReport {
  const isHost = block.kind === 'hoststatus';
  const checkedAt = instantOf(block, 'last_check');
  const state = numberOf(block, 'current_state');
  const confirmed = numberOf(block, 'last_hard_state');
  const isSoft = numberOf(block, 'state_type') === 0;
  const isChecked = numberOf(block, 'has_been_checked') !== 0 && checkedAt !== undefined;
  if (isChecked && confirmed === undefined)
    return {
      name,
      reason: 'reported-unknown',
      at: 0,
      detail: 'its entry cannot be read: last_hard_state is no number',
    };
  const object = {
    name,
    isChecked,
    state,
    // A host that is down behind a parent that is down: some engines write "down" for its hard state.
    hardState: isHost && !isSoft && state === UNREACHABLE ? UNREACHABLE : (confirmed ?? 0),
    isSoft,
    isReachable: true,
    isFlapping: numberOf(block, 'is_flapping') === 1,
    isInDowntime: (numberOf(block, 'scheduled_downtime_depth') ?? 0) > 0,
    checkEveryMs: (numberOf(block, 'check_interval') ?? 0) * intervalLengthMs,
    checkedAt: checkedAt ?? 0,
    changedAt: instantOf(block, 'last_state_change'),
    confirmedAt: instantOf(block, 'last_hard_state_change'),
    lastDownAt: instantOf(block, isHost ? 'last_time_down' : 'last_time_critical'),
  };
  return reportOn(object, rules.believedForMs);
}

function numberOf({ values }: StatusBlock, key: StatusKey): number | undefined {
  const written = values.get(key);
  return written !== undefined && /^-?\d{1,15}(?:\.\d{1,9})?$/.test(written) ? Number(written) : undefined;
}

/** Written in seconds; 0 and less stand for "never". */
function instantOf(block: StatusBlock, key: StatusKey): Instant | undefined {
  const seconds = numberOf(block, key);
  return seconds === undefined || seconds <= 0 ? undefined : Math.floor(seconds * SECOND_MS);
}
