import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findFile } from './preview-server-files.ts';
import { EVENTS_PATH, Listeners, RELOAD_SCRIPT, RELOAD_SCRIPT_PATH } from './preview-server-client.ts';
import { problemPage, withReloadScript } from './preview-server-page.ts';
import { UserError } from './user-error.ts';

export interface PreviewOptions {
  readonly outDir: string;
  readonly host: string;
  /** 0 takes any free port; a taken one makes way for the next free one. */
  readonly port: number;
}

export interface PreviewServer {
  /** With a slash at its end and the site's own path in it. */
  readonly url: string;
  readonly port: number;
  /** Path of the site's URL without a slash at its end; empty for a site at the root of its host. */
  setBasePath(basePath: string): void;
  /** Tells browsers to load the page again, and takes away what {@link fail} showed. */
  reload(): void;
  /** Takes away what {@link fail} showed; pages stay as they are. */
  well(): void;
  /** Shows what keeps the site from being built: above the last good page, or alone where there is none. */
  fail(problem: string): void;
  close(): Promise<void>;
}

/** How many ports after the wanted one are tried. */
const PORT_ATTEMPTS = 20;

/** Serves a built site as a plain web server would, and tells browsers when it was built anew. For looking at, not for publishing. */
export async function startPreview(options: PreviewOptions): Promise<PreviewServer> {
  const listeners = new Listeners(randomBytes(6).toString('hex'));
  const site = { outDir: options.outDir, basePath: '' };
  const server = createServer((request, response) => {
    answer(request, response, site, listeners).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else
        plain(
          response,
          500,
          `This is a bug in the preview: ${error instanceof Error ? error.message : String(error)}`,
        );
    });
  });
  const port = await listen(server, options);
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    port,
    get url() {
      return `http://${host}:${String(port)}${site.basePath}/`;
    },
    setBasePath(basePath) {
      site.basePath = basePath;
    },
    reload: () => {
      listeners.reload();
    },
    well: () => {
      listeners.well();
    },
    fail: (problem) => {
      listeners.fail(problem);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        listeners.close();
        server.closeAllConnections();
      }),
  };
}

async function listen(server: Server, { host, port }: PreviewOptions): Promise<number> {
  for (let attempt = 0; ; attempt += 1) {
    const wanted = port === 0 ? 0 : port + attempt;
    const error = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
      server.once('error', resolve);
      server.listen(wanted, host, () => {
        server.off('error', resolve);
        resolve(null);
      });
    });
    if (error === null) return (server.address() as AddressInfo).port;
    const taken = error.code === 'EADDRINUSE' && port !== 0;
    if (!taken || attempt + 1 === PORT_ATTEMPTS || wanted === 65_535) throw cannotListen(error, host, wanted);
  }
}

function cannotListen(cause: NodeJS.ErrnoException, host: string, port: number): UserError {
  const hint =
    cause.code === 'EACCES'
      ? 'Ports below 1024 belong to the system: give --port 8080.'
      : 'Give another --port or --host.';
  return new UserError(`cannot listen on ${host} port ${String(port)}: ${cause.message}`, { cause, hint });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { outDir, basePath }: { readonly outDir: string; readonly basePath: string },
  listeners: Listeners,
): Promise<void> {
  // Not `new URL`: it would fold away the dots that have to be refused, and throw on some requests.
  const [pathname = '/', query] = (request.url ?? '/').split(/\?(.*)/s);
  response.setHeader('x-content-type-options', 'nosniff');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    plain(response, 405, 'This server only shows pages.');
    return;
  }
  if (pathname === EVENTS_PATH && request.method === 'GET') {
    listeners.add(response);
    return;
  }
  if (pathname === RELOAD_SCRIPT_PATH) {
    send(response, 200, RELOAD_SCRIPT, 'text/javascript; charset=utf-8');
    return;
  }
  const below = pathBelow(basePath, pathname);
  const suffix = query === undefined ? '' : `?${query}`;
  if (below === null) {
    redirect(response, `${basePath}/`);
    return;
  }
  const found = await findFile(outDir, below);
  if (found.kind === 'redirect') redirect(response, basePath + found.to + suffix);
  else if (found.kind === 'malformed') plain(response, 400, 'This address is malformed.');
  else if (found.kind === 'file') sendPage(response, 200, found.body, found.contentType);
  else await sendAbsent(response, outDir, listeners.problem);
}

/** The path below the site's own; null where only a redirect leads there. */
function pathBelow(basePath: string, pathname: string): string | null {
  if (basePath === '') return pathname;
  if (pathname.startsWith(`${basePath}/`)) return pathname.slice(basePath.length);
  return pathname === '/' || pathname === basePath ? null : '/404';
}

async function sendAbsent(response: ServerResponse, outDir: string, problem: string | null): Promise<void> {
  const page = await findFile(outDir, '/404.html');
  if (page.kind === 'file') sendPage(response, 404, page.body, page.contentType);
  else if (problem !== null)
    send(response, 500, problemPage(problem, newNonce()), 'text/html; charset=utf-8');
  else plain(response, 404, 'There is no such page.');
}

function sendPage(response: ServerResponse, status: number, body: Buffer, contentType: string): void {
  const isPage = contentType.startsWith('text/html');
  send(response, status, isPage ? withReloadScript(body.toString('utf8'), newNonce()) : body, contentType);
}

function newNonce(): string {
  return randomBytes(16).toString('base64url');
}

function redirect(response: ServerResponse, to: string): void {
  // 302: which folders there are may change with the next build.
  response.writeHead(302, { location: to, 'cache-control': 'no-store' }).end();
}

function plain(response: ServerResponse, status: number, text: string): void {
  send(response, status, `${text}\n`, 'text/plain; charset=utf-8');
}

/** For HEAD, Node leaves the body out. */
function send(response: ServerResponse, status: number, body: string | Buffer, contentType: string): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': bytes.length,
    'cache-control': 'no-store',
  });
  response.end(bytes);
}
