import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Every file of a built site, as sorted paths with forward slashes. */
export function builtFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();
}

/** The paths a reader may ask for: `/`, `/infrastructure/`, `/404.html` … */
export function pagePaths(folder: string): readonly string[] {
  return builtFiles(folder)
    .filter((file) => file.endsWith('.html'))
    .map((file) => `/${file.replace(/(^|\/)index\.html$/, '$1')}`);
}

/** What a file weighs on the way to the reader, in bytes, at gzip's default level. */
export function gzipBytes(file: string): number {
  return gzipSync(readFileSync(file)).length;
}

/**
 * Links, images, styles and scripts of all pages that lead nowhere: no such file, or no such anchor on the page.
 * Links to other hosts are left alone; those to the site's own address are read as internal.
 */
export function deadLinks(folder: string, siteUrl: string): readonly string[] {
  const anchors = new Map(pagePaths(folder).map((path) => [path, anchorsOf(readPage(folder, path))]));
  const files = new Set(builtFiles(folder).map((file) => `/${file}`));
  return [...anchors.keys()].flatMap((path) =>
    referencesOf(readPage(folder, path)).flatMap((reference) => {
      const target = internalTarget(reference, path, siteUrl);
      if (target === undefined) return [];
      if (!anchors.has(target.path) && !files.has(target.path))
        return [`${path} links to ${reference}: no such file`];
      const missing = target.anchor !== '' && anchors.get(target.path)?.has(target.anchor) !== true;
      return missing ? [`${path} links to ${reference}: no such anchor`] : [];
    }),
  );
}

export function readPage(folder: string, path: string): string {
  return readFileSync(join(folder, path.endsWith('/') ? `${path}index.html` : path), 'utf8');
}

export function anchorsOf(html: string): ReadonlySet<string> {
  return new Set([...html.matchAll(/\sid="([^"]*)"/g)].map((match) => unescapeHtml(match[1] ?? '')));
}

function referencesOf(html: string): readonly string[] {
  return [...html.matchAll(/\s(?:href|src|action|poster)="([^"]*)"/g)].map((match) =>
    unescapeHtml(match[1] ?? ''),
  );
}

function internalTarget(
  reference: string,
  from: string,
  siteUrl: string,
): { path: string; anchor: string } | undefined {
  const base = new URL(siteUrl);
  const url = new URL(reference, new URL(from, base));
  if (url.origin !== base.origin) return undefined;
  return { path: decodeURIComponent(url.pathname), anchor: decodeURIComponent(url.hash.slice(1)) };
}

function unescapeHtml(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
