import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** 3 September 2010, 23:11 in London. */
export const NOW = Date.UTC(2010, 8, 3, 22, 11);

export const HEARTBEAT = {
  version: 1,
  published_at: '2010-09-03T22:10:30Z',
  taken_at: '2010-09-03T22:10:00Z',
  valid_until: '2010-09-03T22:15:00Z',
  fresh_for: 300,
  id: '3f2a9c0d11e2',
  problems: [],
  diagnostics: { errors: 0, warnings: 0, hints: 0 },
};

export interface ServiceTold {
  readonly id: string;
  readonly name: string;
  readonly severity: string;
  readonly sentences: readonly string[];
}

export const MAIL: ServiceTold = { id: 'mail', name: 'Mail', severity: 'operational', sentences: [] };
export const WEBMAIL: ServiceTold = {
  id: 'webmail',
  name: 'Webmail',
  severity: 'degraded',
  sentences: [
    'Staff report “Slow logins” since 22:30: Webmail works less well than usual.',
    'Our probes see nothing wrong.',
  ],
};

/** As much of `/api/signalbox.json` as is asked of it. */
export function apiFile(changes: Readonly<Record<string, unknown>> = {}) {
  return {
    version: 1,
    site: { name: 'Small Mail' },
    taken_at: '2010-09-03T22:10:00.000Z',
    valid_until: '2010-09-03T22:15:00.000Z',
    page: { severity: 'degraded', headline: 'Mail works. Webmail works less well than usual.', reasons: [] },
    services: [MAIL, WEBMAIL],
    ...changes,
  };
}

export const TEXT =
  'Small Mail: what works now\n==========================\n\nMail works. Webmail works less well than usual.\n';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;
export type Files = Readonly<Record<string, string | object | Handler>>;

export const SITE: Files = {
  '/heartbeat.json': HEARTBEAT,
  '/api/signalbox.json': apiFile(),
  '/status.txt': TEXT,
};

export interface SiteServer {
  readonly url: URL;
  /** The paths that were asked for, in order. */
  readonly asked: string[];
}

/** Serves files by path: text as text, objects as JSON, functions as they like. `Date` says {@link NOW}, unless told otherwise. */
export async function serve(
  files: Files,
  headers: Readonly<Record<string, string>> = {},
): Promise<SiteServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://x');
    asked.push(pathname);
    response.sendDate = false;
    const date = { date: new Date(NOW).toUTCString(), ...headers };
    for (const [name, value] of Object.entries(date)) if (value !== '') response.setHeader(name, value);
    const file = files[pathname];
    if (file === undefined) {
      response.writeHead(404, { 'content-type': 'text/html' }).end('<!doctype html><title>Not found</title>');
    } else if (typeof file === 'function') (file as Handler)(request, response);
    else if (typeof file === 'string') {
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(file);
    } else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(file));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: new URL(`http://127.0.0.1:${String(port)}/`), asked };
}
