import { contentSecurityPolicy } from './csp.ts';

/** Fingerprinted: another content is another name. */
const FOREVER = 'public, max-age=31536000, immutable';

/**
 * The `_headers` file that Netlify and Cloudflare Pages read. Pages get no `Cache-Control` of ours: these hosts
 * revalidate each request and purge at each deploy, which is right for a status page, and two rules that both
 * match would be joined into one contradictory header.
 */
export function headersFile(css: string): string {
  // Where a page says in its own meta tag that it runs no script, both policies hold, and it runs none.
  const policy = contentSecurityPolicy({ inlineCss: css, script: true });
  return [
    '/*',
    // `frame-ancestors` cannot be given in a meta tag, so only hosts that read this file get it.
    `  Content-Security-Policy: ${policy}; frame-ancestors 'none'`,
    '  X-Content-Type-Options: nosniff',
    '  Referrer-Policy: same-origin',
    '',
    '/assets/*',
    `  Cache-Control: ${FOREVER}`,
    '',
  ].join('\n');
}
