import { readFileSync } from 'node:fs';
import net from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import tls from 'node:tls';

/*
 * Servers that misbehave on purpose. Each listens on this machine at a port of its own and treats every connection the
 * same way. Nothing in here knows of a test runner, so that a benchmark can use them too.
 */

/** What a server does with a connection. */
type Behaviour = (socket: Socket) => void;

export interface TestServer {
  readonly port: number;
  /** Everything that all clients sent so far, as Latin-1. */
  received(): string;
  /** How many clients there were. */
  connections(): number;
  close(): Promise<void>;
}

/** The certificates in `test/fixtures/certificates/`; `make.sh` there says how they were made. */
export const CERTIFICATES = ['good', 'expired', 'other-name', 'self-signed'] as const;
export type CertificateName = (typeof CERTIFICATES)[number];

const certificateFile = (name: string) => new URL(`../../fixtures/certificates/${name}.pem`, import.meta.url);

/** The authority that signed them; for the option `ca`. */
export const AUTHORITY_FILE = decodeURIComponent(certificateFile('authority').pathname);

export function credentialsOf(name: CertificateName): { readonly cert: Buffer; readonly key: Buffer } {
  return { cert: readFileSync(certificateFile(name)), key: readFileSync(certificateFile('key')) };
}

/** @param certificate speaks TLS from the first byte, with this one */
export async function startServer(
  behaviour: Behaviour,
  {
    certificate,
    host = '127.0.0.1',
  }: { readonly certificate?: CertificateName; readonly host?: string } = {},
): Promise<TestServer> {
  const sockets = new Set<Socket>();
  const heard: Buffer[] = [];
  let connections = 0;
  const attend = (socket: Socket) => {
    socket.on('data', (chunk: Buffer) => heard.push(chunk));
    socket.on('error', () => undefined);
    behaviour(socket);
  };
  const server =
    certificate === undefined
      ? net.createServer(attend)
      : tls.createServer(credentialsOf(certificate), attend);
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    received: () => Buffer.concat(heard).toString('latin1'),
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** A port at which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = await startServer(() => undefined);
  await server.close();
  return server.port;
}

/** Takes the connection and never says a word. */
export const mute: Behaviour = () => undefined;

/** Says this and waits. */
export const says =
  (text: string | Buffer): Behaviour =>
  (socket) =>
    socket.write(text);

/** Says one piece after the other, so long apart. */
export const saysSlowly =
  (pieces: readonly (string | Buffer)[], everyMs: number): Behaviour =>
  (socket) => {
    const timers = pieces.map((piece, index) => setTimeout(() => socket.write(piece), index * everyMs));
    socket.on('close', () => timers.forEach((timer) => clearTimeout(timer)));
  };

/** Says this, then hangs up properly. */
export const hangsUp =
  (text = ''): Behaviour =>
  (socket) =>
    socket.end(text);

/** Says this and will say no more, but never closes: a connection that is half open. */
export const staysHalfOpen =
  (text = ''): Behaviour =>
  (socket) => {
    socket.allowHalfOpen = true;
    socket.end(text);
  };

/** Says this, then breaks the connection. */
export const breaksOff =
  (text = ''): Behaviour =>
  (socket) =>
    socket.write(text === '' ? Buffer.alloc(0) : text, () => socket.resetAndDestroy());

const FLOOD_CHUNK = 64 * 1024;

/** Says `start`, then `bytes` of `filling`, as fast as they are taken. */
export const floods =
  (start: string, bytes: number, filling = 'x'): Behaviour =>
  (socket) => {
    const chunk = Buffer.alloc(FLOOD_CHUNK, filling);
    let left = bytes;
    const pour = () => {
      while (left > 0 && !socket.destroyed) {
        left -= FLOOD_CHUNK;
        if (!socket.write(chunk)) return;
      }
    };
    socket.on('drain', pour);
    socket.write(start, pour);
  };

/** Bytes that are no protocol; always the same. */
export const NOISE = Buffer.from(
  Array.from({ length: 4_096 }, (_, index) => (index * 167 + ((index * index) >> 3)) % 256),
);

/** Answers every line it hears, or keeps silent to it. */
export const converses =
  (greeting: string, answer: (line: string, socket: Socket) => string | undefined): Behaviour =>
  (socket) => {
    socket.write(greeting);
    let pending = '';
    socket.on('data', (chunk: Buffer) => {
      const lines = (pending + chunk.toString('latin1')).split('\r\n');
      pending = lines.pop() ?? '';
      for (const line of lines) {
        const said = answer(line, socket);
        if (said !== undefined) socket.write(said);
      }
    });
  };

/** Goes on in TLS on a connection, as after STARTTLS, and says this. */
export function goOnInTls(socket: Socket, certificate: CertificateName, said: string | Buffer = ''): void {
  socket.removeAllListeners('data');
  const secure = new tls.TLSSocket(socket, { isServer: true, ...credentialsOf(certificate) });
  secure.on('error', () => undefined);
  secure.on('data', () => undefined);
  if (said.length > 0) secure.write(said);
}
