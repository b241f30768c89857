import { createHash } from 'node:crypto';

interface PolicyOptions {
  /** The exact text of the page's one `<style>`, for pages that carry their stylesheet inside. */
  readonly inlineCss?: string;
  /** The page runs a script of ours, which is a file. */
  readonly script?: boolean;
}

/**
 * The pages' Content Security Policy: nothing but our own stylesheet and pictures, and on the few pages that have one a
 * script of ours. No forms, no third party.
 */
export function contentSecurityPolicy({ inlineCss, script = false }: PolicyOptions = {}): string {
  const hash =
    inlineCss === undefined ? '' : ` 'sha256-${createHash('sha256').update(inlineCss).digest('base64')}'`;
  return [
    "default-src 'none'",
    ...(script ? ["script-src 'self'"] : []),
    `style-src 'self'${hash}`,
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
