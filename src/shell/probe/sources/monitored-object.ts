import type { EngineReport } from '../../../core/observe/source-votes.ts';
import type { Instant } from '../../../core/model/time.ts';
import { VOTE_REASONS } from '../../../core/model/vote.ts';
import type { VoteReason } from '../../../core/model/vote.ts';
import { BELIEVED_INTERVALS, MAX_BELIEVED_MS } from './options.ts';

/*
 * What Icinga and the family of Nagios say of a host or a service, and what it is worth. They share their states, and their
 * traps: a state for what was never checked, a state that changes before the engine itself believes it, times that are 0.
 */

export interface MonitoredObject {
  /** A host's name, or `host!service`. */
  readonly name: string;
  /** False where nobody has ever looked, whatever its state says. */
  readonly isChecked: boolean;
  /** Of the last check. */
  readonly state: number | undefined;
  /** The state that enough checks have confirmed. */
  readonly hardState: number;
  /** The last check is not confirmed yet. */
  readonly isSoft: boolean;
  /** False where something before it is down. */
  readonly isReachable: boolean;
  readonly isFlapping: boolean;
  readonly isInDowntime: boolean;
  /** How often it is checked; 0 where that is not known. */
  readonly checkEveryMs: number;
  /** By our clock, as all of its times. Without meaning where it was never checked. */
  readonly checkedAt: Instant;
  /** When a check found another state than the one before; undefined where none ever has. */
  readonly changedAt: Instant | undefined;
  /** When its state was last confirmed as another one. */
  readonly confirmedAt: Instant | undefined;
  /** When a check last found it down; undefined where none ever has. */
  readonly lastDownAt: Instant | undefined;
}

interface Meaning {
  readonly reason: VoteReason;
  readonly detail?: string;
}

const UNREACHABLE: Meaning = {
  reason: 'reported-unknown',
  detail: 'unreachable: something before it is down',
};

const HOST_STATES: readonly Meaning[] = [{ reason: 'ok' }, { reason: 'reported-down' }, UNREACHABLE];

const SERVICE_STATES: readonly Meaning[] = [
  { reason: 'ok' },
  { reason: 'ok', detail: 'warning' },
  { reason: 'reported-down', detail: 'critical' },
  { reason: 'reported-unknown', detail: 'its check could not tell' },
];

/** @param believedForMs what the source says of all; a thing that is checked less often is believed for longer */
export function reportOn(object: MonitoredObject, believedForMs: number): EngineReport {
  const { name, checkedAt: at, checkEveryMs } = object;
  const { reason, detail: meant } = meaningOf(object);
  const detail = [meant, ...remarksOn(object)].filter((words) => words !== undefined).join('; ');
  const said = { name, reason, at, ...(detail === '' ? {} : { detail }) };
  if (VOTE_REASONS[reason] === 'unknown') return said;
  const ownMs = Math.min(BELIEVED_INTERVALS * checkEveryMs, MAX_BELIEVED_MS);
  return {
    ...said,
    // The engine has waited for enough failures, or successes, before it calls a state hard.
    settled: true,
    ...beginningOf(object, reason === 'ok'),
    ...(ownMs > believedForMs ? { believedForMs: ownMs } : {}),
  };
}

/** Icinga's own way to write the name of a service; neither engine allows the mark in a host's name. */
export const isServiceName = (name: string) => name.includes('!');

function meaningOf({ name, isChecked, isReachable, hardState }: MonitoredObject): Meaning {
  if (!isChecked) return { reason: 'never-checked' };
  const meanings = isServiceName(name) ? SERVICE_STATES : HOST_STATES;
  const meaning = meanings[hardState] ?? {
    reason: 'reported-unknown',
    detail: `state ${String(hardState)} has no meaning`,
  };
  // Whatever stands before it is down: what answers is well. What does not may only be out of sight.
  return meaning.reason === 'reported-down' && !isReachable ? UNREACHABLE : meaning;
}

function remarksOn({ isChecked, isSoft, state, hardState, isFlapping, isInDowntime }: MonitoredObject) {
  const isFailing = isChecked && isSoft && state !== hardState && state !== 0;
  return [
    ...(isFailing
      ? ['failing, attempt soft: it does not count before the engine has tried often enough']
      : []),
    ...(isFlapping ? ['flapping'] : []),
    ...(isInDowntime ? ['in a downtime of the engine, which announces nothing here'] : []),
  ];
}

/**
 * The first failure is when an outage began, not its confirmation. What was never found down may have been well for longer
 * than the engine has looked; and a time of 0 says that it was so when the engine began.
 */
function beginningOf(
  { isSoft, changedAt, confirmedAt, lastDownAt }: MonitoredObject,
  isWell: boolean,
): Pick<EngineReport, 'sinceAt' | 'sinceIsAtLeast'> {
  const times = [isSoft ? undefined : changedAt, confirmedAt].filter((time) => time !== undefined);
  if (times.length === 0) return {};
  const sinceAt = Math.min(...times);
  const isRecovery = lastDownAt !== undefined && lastDownAt <= sinceAt;
  const isKnown = isWell ? isRecovery : changedAt !== undefined;
  return { sinceAt, ...(isKnown ? {} : { sinceIsAtLeast: true }) };
}
