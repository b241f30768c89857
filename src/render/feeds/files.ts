import { siteInputs } from '../../core/plan-desk.ts';
import { namesIn } from '../../core/incident-plans.ts';
import type { Service } from '../../core/model/topology.ts';
import type { ViewContext } from '../../core/view/context.ts';
import { FEED_FILES, feedEntry, feedFolder } from '../../core/view/feed.ts';
import type { FeedEntryView } from '../../core/view/feed.ts';
import { selectForFeed } from '../../core/view/feed-selection.ts';
import type { FeedIncident, FeedSelection } from '../../core/view/feed-selection.ts';
import type { FileDesk, FilePlan } from '../file-plans.ts';
import { keepPlans } from '../kept-plans.ts';
import { atom } from './atom.ts';
import { feedDocument } from './document.ts';
import { jsonFeed } from './json-feed.ts';
import { rss } from './rss.ts';

const SERIALISERS = { atom, rss, json: jsonFeed } as const;

/** The feeds of the site and of every service. */
export const feedFiles = keepPlans((desk) => {
  const { reading, context } = desk().site;
  const { incidents, now, topology } = reading;
  const selections = [undefined, ...topology.services].map((service) => ({
    service,
    selection: selectForFeed(incidents, context, now, service?.id),
  }));
  return {
    plans: selections.flatMap(({ service, selection }) => plansOf(desk, selection, service)),
    untilAt: Math.min(...selections.map(({ selection }) => selection.untilAt)),
  };
});

function plansOf(desk: () => FileDesk, selection: FeedSelection, service?: Service): readonly FilePlan[] {
  const inputs = inputsOf(selection, desk().site.context, service);
  // Five files tell the same texts, which are read once, and not before one of them is asked for.
  let read: readonly FeedEntryView[] | null = null;
  const entries = () => {
    const { reading, context } = desk().site;
    read ??= selection.incidents.map((item) => feedEntry(item, reading.prose(item.incident.slug), context));
    return read;
  };
  return FEED_FILES.map((feed) => ({
    output: `${feedFolder(service?.id)}${feed.file}`.slice(1),
    live: false,
    inputs,
    content: () => {
      const { site, words, markdown } = desk();
      const { name, url, locale } = site.reading.topology.site;
      const source = {
        siteName: name,
        locale,
        entries: entries(),
        ...(service === undefined ? {} : { service }),
      };
      return SERIALISERS[feed.format](feedDocument(source, feed, { words, markdown, siteUrl: url }));
    },
  }));
}

/** The digests stand for the texts, the events for what the clock has to do with it. */
function inputsOf({ incidents }: FeedSelection, context: ViewContext, service?: Service): string {
  return [
    siteInputs(context),
    JSON.stringify(service === undefined ? [] : [service.id, service.name]),
    ...incidents.map((item) => incidentInputs(item, context)),
  ].join('\n');
}

function incidentInputs({ incident, events }: FeedIncident, context: ViewContext): string {
  const { slug, digest, date } = incident;
  return [slug, digest, date, events.map(({ id }) => id).join(' '), namesIn(incident, context)].join('\t');
}
