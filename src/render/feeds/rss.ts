import type { Instant } from '../../core/model/time.ts';
import { xmlText } from '../xml.ts';
import type { FeedDocument, FeedItem } from './document.ts';

/** RSS 2.0. An item's date is that of its latest change, as Statuspage has it, because many readers know no other. */
export function rss({ selfUrl, pageUrl, title, about, locale, items, changedAt }: FeedDocument): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">',
    '  <channel>',
    `    <title>${xmlText(title)}</title>`,
    `    <link>${xmlText(pageUrl)}</link>`,
    `    <description>${xmlText(about)}</description>`,
    `    <language>${xmlText(locale)}</language>`,
    ...(items.length === 0 ? [] : [`    <lastBuildDate>${rfc822(changedAt)}</lastBuildDate>`]),
    `    <atom:link rel="self" type="application/rss+xml" href="${xmlText(selfUrl)}"/>`,
    ...items.map(item),
    '  </channel>',
    '</rss>',
    '',
  ].join('\n');
}

function item({ guid, url, title, html, changedAt, category }: FeedItem): string {
  return [
    '    <item>',
    `      <title>${xmlText(title)}</title>`,
    `      <link>${xmlText(url)}</link>`,
    `      <guid isPermaLink="${String(guid === url)}">${xmlText(guid)}</guid>`,
    `      <pubDate>${rfc822(changedAt)}</pubDate>`,
    `      <category>${xmlText(category.label)}</category>`,
    `      <description>${xmlText(html)}</description>`,
    '    </item>',
  ].join('\n');
}

/** `Fri, 03 Sep 2010 22:10:00 GMT`: RFC 822 with the four digits of the year that RSS prefers. */
function rfc822(at: Instant): string {
  return new Date(at).toUTCString();
}
