import type { Site } from './model/topology.ts';

/**
 * Everything about a site, besides an incident file's own text, that decides how the file is read.
 * A memory made under another context must not be used.
 */
export function readingContext(site: Pick<Site, 'timezone' | 'locale'>): string {
  return `${site.timezone} ${site.locale}`;
}
