import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { isAbsent } from './files.ts';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.atom': 'application/atom+xml; charset=utf-8',
  '.avif': 'image/avif',
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.ics': 'text/calendar; charset=utf-8',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.png': 'image/png',
  '.rss': 'application/rss+xml; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml; charset=utf-8',
};

export type Found =
  | { readonly kind: 'file'; readonly body: Buffer; readonly contentType: string }
  /** A folder asked for without its slash; `to` is a path on this server. */
  | { readonly kind: 'redirect'; readonly to: string }
  | { readonly kind: 'absent' }
  /** No path at all: broken escapes, a NUL. */
  | { readonly kind: 'malformed' };

export function contentTypeOf(file: string): string {
  return CONTENT_TYPES[path.extname(file).toLowerCase()] ?? 'application/octet-stream';
}

/**
 * What a plain web server would answer for `pathname` (still percent-encoded) below `folder`.
 * Nothing outside of the folder is ever read, by whatever spelling or link.
 */
export async function findFile(folder: string, pathname: string): Promise<Found> {
  const segments = segmentsOf(pathname);
  if (segments === null) return { kind: 'malformed' };
  if (segments.includes('..')) return { kind: 'absent' };
  const wanted = path.join(folder, ...segments);
  try {
    const entry = await stat(wanted);
    if (entry.isDirectory() && !pathname.endsWith('/')) {
      return { kind: 'redirect', to: `/${segments.map(encodeURIComponent).join('/')}/` };
    }
    if (entry.isFile() && pathname.endsWith('/')) return { kind: 'absent' };
    const file = await realpath(entry.isDirectory() ? path.join(wanted, 'index.html') : wanted);
    if (!isInside(await realpath(folder), file)) return { kind: 'absent' };
    return { kind: 'file', body: await readFile(file), contentType: contentTypeOf(file) };
  } catch (error) {
    if (isAbsent(error) || TOO_STRANGE.has((error as NodeJS.ErrnoException).code ?? ''))
      return { kind: 'absent' };
    throw error;
  }
}

/** A name no file system takes, a link that leads to itself, a folder where a file should be. */
const TOO_STRANGE: ReadonlySet<string> = new Set(['ENAMETOOLONG', 'ELOOP', 'EISDIR', 'EACCES']);

/** The decoded parts between slashes, empty ones left out; null for what is no path. */
function segmentsOf(pathname: string): readonly string[] | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  // A backslash divides folders on Windows, and occurs in no address of ours.
  if (/[\0\\]/.test(decoded)) return null;
  return decoded.split('/').filter((segment) => segment !== '' && segment !== '.');
}

function isInside(folder: string, file: string): boolean {
  return file === folder || file.startsWith(folder + path.sep);
}
