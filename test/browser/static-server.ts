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
 * there, and the headers that the site's `_headers` file asks for on every path.
 */
export async function serveFolder(folder: string): Promise<StaticServer> {
  const headers = await headersForAll(folder);
  const server = createServer((request, response) => {
    answer(folder, request.url ?? '/', headers, response).catch((error: unknown) => {
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

/** The headers of the block `/*`, by lower-case name; none where there is no such file. */
async function headersForAll(folder: string): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(join(folder, '_headers'), 'utf8').catch(() => '');
  const block = /^\/\*\n((?:[ \t]+.*\n)*)/m.exec(text)?.[1] ?? '';
  const lines = block.split('\n').filter((line) => line.includes(':'));
  return Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).trim().toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
}

async function answer(
  folder: string,
  url: string,
  headers: Readonly<Record<string, string>>,
  response: ServerResponse,
): Promise<void> {
  const { pathname } = new URL(url, 'http://localhost');
  const found = await resolveFile(folder, decodeURIComponent(pathname));
  const file = found ?? join(folder, '404.html');
  const body = await readFile(file);
  response.writeHead(found === undefined ? 404 : 200, {
    ...headers,
    'content-type': CONTENT_TYPES[extname(file)] ?? 'application/octet-stream',
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
