import { isoSeconds } from '../iso-seconds.ts';
import type { FeedDocument } from './document.ts';

/** JSON Feed 1.1 (jsonfeed.org). */
export function jsonFeed({
  selfUrl,
  pageUrl,
  title,
  about,
  siteName,
  siteUrl,
  locale,
  items,
}: FeedDocument): string {
  const feed = {
    version: 'https://jsonfeed.org/version/1.1',
    title,
    home_page_url: pageUrl,
    feed_url: selfUrl,
    description: about,
    language: locale,
    authors: [{ name: siteName, url: siteUrl }],
    items: items.map((item) => ({
      id: item.id,
      url: item.url,
      title: item.title,
      content_html: item.html,
      date_published: isoSeconds(item.publishedAt),
      tags: [item.category.label],
    })),
  };
  return `${JSON.stringify(feed, null, 2)}\n`;
}
