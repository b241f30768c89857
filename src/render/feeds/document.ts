import type { Instant } from '../../core/model/time.ts';
import type { Id } from '../../core/model/topology.ts';
import type { FeedEntryView, FeedFile, FeedUpdateView } from '../../core/view/feed.ts';
import { feedFolder, feedUpdates } from '../../core/view/feed.ts';
import { withoutBidiControls } from '../bidi.ts';
import { xmlLegal } from '../xml.ts';
import { entryHtml, updateHtml, updateTitle } from './entry-html.ts';
import type { FeedPress } from './entry-html.ts';

/** One entry of a feed, whatever its format. Plain text but for its HTML; clean of what no format can carry. */
export interface FeedItem {
  /** Never changes and never comes twice. */
  readonly id: string;
  /** The same for RSS, where a tag URI is no custom and Statuspage has the address. */
  readonly guid: string;
  /** Where it can be read; the same as its id where a page has that very anchor. */
  readonly url: string;
  readonly title: string;
  readonly html: string;
  readonly publishedAt: Instant;
  readonly changedAt: Instant;
  /** `incident`, `maintenance`, `announcement`, and its word for members. */
  readonly category: { readonly term: string; readonly label: string };
}

/** A feed, whatever its format. */
export interface FeedDocument {
  readonly selfUrl: string;
  readonly pageUrl: string;
  readonly title: string;
  readonly about: string;
  readonly siteName: string;
  readonly siteUrl: string;
  readonly locale: string;
  readonly items: readonly FeedItem[];
  /** When the newest of its items changed. */
  readonly changedAt: Instant;
}

/** What a feed without entries says of its age, because the clock of a build must not be in it. */
const NEVER: Instant = 0;

export interface FeedSource {
  readonly siteName: string;
  readonly locale: string;
  /** Absent for the feeds of the whole site. */
  readonly service?: { readonly id: Id; readonly name: string };
  /** What changed last comes first. */
  readonly entries: readonly FeedEntryView[];
}

export function feedDocument(
  source: FeedSource,
  { file, entries }: FeedFile,
  press: FeedPress,
): FeedDocument {
  const { siteName, locale, service } = source;
  const { words, siteUrl } = press;
  const folder = siteUrl + feedFolder(service?.id);
  const name =
    service === undefined
      ? siteName
      : words.text('feed.of-service', { service: service.name, site: siteName });
  const items =
    entries === 'updates'
      ? feedUpdates(source.entries).map((update) => updateItem(update, press))
      : source.entries.map((entry) => entryItem(entry, press));
  return {
    selfUrl: folder + file,
    pageUrl: folder,
    title: clean(words.text(`feed.${entries}`, { name })),
    about: words.text(`feed.${entries}.about`),
    siteName: clean(siteName),
    siteUrl: `${siteUrl}/`,
    locale,
    items,
    changedAt: items.reduce((latest, item) => Math.max(latest, item.changedAt), NEVER),
  };
}

function entryItem(entry: FeedEntryView, press: FeedPress): FeedItem {
  const times = entry.events.map(({ at }) => at.at);
  const url = press.siteUrl + entry.path;
  return {
    id: entryTag(entry, press.siteUrl),
    guid: url,
    url,
    title: clean(entry.title),
    html: clean(entryHtml(entry, press)),
    publishedAt: Math.min(...times),
    changedAt: Math.max(...times),
    category: categoryOf(entry, press),
  };
}

/** Made of itself alone, so that later updates leave it as it was published. */
function updateItem(update: FeedUpdateView, press: FeedPress): FeedItem {
  const { entry, event } = update;
  const url = press.siteUrl + entry.path;
  const id = `${url}#${event.id}`;
  return {
    id,
    guid: id,
    url: event.anchored ? id : url,
    title: clean(updateTitle(update, press)),
    html: clean(updateHtml(update, press)),
    publishedAt: event.at.at,
    changedAt: event.at.at,
    category: categoryOf(entry, press),
  };
}

function categoryOf({ kind }: FeedEntryView, { words }: FeedPress): FeedItem['category'] {
  return { term: kind, label: clean(words.text(`kind.${kind}`)) };
}

/** `tag:status.example.org,2010-08-31:/incidents/2010-08-31-slow` (RFC 4151): host, date and slug, none of which ever change. */
function entryTag({ date, slug }: FeedEntryView, siteUrl: string): string {
  const { hostname, pathname } = new URL(siteUrl);
  return `tag:${hostname},${date}:${pathname.replace(/\/$/, '')}/incidents/${encodeURIComponent(slug)}`;
}

function clean(text: string): string {
  return withoutBidiControls(xmlLegal(text));
}
