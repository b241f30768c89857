import { createHash } from 'node:crypto';

/**
 * The pages' Content Security Policy: nothing but our own stylesheet and pictures. No scripts, no forms, no third party.
 * @param inlineCss the exact text of the page's one `<style>`, for pages that carry their stylesheet inside.
 */
export function contentSecurityPolicy(inlineCss?: string): string {
  const hash =
    inlineCss === undefined ? '' : ` 'sha256-${createHash('sha256').update(inlineCss).digest('base64')}'`;
  return [
    "default-src 'none'",
    `style-src 'self'${hash}`,
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
