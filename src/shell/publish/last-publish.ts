import { readFileSync } from 'node:fs';
import path from 'node:path';
import { formatDuration } from '../../core/parse/duration.ts';
import { readInstant } from '../../core/parse/instant.ts';
import { MINUTE_MS } from '../../core/model/time.ts';
import type { Instant } from '../../core/model/time.ts';
import { HEARTBEAT_OUTPUT } from '../../render/heartbeat.ts';
import type { Problem } from './turn.ts';

/** Clocks that are kept right are set back by less than this, and nobody need hear of it. */
const SMALL_STEP_MS = MINUTE_MS;

/** When something was published last: by this process, or by the one before, as its heartbeat tells. */
export class LastPublish {
  at: Instant | undefined;

  constructor(outDir: string) {
    this.at = readPublishedAt(path.join(outDir, HEARTBEAT_OUTPUT));
  }

  /**
   * The time of a turn. Readers never see time go back for a small step of the clock: until it has caught up, it is as late as
   * it was. A large step means that the clock was wrong before or is now; it is told of, and believed.
   */
  tell(clock: Instant): { readonly now: Instant; readonly problem: Problem | null } {
    const { at } = this;
    if (at === undefined || clock >= at) return { now: clock, problem: null };
    const backMs = at - clock;
    if (backMs <= SMALL_STEP_MS) return { now: at, problem: null };
    const message = `the clock says it is ${formatDuration(roundedUp(backMs))} earlier than when this site was last published; it was wrong then or is now`;
    return { now: clock, problem: { code: 'clock-set-back', message } };
  }
}

const roundedUp = (ms: number) => Math.ceil(ms / MINUTE_MS) * MINUTE_MS;

/** Undefined where nothing was published, or nobody can read when. */
function readPublishedAt(file: string): Instant | undefined {
  try {
    const { published_at: at } = JSON.parse(readFileSync(file, 'utf8')) as { published_at?: unknown };
    return typeof at === 'string' ? readInstant(at) : undefined;
  } catch {
    return undefined;
  }
}
