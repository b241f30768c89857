import type { CalendarDay, Instant } from '../core/model/time.ts';
import { xmlText } from './xml.ts';

export interface SitemapEntry {
  /** Below the site's URL, beginning with a slash, percent-encoded where it has to be. */
  readonly path: string;
  /** When the page's facts last changed; absent for live pages, which change with every snapshot. */
  readonly changedAt?: Instant;
  /** Set where no more than the day is known. */
  readonly changedOn?: CalendarDay;
}

/** The protocol's limit for one file (sitemaps.org). Newer entries come first, so the oldest are the ones left out. */
export const SITEMAP_LIMIT = 50_000;

/** Of ten thousand entries nearly all are the ones of the time before. */
const lines = new WeakMap<SitemapEntry, { readonly siteUrl: string; readonly line: string }>();

function lineOf(siteUrl: string, { path, changedAt, changedOn }: SitemapEntry): string {
  const when = changedOn ?? (changedAt === undefined ? undefined : new Date(changedAt).toISOString());
  const changed = when === undefined ? '' : `<lastmod>${when}</lastmod>`;
  return `  <url><loc>${xmlText(siteUrl + path)}</loc>${changed}</url>`;
}

/** `sitemap.xml` (sitemaps.org protocol 0.9). */
export function sitemap(siteUrl: string, entries: readonly SitemapEntry[]): string {
  const urls = entries.slice(0, SITEMAP_LIMIT).map((entry) => {
    const known = lines.get(entry);
    if (known?.siteUrl === siteUrl) return known.line;
    const line = lineOf(siteUrl, entry);
    lines.set(entry, { siteUrl, line });
    return line;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ...urls,
    '</urlset>',
    '',
  ].join('\n');
}

/** `robots.txt` (RFC 9309): everything may be indexed; nobody should be kept from reading that a service is down. */
export function robots(siteUrl: string): string {
  return `User-agent: *\nAllow: /\n\nSitemap: ${siteUrl}/sitemap.xml\n`;
}
