import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { credentialsOf } from '../servers.ts';

/** A request as an engine of the tests got it. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What it answers; nothing for never. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface EngineServer {
  readonly url: string;
  readonly asked: readonly Asked[];
}

/** An engine over HTTP, for one test. @param isSecure over TLS, with a certificate of the tests' own authority for `mail.test` */
export async function engineServer(
  answer: (asked: Asked) => Answer | undefined,
  isSecure = false,
): Promise<EngineServer> {
  const asked: Asked[] = [];
  const listener: RequestListener = (request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const one = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
      asked.push(one);
      const found = answer(one);
      if (found === undefined) return;
      response.writeHead(found.status ?? 200, { 'content-type': 'application/json', ...found.headers });
      response.end(found.body ?? '');
    });
  };
  const server: Server = isSecure
    ? createSecureServer(credentialsOf('good'), listener)
    : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `${isSecure ? 'https://mail.test' : 'http://127.0.0.1'}:${String(port)}`, asked };
}
