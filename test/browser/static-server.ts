import { readFile, stat } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.xml': 'application/xml; charset=utf-8',
};

export interface StaticServer {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * Serves a built site as a static host would: `index.html` for folders, `404.html` with status 404 for what is not
 * there, and the headers that the site's `_headers` file asks for on each path.
 */
export async function serveFolder(folder: string): Promise<StaticServer> {
  const rules = await headerRules(folder);
  const server = createServer((request, response) => {
    answer(folder, request.url ?? '/', rules, response).catch((error: unknown) => {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** One block of a `_headers` file. */
interface HeaderRule {
  readonly path: RegExp;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The blocks of the site's `_headers`, with `*` and `:placeholder` as Netlify and Cloudflare Pages read them; none where there is no such file. */
async function headerRules(folder: string): Promise<readonly HeaderRule[]> {
  const text = await readFile(join(folder, '_headers'), 'utf8').catch(() => '');
  return text.split(/\n(?=\/)/).flatMap((block) => {
    const [path = '', ...lines] = block.split('\n');
    if (!path.startsWith('/')) return [];
    const pattern = path
      .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replace(/:\w+/g, '[^/]+');
    const headers = lines.flatMap((line) => {
      const [, name, value] = /^\s+([^:\s]+):\s*(.*)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value] as const];
    });
    return [{ path: new RegExp(`^${pattern}$`), headers: Object.fromEntries(headers) }];
  });
}

async function answer(
  folder: string,
  url: string,
  rules: readonly HeaderRule[],
  response: ServerResponse,
): Promise<void> {
  const { pathname } = new URL(url, 'http://localhost');
  const found = await resolveFile(folder, decodeURIComponent(pathname));
  const file = found ?? join(folder, '404.html');
  const body = await readFile(file);
  const fitting = rules.filter((rule) => rule.path.test(pathname)).map(({ headers }) => headers);
  response.writeHead(found === undefined ? 404 : 200, {
    'content-type': CONTENT_TYPES[extname(file)] ?? 'application/octet-stream',
    ...Object.assign({}, ...fitting),
    'content-length': body.length,
    'cache-control': 'no-store',
  });
  response.end(body);
}

/** The file a path stands for; undefined where there is none or the path leaves the folder. */
async function resolveFile(folder: string, pathname: string): Promise<string | undefined> {
  const path = normalize(join(folder, pathname));
  if (path !== normalize(folder) && !path.startsWith(normalize(folder + sep))) return undefined;
  const file = pathname.endsWith('/') ? join(path, 'index.html') : path;
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() === true ? file : undefined;
}
