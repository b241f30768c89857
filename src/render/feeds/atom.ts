import { isoSeconds } from '../iso-seconds.ts';
import { xmlText } from '../xml.ts';
import type { FeedDocument, FeedItem } from './document.ts';

/** Atom (RFC 4287). */
export function atom(feed: FeedDocument): string {
  const { selfUrl, pageUrl, title, about, siteName, siteUrl, locale, items, changedAt } = feed;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${xmlText(locale)}">`,
    `  <id>${xmlText(selfUrl)}</id>`,
    `  <title>${xmlText(title)}</title>`,
    `  <subtitle>${xmlText(about)}</subtitle>`,
    `  <updated>${isoSeconds(changedAt)}</updated>`,
    `  <link rel="self" type="application/atom+xml" href="${xmlText(selfUrl)}"/>`,
    `  <link rel="alternate" type="text/html" href="${xmlText(pageUrl)}"/>`,
    `  <author><name>${xmlText(siteName)}</name><uri>${xmlText(siteUrl)}</uri></author>`,
    ...items.map(entry),
    '</feed>',
    '',
  ].join('\n');
}

function entry({ id, url, title, html, publishedAt, changedAt, category }: FeedItem): string {
  return [
    '  <entry>',
    `    <id>${xmlText(id)}</id>`,
    `    <title>${xmlText(title)}</title>`,
    `    <published>${isoSeconds(publishedAt)}</published>`,
    `    <updated>${isoSeconds(changedAt)}</updated>`,
    `    <link rel="alternate" type="text/html" href="${xmlText(url)}"/>`,
    `    <category term="${xmlText(category.term)}" label="${xmlText(category.label)}"/>`,
    `    <content type="html">${xmlText(html)}</content>`,
    '  </entry>',
  ].join('\n');
}
