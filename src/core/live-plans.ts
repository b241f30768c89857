import { bySlug } from './evaluate/lookup.ts';
import type { Prose } from './model/incident.ts';
import type { ServiceRecord } from './model/record.ts';
import type { SiteStatus } from './model/status.ts';
import { place } from './page-place.ts';
import type { PagePlan } from './page-plan.ts';
import { siteInputs } from './plan-desk.ts';
import { servicePlans } from './service-plans.ts';
import type { Reading } from './sources.ts';
import type { ViewContext } from './view/context.ts';
import { homeView } from './view/home.ts';
import type { HomeInput } from './view/home.ts';
import { infrastructureView } from './view/infrastructure.ts';
import { WIDGET_PATH, widgetView } from './view/widget.ts';

/** The pages that print the time of the data, the home page last of all. */
export function livePlans(
  reading: Reading,
  context: ViewContext,
  status: SiteStatus,
  recorded: boolean,
  records: readonly ServiceRecord[],
): PagePlan[] {
  const prose = (slug: string) => reading.prose(slug);
  const input = {
    ...reading,
    context,
    status,
    recorded,
    prose,
    records,
  };
  const infrastructure = infrastructureView({ ...input, layout: null });
  const widget = widgetView(input);
  const plans: readonly PagePlan[] = [
    {
      name: 'infrastructure',
      ...place('/infrastructure/'),
      live: true,
      inputs: JSON.stringify([infrastructure, reading.topology.flows]),
      view: (layout) => ({ ...infrastructure, layout }),
    },
    ...servicePlans(input),
    {
      name: 'widget',
      ...place(WIDGET_PATH),
      live: true,
      inputs: JSON.stringify(widget),
      view: () => widget,
    },
    { name: 'home', ...place('/'), live: true, inputs: homeInputs(input), view: () => homeView(input) },
  ];
  // How times are printed is no part of any view.
  const site = siteInputs(context);
  return plans.map((plan) => ({ ...plan, inputs: `${site}\n${plan.inputs}` }));
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
