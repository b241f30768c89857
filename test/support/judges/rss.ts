import { childrenOf, parseXml, textOfChild } from './xml.ts';
import type { Element } from './xml.ts';

/** RFC 822 with the four digits of the year that RSS 2.0 prefers. */
const DATE =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d (GMT|[+-]\d{4})$/;
const CHANNEL = [
  'title',
  'link',
  'description',
  'language',
  'lastBuildDate',
  'pubDate',
  'category',
  'ttl',
  'item',
];
const ITEM = [
  'title',
  'link',
  'description',
  'author',
  'category',
  'comments',
  'enclosure',
  'guid',
  'pubDate',
  'source',
];

export function rssItems(xml: string): readonly Element[] {
  return childrenOf(channelOf(parseXml(xml)), 'item');
}

/** Everything RSS 2.0 (rssboard.org) has against a document, as sentences. */
export function rssFaults(xml: string): readonly string[] {
  const root = parseXml(xml);
  const channel = channelOf(root);
  const items = childrenOf(channel, 'item');
  const faults: string[] = [];
  const say = (fault: string) => faults.push(fault);
  if (root.attributes['version'] !== '2.0') say('not version 2.0');
  for (const name of ['title', 'link', 'description'])
    if ((textOfChild(channel, name) ?? '') === '') say(`a channel without ${name}`);
  known(channel, CHANNEL, root, say);
  for (const item of items) judgeItem(item, root, say);
  const guids = items.map((item) => textOfChild(item, 'guid'));
  if (new Set(guids).size !== guids.length) say('a guid twice');
  for (const text of [channel, ...items].flatMap((element) =>
    ['pubDate', 'lastBuildDate'].flatMap((name) => childrenOf(element, name).map((date) => date.text)),
  ))
    if (!DATE.test(text) || new Date(text).toUTCString() !== text) say(`the date ${text}`);
  return faults;
}

function judgeItem(item: Element, root: Element, say: (fault: string) => void): void {
  known(item, ITEM, root, say);
  for (const name of ['title', 'link', 'description', 'guid', 'pubDate'])
    if (childrenOf(item, name).length !== 1) say(`an item needs one ${name}`);
  const [guid] = childrenOf(item, 'guid');
  const isLink = (guid?.attributes['isPermaLink'] ?? 'true') === 'true';
  if (isLink && !/^https?:/.test(guid?.text ?? '')) say('a permanent link that is no address');
  if (!/^https?:\/\/\S+$/.test(textOfChild(item, 'link') ?? '')) say('a link that is no address');
}

/** Elements of another name space need a prefix that was declared. */
function known(
  element: Element,
  names: readonly string[],
  root: Element,
  say: (fault: string) => void,
): void {
  for (const { name } of element.children) {
    const [prefix, local] = name.split(':');
    if (local === undefined ? !names.includes(name) : root.attributes[`xmlns:${prefix ?? ''}`] === undefined)
      say(`<${name}> in <${element.name}>`);
  }
}

function channelOf(root: Element): Element {
  const [channel, ...more] = childrenOf(root, 'channel');
  if (root.name !== 'rss' || channel === undefined || more.length > 0) throw new Error('not one channel');
  return channel;
}
