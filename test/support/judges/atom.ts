import { childrenOf, parseXml, textOfChild } from './xml.ts';
import type { Element } from './xml.ts';

/** RFC 3339 as RFC 4287, 3.3 has it: a capital T, and a capital Z or an offset. */
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const IRI = /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i;
/** RFC 4287, 4.2: what may stand in a feed and in an entry, and what no more than once. */
const FEED_ONCE = ['id', 'title', 'updated', 'subtitle', 'generator', 'icon', 'logo', 'rights'];
const ENTRY_ONCE = ['id', 'title', 'updated', 'published', 'content', 'summary', 'rights', 'source'];
const MANY = ['author', 'contributor', 'category', 'link'];

export interface JudgedFeed {
  readonly root: Element;
  readonly entries: readonly Element[];
}

/** Everything RFC 4287 has against a document, as sentences; also what only good manners demand. */
export function atomFaults(xml: string): readonly string[] {
  const { root, entries } = readAtom(xml);
  const faults: string[] = [];
  const say = (fault: string) => faults.push(fault);
  if (root.name !== 'feed' || root.attributes['xmlns'] !== 'http://www.w3.org/2005/Atom') say('no Atom feed');
  judge(root, [...FEED_ONCE, ...MANY, 'entry'], FEED_ONCE, say);
  const self = linksOf(root, 'self');
  if (self.length !== 1) say('a feed should have one link to itself');
  if (
    childrenOf(root, 'author').length === 0 &&
    entries.some((entry) => childrenOf(entry, 'author').length === 0)
  )
    say('no author');
  for (const author of childrenOf(root, 'author'))
    if ((textOfChild(author, 'name') ?? '') === '') say('an author without a name');
  for (const entry of entries) judgeEntry(entry, say);
  const ids = entries.map((entry) => textOfChild(entry, 'id'));
  if (new Set(ids).size !== ids.length) say('an id twice');
  const latest = entries
    .map((entry) => textOfChild(entry, 'updated') ?? '')
    .sort()
    .at(-1);
  if (latest !== undefined && textOfChild(root, 'updated') !== latest)
    say('the feed is not as old as its newest entry');
  return faults;
}

export function readAtom(xml: string): JudgedFeed {
  const root = parseXml(xml);
  return { root, entries: childrenOf(root, 'entry') };
}

function judgeEntry(entry: Element, say: (fault: string) => void): void {
  judge(entry, [...ENTRY_ONCE, ...MANY], ENTRY_ONCE, say);
  const [content] = childrenOf(entry, 'content');
  if (linksOf(entry, 'alternate').length !== 1) say('an entry needs one alternate link');
  if (content?.attributes['type'] !== 'html' || content.text.trim() === '') say('no content');
  const [published, updated] = [textOfChild(entry, 'published'), textOfChild(entry, 'updated')];
  if (published !== undefined && updated !== undefined && published > updated)
    say('updated before it was published');
  for (const category of childrenOf(entry, 'category'))
    if ((category.attributes['term'] ?? '') === '') say('a category without a term');
}

function judge(
  element: Element,
  known: readonly string[],
  once: readonly string[],
  say: (fault: string) => void,
): void {
  for (const { name } of element.children) if (!known.includes(name)) say(`<${name}> in <${element.name}>`);
  for (const name of once)
    if (childrenOf(element, name).length > 1) say(`${name} twice in <${element.name}>`);
  for (const name of ['id', 'title', 'updated'])
    if (childrenOf(element, name).length !== 1) say(`no ${name} in <${element.name}>`);
  if (!IRI.test(textOfChild(element, 'id') ?? ''))
    say(`the id ${String(textOfChild(element, 'id'))} is no IRI`);
  for (const name of ['updated', 'published'])
    for (const { text } of childrenOf(element, name))
      if (!DATE.test(text) || Number.isNaN(Date.parse(text))) say(`the date ${text}`);
  for (const { attributes } of childrenOf(element, 'link'))
    if (!IRI.test(attributes['href'] ?? '')) say(`a link to ${String(attributes['href'])}`);
}

function linksOf(element: Element, rel: string): readonly Element[] {
  return childrenOf(element, 'link').filter((link) => (link.attributes['rel'] ?? 'alternate') === rel);
}
