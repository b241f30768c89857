import { createHash } from 'node:crypto';

interface PolicyOptions {
  /** The exact text of the page's one `<style>`, for pages that carry their stylesheet inside. */
  readonly inlineCss?: string;
  /** The page runs a script of ours, which is a file. */
  readonly script?: boolean;
  /** That script asks our own site whether there is news. */
  readonly asks?: boolean;
}

/**
 * The pages' Content Security Policy: nothing but our own stylesheet and pictures, and where a page has one a script of
 * ours, which is a file and speaks to nobody but our own site. No forms, no third party.
 */
export function contentSecurityPolicy(options: PolicyOptions = {}): string {
  const { inlineCss, script = false, asks = false } = options;
  const hash =
    inlineCss === undefined ? '' : ` 'sha256-${createHash('sha256').update(inlineCss).digest('base64')}'`;
  return [
    "default-src 'none'",
    ...(script ? ["script-src 'self'"] : []),
    `style-src 'self'${hash}`,
    "img-src 'self' data:",
    ...(asks ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
