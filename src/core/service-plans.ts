import type { Recorder } from './evaluate/record.ts';
import type { ServiceRecord } from './model/record.ts';
import type { SiteStatus } from './model/status.ts';
import { place } from './page-place.ts';
import type { PagePlanOf } from './page-plan.ts';
import type { Reading } from './sources.ts';
import type { ViewContext } from './view/context.ts';
import { servicePageViews } from './view/service.ts';
import type { ServicePageInput } from './view/service.ts';

/** What every service has been through until the time of the data; nothing where nobody ever looked. */
export function recordsOf(
  { topology, incidents, history }: Reading,
  { zone }: ViewContext,
  { takenAt }: SiteStatus,
  recorder: Recorder,
): readonly ServiceRecord[] {
  if (history.observed === null) return [];
  // Without a snapshot what is remembered ends when anybody looked last.
  return recorder.records({ topology, incidents, history, zone, asOf: takenAt ?? history.observed.untilAt });
}

/** A page for every service, in file order. All of it is live. */
export function servicePlans(input: ServicePageInput): readonly PagePlanOf<'service'>[] {
  return servicePageViews(input).map((view) => ({
    name: 'service',
    ...place(view.frame.path),
    live: true,
    inputs: JSON.stringify(view),
    view: () => view,
  }));
}
