import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { until } from './until.ts';

/* The real nginx and Caddy, where they are installed, with the configuration files that docs/deploy hands out. */

export const WEB_SERVERS = ['nginx', 'caddy'] as const;
export type WebServerName = (typeof WEB_SERVERS)[number];

const CONFIGURATIONS = fileURLToPath(new URL('../../docs/deploy/', import.meta.url));
const BROTLI_MODULE = '/usr/lib/nginx/modules/ngx_http_brotli_static_module.so';
const SHIPPED_ROOT = '/var/www/status/site';

export interface WebServer {
  readonly port: number;
  /** Whether it sends the `.br` files it finds. */
  readonly brotli: boolean;
  stop(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** True when the program can be started here. */
export function isInstalled(program: string, flag = '-v'): boolean {
  return spawnSync(program, [flag], { stdio: 'ignore' }).error === undefined;
}

interface StartOptions {
  /** What it serves. */
  readonly root: string;
  /** A folder of its own, for its configuration and what it writes. */
  readonly folder: string;
}

/** Starts the server with its shipped configuration, whose addresses and folder alone are replaced. */
export async function startWebServer(name: WebServerName, options: StartOptions): Promise<WebServer> {
  const port = await freePort();
  const brotli = name === 'caddy' || existsSync(BROTLI_MODULE);
  const child = name === 'nginx' ? startNginx(port, options) : startCaddy(port, options);
  const ended = once(child, 'exit');
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
  await until(`${name} answers`, async () => {
    if (child.exitCode !== null) throw new Error(`${name} ended: ${said}`);
    return ask(port, '/').then(
      () => true,
      () => false,
    );
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { port, brotli, stop };
}

/** Writes the configuration and returns the arguments that name it. */
export function nginxArguments(port: number, { root, folder }: StartOptions): string[] {
  const shipped = readFileSync(path.join(CONFIGURATIONS, 'nginx.conf'), 'utf8')
    .replace(/listen \[::\]:80;/, '')
    .replace('listen 80;', `listen 127.0.0.1:${String(port)};`)
    .replaceAll(SHIPPED_ROOT, root)
    .replace('# brotli_static on;', existsSync(BROTLI_MODULE) ? 'brotli_static on;' : '');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (use) => `${use}_temp_path ${folder}/${use};`,
  );
  const main = [
    ...(existsSync(BROTLI_MODULE) ? [`load_module ${BROTLI_MODULE};`] : []),
    // Test folders are for their owner alone, and as root nginx would take another user.
    ...(process.getuid?.() === 0 ? ['user root;'] : []),
    'daemon off;',
    'worker_processes 2;',
    `pid ${folder}/nginx.pid;`,
    'events {}',
    `http { access_log off; ${temporary.join(' ')} include ${folder}/site.conf; }`,
    '',
  ];
  writeFileSync(path.join(folder, 'site.conf'), shipped);
  writeFileSync(path.join(folder, 'nginx.conf'), main.join('\n'));
  return ['-e', 'stderr', '-p', folder, '-c', path.join(folder, 'nginx.conf')];
}

function startNginx(port: number, options: StartOptions): ChildProcess {
  return spawn('nginx', nginxArguments(port, options), { stdio: ['ignore', 'ignore', 'pipe'] });
}

function startCaddy(port: number, { root, folder }: StartOptions): ChildProcess {
  const shipped = readFileSync(path.join(CONFIGURATIONS, 'Caddyfile'), 'utf8')
    .replace(/^status\.example\.org \{/m, `http://:${String(port)} {\n\tbind 127.0.0.1`)
    .replaceAll(SHIPPED_ROOT, root);
  const file = path.join(folder, 'Caddyfile');
  writeFileSync(file, `{\n\tadmin off\n\tauto_https off\n}\n${shipped}`);
  const args = ['run', '--config', file, '--adapter', 'caddyfile'];
  return spawn('caddy', args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
  });
}

/** One request, its answer unpacked by nobody. */
export function ask(
  port: number,
  target: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path: target, method, headers, agent: false });
    asked.on('error', reject);
    asked.on('response', (response) => {
      buffer(response).then((body) => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      }, reject);
    });
    asked.end();
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
