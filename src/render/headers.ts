import { contentSecurityPolicy } from './csp.ts';
import { HEARTBEAT_OUTPUT } from './heartbeat.ts';

/** Fingerprinted: another content is another name. */
const FOREVER = 'public, max-age=31536000, immutable';

/**
 * The `_headers` file that Netlify and Cloudflare Pages read. Pages get no `Cache-Control` of ours: these hosts
 * revalidate each request and purge at each deploy, which is right for a status page, and two rules that both
 * match would be joined into one contradictory header.
 *
 * @param recorded the site shows a moment: its pages ask for nothing.
 */
export function headersFile(css: string, recorded: boolean): string {
  // Where a page says in its own meta tag that it runs no script, both policies hold, and it runs none.
  const policy = contentSecurityPolicy({ inlineCss: css, script: true, asks: !recorded });
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
    `/${HEARTBEAT_OUTPUT}`,
    '  Content-Type: application/json; charset=utf-8',
    // Not `no-cache`, which lets a shared cache keep a copy, and hand it out in the hour in which the site does not answer:
    // the very hour in which nobody must be told that all is as it was.
    '  Cache-Control: no-store',
    // Public, and worth watching from elsewhere.
    '  Access-Control-Allow-Origin: *',
    '',
  ].join('\n');
}
