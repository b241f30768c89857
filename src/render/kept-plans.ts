import type { Incident } from '../core/model/incident.ts';
import type { Instant } from '../core/model/time.ts';
import type { ViewContext } from '../core/view/context.ts';
import type { FileDesk, FileFamily, FilePlan } from './file-plans.ts';

/** Plans, and until when the passing of time alone leaves them as they are. */
export interface TimedPlans {
  readonly plans: readonly FilePlan[];
  /** Infinity where they depend on no clock. */
  readonly untilAt: Instant;
}

interface Kept extends TimedPlans {
  readonly context: ViewContext;
  readonly fromAt: Instant;
  desk: FileDesk;
}

/**
 * A family whose files are made from incidents, the topology and the clock alone. Its plans are kept from one reading to the
 * next while none of these says otherwise, so that a minute in which nothing happened costs nothing, with ten thousand files
 * as with ten. `desk()` is the newest, also in a plan that was kept: it keeps nothing old alive.
 */
export function keepPlans(make: (desk: () => FileDesk) => TimedPlans): FileFamily {
  const known = new WeakMap<readonly Incident[], Kept>();
  return (desk) => {
    const { reading, context } = desk.site;
    const before = known.get(reading.incidents);
    if (before?.context === context && before.fromAt <= reading.now && reading.now < before.untilAt) {
      before.desk = desk;
      return before.plans;
    }
    const holder = { desk };
    const kept: Kept = Object.assign(holder, { ...make(() => holder.desk), context, fromAt: reading.now });
    known.set(reading.incidents, kept);
    return kept.plans;
  };
}
