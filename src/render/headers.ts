import { WIDGET_PATH } from '../core/view/widget.ts';
import { contentSecurityPolicy } from './csp.ts';
import { HEARTBEAT_OUTPUT } from './heartbeat.ts';
import { SECURITY_OUTPUT } from './security-txt.ts';

/** Fingerprinted: another content is another name. */
const FOREVER = 'public, max-age=31536000, immutable';
const BADGE = 'public, max-age=60';

export interface HeadersInput {
  readonly css: string;
  /** Of the widget. */
  readonly widgetCss: string;
  /** The site shows a moment: its pages ask for nothing. */
  readonly recorded: boolean;
  /** Paths of all pages below the site's URL. */
  readonly paths: readonly string[];
  /** There is a security.txt. */
  readonly security: boolean;
}

/** One block of the file: a path with wildcards, and what is sent with it. */
interface Rule {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The `_headers` file that Netlify and Cloudflare Pages read. Where several rules fit a path, one host joins the values of
 * a header and the other takes the last: so no path gets the same header from two rules. Pages get no `Cache-Control` of
 * ours, because these hosts revalidate each request and purge at each deploy, which is right for a status page.
 */
export function headersFile(input: HeadersInput): string {
  const rules = [
    { path: '/*', headers: { 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'same-origin' } },
    ...pageRules(input),
    { path: '/assets/*', headers: { 'Cache-Control': FOREVER } },
    ...OPEN_FILES,
    ...(input.security
      ? [{ path: `/${SECURITY_OUTPUT}`, headers: { 'Content-Type': utf8('text/plain') } }]
      : []),
  ];
  return rules
    .map(({ path, headers }) => {
      const lines = Object.entries(headers).map(([name, value]) => `  ${name}: ${value}\n`);
      return `${path}\n${lines.join('')}`;
    })
    .join('\n');
}

/**
 * The policy of pages, by the first part of their path. `frame-ancestors` cannot be given in a meta tag, so only hosts that
 * read this file send it; the rest stands in every page as well, and where a page says that it runs no script, it runs none.
 */
function pageRules({ css, widgetCss, recorded, paths }: HeadersInput): readonly Rule[] {
  const policy = (inlineCss: string, framedBy: string) => ({
    'Content-Security-Policy': `${contentSecurityPolicy({ inlineCss, script: true, asks: !recorded })}; frame-ancestors ${framedBy}`,
  });
  const families = new Set(paths.map(familyOf));
  const widget = `${WIDGET_PATH}*`;
  return [...families]
    .sort()
    .flatMap((path) => (path === '/' ? [path, '/index.html'] : [path]))
    .map((path) => ({ path, headers: path === widget ? policy(widgetCss, '*') : policy(css, "'none'") }));
}

/** `/incidents/*` of a path below it. */
function familyOf(path: string): string {
  const end = path.indexOf('/', 1);
  return end < 0 ? path : `${path.slice(0, end + 1)}*`;
}

/** What programs of other sites read. */
function open(type: string, ...paths: readonly string[]): readonly Rule[] {
  return paths.map((path) => ({
    path,
    headers: { 'Content-Type': utf8(type), 'Access-Control-Allow-Origin': '*' },
  }));
}

function utf8(type: string): string {
  return `${type}; charset=utf-8`;
}

const OPEN_FILES: readonly Rule[] = [
  // Types of JSON and SVG are right on either host.
  { path: '/api/*', headers: { 'Access-Control-Allow-Origin': '*' } },
  {
    path: '/badge/*',
    headers: {
      'Cache-Control': BADGE,
      'Access-Control-Allow-Origin': '*',
      'Cross-Origin-Resource-Policy': 'cross-origin',
    },
  },
  ...open('application/atom+xml', '/history.atom', '/updates.atom'),
  ...open('application/atom+xml', '/services/:service/history.atom', '/services/:service/updates.atom'),
  ...open('application/rss+xml', '/history.rss', '/updates.rss'),
  ...open('application/rss+xml', '/services/:service/history.rss', '/services/:service/updates.rss'),
  ...open('application/feed+json', '/feed.json', '/services/:service/feed.json'),
  ...open('text/calendar', '/maintenance.ics', '/incidents/:incident/maintenance.ics'),
  ...open('text/plain', '/status.txt'),
  ...open('text/markdown', '/status.md'),
  {
    path: `/${HEARTBEAT_OUTPUT}`,
    headers: {
      'Content-Type': utf8('application/json'),
      // Not `no-cache`, which lets a shared cache keep a copy, and hand it out in the hour in which the site does not
      // answer: the very hour in which nobody must be told that all is as it was.
      'Cache-Control': 'no-store',
      // Public, and worth watching from elsewhere.
      'Access-Control-Allow-Origin': '*',
    },
  },
];
