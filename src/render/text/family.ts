import type { PagePlanOf } from '../../core/page-plan.ts';
import type { CompiledSite } from '../../core/planner.ts';
import type { HomeView } from '../../core/view/home.ts';
import type { FileDesk, FilePlan } from '../file-plans.ts';
import type { Words } from '../words/words.ts';
import { createAddresses } from './addresses.ts';
import { commonMark } from './commonmark.ts';
import { plainText } from './plain.ts';
import { createProse } from './prose.ts';
import { statusDocument } from './status-document.ts';
import type { TextForm } from './status-document.ts';
import { TEXT_OUTPUTS } from './ways.ts';

/**
 * `/status.txt` and `/status.md`: what the home page says, for those who ask with `curl`. They are made of what the home page
 * is made of, and change when it does.
 */
export function planTexts({ site, words }: FileDesk): readonly FilePlan[] {
  const home = homeOf(site);
  if (home === undefined) return [];
  let view: HomeView | undefined;
  const plan = (form: TextForm): FilePlan => ({
    output: TEXT_OUTPUTS[form],
    live: true,
    inputs: home.inputs,
    content() {
      view ??= home.view(null);
      return statusText(view, words, form);
    },
  });
  return [plan('plain'), plan('markdown')];
}

/** The plan of the home page; every site has one. */
export function homeOf({ pages }: Pick<CompiledSite, 'pages'>): PagePlanOf<'home'> | undefined {
  return pages.findLast((plan): plan is PagePlanOf<'home'> => plan.name === 'home');
}

/** What works now, as a text of its own. */
export function statusText(view: HomeView, words: Words, form: TextForm): string {
  const { siteUrl } = view.frame;
  const addresses = createAddresses(siteUrl);
  const document = statusDocument(view, { words, addresses, prose: createProse(addresses), form });
  if (form === 'markdown') return commonMark(document);
  return plainText(document, {
    siteUrl,
    addressesBelow: (site) => words.text('text.addresses-below', { site }),
  });
}
