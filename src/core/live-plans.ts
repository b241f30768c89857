import { bySlug } from './evaluate/lookup.ts';
import type { Recorder } from './evaluate/record.ts';
import type { Prose } from './model/incident.ts';
import type { SiteStatus } from './model/status.ts';
import { place } from './page-place.ts';
import type { PagePlan } from './page-plan.ts';
import { recordsOf, servicePlans } from './service-plans.ts';
import type { Reading } from './sources.ts';
import type { ViewContext } from './view/context.ts';
import { homeView } from './view/home.ts';
import type { HomeInput } from './view/home.ts';
import { infrastructureView } from './view/infrastructure.ts';

/** The pages that print the time of the data, the home page last of all. */
export function livePlans(
  reading: Reading,
  context: ViewContext,
  status: SiteStatus,
  recorded: boolean,
  recorder: Recorder,
): PagePlan[] {
  const prose = (slug: string) => reading.prose(slug);
  const input = {
    ...reading,
    context,
    status,
    recorded,
    prose,
    records: recordsOf(reading, context, status, recorder),
  };
  const infrastructure = infrastructureView({ ...input, layout: null });
  return [
    {
      name: 'infrastructure',
      ...place('/infrastructure/'),
      live: true,
      inputs: JSON.stringify([infrastructure, reading.topology.flows]),
      view: (layout) => ({ ...infrastructure, layout }),
    },
    ...servicePlans(input),
    { name: 'home', ...place('/'), live: true, inputs: homeInputs(input), view: () => homeView(input) },
  ];
}

const NO_PROSE: Prose = { summary: '', updates: [] };

/**
 * The home page without its texts, and the digests of the files whose texts it may print. Without texts no cap on
 * words is reached, so these are at least the files the page does print; and no file has to be parsed to find out.
 */
function homeInputs(input: HomeInput): string {
  const known = bySlug(input.incidents);
  const texts: string[] = [];
  const prose = (slug: string) => {
    texts.push(known.get(slug)?.digest ?? '');
    return NO_PROSE;
  };
  const page = JSON.stringify(homeView({ ...input, prose }));
  return [page, ...texts].join('\n');
}
