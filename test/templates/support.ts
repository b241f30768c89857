import { readFileSync } from 'node:fs';
import { createMarkdown } from '../../src/render/markdown.ts';
import { createWords } from '../../src/render/words/words.ts';
import { createKit } from '../../templates/kit.ts';
import type { Kit, KitOptions } from '../../templates/kit.ts';
import { STYLE_FILES, stylesheet } from '../../templates/stylesheet.ts';

const STYLE_FOLDER = new URL('../../templates/style/', import.meta.url);

export const CSS = stylesheet(STYLE_FILES.map((name) => readFileSync(new URL(name, STYLE_FOLDER), 'utf8')));

/** The kit a site without a theme gets. */
export function kitOf(overrides: Partial<KitOptions> = {}): Kit {
  const { siteUrl = 'https://status.example.org' } = overrides;
  return createKit({
    words: createWords({ locale: 'en-GB', timezone: 'Europe/London' }),
    markdown: createMarkdown({ siteUrl }),
    siteUrl,
    css: CSS,
    cssHref: '/assets/site.css',
    timelineScript: '/assets/timeline.js',
    ...overrides,
  });
}

/** What a reader sees, roughly: the body without tags, entities resolved, white space folded. */
export function textOf(html: string): string {
  return html
    .replace(/^[^]*?<body/, '<body')
    .replace(/<template[^]*?<\/template>/g, '')
    .replace(/<svg[^]*?<\/svg>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .replace(/ ([.,;:])/g, '$1')
    .trim();
}
