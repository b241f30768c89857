import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import type { Published } from './freshness-site.ts';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
};

/** How the host answers a request for the heartbeat; what is left out is as it should be. */
export interface HeartbeatAnswer {
  readonly status?: number;
  readonly body?: string;
  /** Defaults to the host's clock; null sends none. */
  readonly date?: number | null;
  /** Seconds. */
  readonly age?: number;
}

/**
 * A static host in every condition one can be in: its clock, its cache and its failures are set by the test. Requests are
 * noted, so that a test can tell what was asked for and how often.
 */
export class Host {
  readonly #server = createServer((request, response) => {
    this.#answer(request, response);
  });
  #asked: string[] = [];
  #unreachable: readonly string[] = [];
  readonly #base: string;
  origin = '';
  /** The host's clock. */
  now: number;
  site: Published;
  /** When the site was published; the heartbeat tells it. */
  publishedAt: number;
  heartbeat: HeartbeatAnswer = {};
  /** Of every page, where the host tells it. */
  modified: number | undefined;

  private constructor(site: Published, now: number, base: string) {
    this.site = site;
    this.now = now;
    this.publishedAt = now;
    this.#base = base;
  }

  /** @param base path below which the site lies, `/status`. */
  static async open(site: Published, now: number, base = ''): Promise<Host> {
    const host = new Host(site, now, base);
    await new Promise<void>((resolve) => host.#server.listen(0, '127.0.0.1', resolve));
    host.origin = `http://127.0.0.1:${(host.#server.address() as AddressInfo).port}`;
    return host;
  }

  publish(site: Published): void {
    this.site = site;
    this.publishedAt = this.now;
  }

  /** From now on no request to these paths is answered; `/` stands for every path. */
  unreachable(...paths: readonly string[]): void {
    this.#unreachable = paths;
  }

  /** From now on the page is not there, or another answers in its place. */
  lose(path: string, instead?: string): void {
    const files = new Map(this.site.files);
    if (instead === undefined) files.delete(`${path}index.html`);
    else files.set(`${path}index.html`, instead);
    this.site = { ...this.site, files };
  }

  /** Paths asked for since the last call, in order. */
  asked(): readonly string[] {
    const asked = this.#asked;
    this.#asked = [];
    return asked;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = new URL(request.url ?? '/', this.origin).pathname.slice(this.#base.length);
    this.#asked.push(path);
    if (this.#unreachable.some((lost) => lost === '/' || lost === path)) {
      request.socket.destroy();
      return;
    }
    if (path === '/heartbeat.json') this.#beat(response);
    else this.#file(path, response);
  }

  #beat(response: ServerResponse): void {
    const {
      status = 200,
      body = this.site.heartbeat(this.publishedAt),
      date = this.now,
      age,
    } = this.heartbeat;
    response.sendDate = false;
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      ...(date === null ? {} : { date: new Date(date).toUTCString() }),
      ...(age === undefined ? {} : { age: String(age) }),
    });
    response.end(body);
  }

  #file(path: string, response: ServerResponse): void {
    const content = this.site.files.get(path.endsWith('/') ? `${path}index.html` : path);
    response.sendDate = false;
    response.writeHead(content === undefined ? 404 : 200, {
      'content-type': CONTENT_TYPES[extname(path)] ?? 'text/html; charset=utf-8',
      'content-security-policy': this.#policy(path),
      'cache-control': path.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-cache',
      date: new Date(this.now).toUTCString(),
      ...(this.modified === undefined ? {} : { 'last-modified': new Date(this.modified).toUTCString() }),
    });
    response.end(content ?? this.site.files.get('/404.html'));
  }

  /** As `_headers` asks for; the policy in the page holds as well. */
  #policy(path: string): string {
    const blocks = String(this.site.files.get('/_headers')).split('\n\n');
    const own =
      blocks.find((block) => block.startsWith(`${path}*\n`)) ??
      blocks.find((block) => block.startsWith('/\n'));
    return /Content-Security-Policy: (.*)/.exec(own ?? '')?.[1] ?? '';
  }
}
