import MarkdownIt, { type Token } from 'markdown-it';
import type { Reference } from '../model/incident.ts';
import type { Source } from './source.ts';
import { quoteValue } from './value-words.ts';

/** Raw HTML is recognised here, and only here, to be able to say that it is shown as typed. */
const withHtml = new MarkdownIt('default', { html: true, linkify: false, maxNesting: 20 });

const INCIDENT_LINK = /^\/incidents\/([^/#?]+)\/?(?:[#?].*)?$/;
/** So many links and tags of one file are looked for in it; further ones are not worth the time that takes. */
const MAX_FINDS = 500;
/** What is worth a full parse: everything else has neither links to incidents nor HTML. */
const WORTH_READING = /\/incidents\/|<[A-Za-z/!?]/;

/** Reports raw HTML below the front matter, and returns the links to other incidents. */
export function readReferences(source: Source, bodyLine: number): Reference[] {
  const start = source.lineStarts[bodyLine] ?? source.text.length;
  const text = source.text.slice(start);
  if (!WORTH_READING.test(text)) return [];
  const references: Reference[] = [];
  const reported = new Set<number>();
  let finds = 0;
  for (const token of withHtml.parse(text, {})) {
    const line = bodyLine + (token.map?.[0] ?? 0);
    const last = bodyLine + (token.map?.[1] ?? 0);
    if (token.type === 'html_block') reportHtml(source, line, last, token.content, reported);
    for (const child of token.children ?? []) {
      if (child.type !== 'html_inline' && child.type !== 'link_open') continue;
      finds += 1;
      if (finds > MAX_FINDS) return references;
      if (child.type === 'html_inline') reportHtml(source, line, last, child.content, reported);
      const slug = child.type === 'link_open' ? slugOf(child) : undefined;
      if (slug !== undefined)
        references.push({ slug, ...source.place(find(source, line, last, `/incidents/${slug}`)) });
    }
  }
  return references;
}

function slugOf(link: Token): string | undefined {
  const slug = INCIDENT_LINK.exec(String(link.attrGet('href') ?? ''))?.[1];
  if (slug === undefined) return undefined;
  try {
    return decodeURIComponent(slug);
  } catch (error) {
    if (error instanceof URIError) return slug;
    throw error;
  }
}

function reportHtml(source: Source, from: number, to: number, html: string, reported: Set<number>): void {
  const offset = find(source, from, to, html.trim().split('\n')[0] ?? '');
  const line = source.lineAt(offset);
  // One hint for each line says it all.
  if (reported.has(line)) return;
  reported.add(line);
  source.report(
    'raw-html',
    offset,
    `${quoteValue(html)} is HTML, which is shown as it is typed`,
    'use Markdown: **bold**, *emphasis*, [text](address)',
  );
}

/** Inline tokens do not say where they stand: the first place of the text on their lines will do. */
function find(source: Source, from: number, to: number, text: string): number {
  const start = source.lineStarts[from] ?? source.text.length;
  const at = source.text.indexOf(text, start);
  return at === -1 || at >= (source.lineStarts[to] ?? source.text.length + 1) ? start : at;
}
