import http from 'node:http';
import type { IncomingMessage } from 'node:http';
import { openConnection } from './connection.ts';
import { longestCheck } from './check-over-tcp.ts';
import { ProbeFailure } from './failure.ts';
import type { Notes } from './failure.ts';
import type { ProbeWorld } from './kind.ts';
import type { Trust } from './options.ts';
import { secure } from './tls-handshake.ts';

const MAX_HEADER_BYTES = 16 * 1024;
const AGENT = 'Signalbox';

export interface HttpRequest {
  /** Of `http:` or `https:`. */
  readonly url: URL;
  readonly method: 'GET' | 'HEAD' | 'POST';
  /** Of a POST. */
  readonly body?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly family: 4 | 6 | undefined;
  readonly trust: Trust;
  readonly connectMs: number;
  /** From the request to the end of the answer. */
  readonly answerMs: number;
  readonly maxBodyBytes: number;
}

export interface HttpReply {
  readonly status: number;
  /** Where it sends us, as written. */
  readonly location: string | undefined;
  /** How its body is packed although we asked for it plain: `gzip`. */
  readonly encoding: string | undefined;
  /** The time it was sent, as written. */
  readonly date: string | undefined;
  /** Its first {@link HttpRequest.maxBodyBytes}. */
  readonly body: Buffer;
}

/** The longest an {@link exchange} may take. */
export function longestExchange({
  connectMs,
  answerMs,
}: Pick<HttpRequest, 'connectMs' | 'answerMs'>): number {
  return longestCheck(connectMs, connectMs, answerMs);
}

/** One request and its answer, on a connection of its own, without following anything. @throws ProbeFailure */
export async function exchange(request: HttpRequest, world: ProbeWorld, notes: Notes): Promise<HttpReply> {
  const { url, trust, connectMs, answerMs } = request;
  const isSecure = url.protocol === 'https:';
  // `hostname` keeps the brackets of an IPv6 address.
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const target = { host, port: portOf(url), family: request.family };
  const connection = await openConnection(target, connectMs, world, notes);
  try {
    if (isSecure) await secure(connection, { host, trust, limitMs: connectMs }, world, notes);
    const socket = connection.handOver();
    return await connection.within(answerMs, 'its answer', () => talk(request, socket));
  } finally {
    connection.close();
  }
}

function portOf({ port, protocol }: URL): number {
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}

function talk(request: HttpRequest, socket: NonNullable<IncomingMessage['socket']>): Promise<HttpReply> {
  const { url, method, headers, maxBodyBytes, body: asked } = request;
  return new Promise((resolve, reject) => {
    const sent = http.request({
      createConnection: () => socket,
      method,
      path: `${url.pathname}${url.search}`,
      setHost: false,
      headers: {
        host: url.host,
        'user-agent': AGENT,
        accept: '*/*',
        'accept-encoding': 'identity',
        connection: 'close',
        ...(asked === undefined ? {} : { 'content-length': String(Buffer.byteLength(asked)) }),
        ...lowerCased(headers),
      },
      maxHeaderSize: MAX_HEADER_BYTES,
    });
    sent.on('error', reject);
    sent.on('socket', () => socket.resume());
    sent.on('response', (response) => {
      readBody(response, maxBodyBytes).then(
        (body) =>
          resolve({
            status: response.statusCode ?? 0,
            location: response.headers.location,
            encoding: response.headers['content-encoding'],
            date: response.headers.date,
            body,
          }),
        reject,
      );
    });
    // A server that changes the protocol answers a question nobody asked.
    sent.on('upgrade', () => reject(new ProbeFailure('bad-reply', 'it changed to another protocol')));
    sent.end(asked);
  });
}

/** One spelling, so that a header the operator gives replaces ours. */
function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** What arrives up to `maxBytes`; the rest is not waited for. */
function readBody(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const done = () => resolve(Buffer.concat(chunks).subarray(0, maxBytes));
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length < maxBytes) return;
      response.pause();
      done();
    });
    response.on('end', done);
    response.on('error', reject);
  });
}
