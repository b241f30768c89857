import type { UpdateView } from '../core/view/entry.ts';
import type { IncidentView } from '../core/view/incident.ts';
import { absolute } from './feeds/absolute.ts';
import { isDated, toldTimes } from './page-times.ts';
import type { Markdown } from './markdown.ts';
import { plainText } from './plain-text.ts';
import type { Words } from './words/words.ts';

/** What could end the element it stands in, or a line of a script, for a reader that is no JSON parser. */
const UNSAFE = /[<>&\u2028\u2029]/g;

/**
 * An incident as search engines read it (schema.org): a live blog whose updates are those of the page; maintenance and
 * announcements are articles. The text of a data block, safe inside `<script type="application/ld+json">`.
 */
export function incidentJsonLd(view: IncidentView, words: Words, markdown: Markdown): string {
  const { frame, entry } = view;
  const url = frame.siteUrl + frame.path;
  const textOf = (text: string) => plainText(markdown(text), (href) => absolute(href, url));
  const times = toldTimes(entry, words);
  const site = { '@type': 'Organization', name: frame.siteName, url: `${frame.siteUrl}/` };
  const base = {
    headline: entry.title,
    url,
    mainEntityOfPage: url,
    inLanguage: frame.locale,
    author: site,
    publisher: site,
    ...(times === undefined
      ? {}
      : { datePublished: words.isoMoment(times.first), dateModified: words.isoMoment(times.last) }),
  };
  const story =
    entry.kind === 'incident'
      ? { '@type': 'LiveBlogPosting', ...base, ...liveBlog(view, url, words, textOf) }
      : { '@type': 'Article', ...base, articleBody: bodyOf(view, textOf) };
  return JSON.stringify({ '@context': 'https://schema.org', ...story }).replace(
    UNSAFE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

type TextOf = (text: string) => string;

function liveBlog({ entry, period }: IncidentView, url: string, words: Words, textOf: TextOf) {
  return {
    ...(entry.summary === undefined ? {} : { description: textOf(entry.summary) }),
    coverageStartTime: words.isoMoment(period.from),
    ...(period.to === undefined ? {} : { coverageEndTime: words.isoMoment(period.to) }),
    liveBlogUpdate: entry.updates.filter(isTold).map((update) => ({
      '@type': 'BlogPosting',
      headline: update.phase === undefined ? entry.title : words.text(`phase.${update.phase}`),
      url: `${url}#${update.id}`,
      ...(isDated(entry, update, words) ? { datePublished: words.isoMoment(update.at) } : {}),
      articleBody: textOf(update.text),
    })),
  };
}

function isTold({ text, phase }: UpdateView): boolean {
  return text.trim() !== '' || phase !== undefined;
}

function bodyOf({ entry }: IncidentView, textOf: TextOf): string {
  return [entry.summary ?? '', ...entry.updates.map(({ text }) => text)]
    .map(textOf)
    .filter((text) => text !== '')
    .join('\n\n');
}
