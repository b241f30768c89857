/** The site's own addresses, and what links in texts mean. */
export interface Addresses {
  /** Without a trailing slash. */
  readonly siteUrl: string;
  /** The absolute address of a path of the site, which begins with a slash. */
  of(path: string): string;
  /** What a link in a text leads to; null where that is no place we send anybody to, or one on the same page. */
  absolute(link: string): string | null;
}

/** The same that pages let through; see `src/render/markdown.ts`. */
const SCHEMES: ReadonlySet<string> = new Set(['https:', 'http:', 'mailto:', 'tel:']);

/** `/addresses` are meant below the site's own path, as on the pages. */
export function createAddresses(siteUrl: string): Addresses {
  const site = new URL(siteUrl);
  const base = site.pathname.replace(/\/$/, '');
  const isBelow = (link: string) => link === base || link.startsWith(`${base}/`);
  return {
    siteUrl,
    of: (path) => siteUrl + path,
    absolute(link) {
      if (link.startsWith('#')) return null;
      const fromRoot = /^\/(?![/\\])/.test(link);
      const target = fromRoot && !isBelow(link) ? base + link : link;
      if (!URL.canParse(target, `${siteUrl}/`)) return null;
      const { protocol, href } = new URL(target, `${siteUrl}/`);
      return SCHEMES.has(protocol) ? href : null;
    },
  };
}
