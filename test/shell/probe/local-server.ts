import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A server of this machine that a TCP check finds online, until it is stopped; the port stays its own. */
export interface LocalServer {
  readonly port: number;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function localServer(): Promise<LocalServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  let port = 0;
  const start = async () => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  };
  const stop = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await start();
  onTestFinished(stop);
  return { port, stop, start };
}

/** A port on which nothing listens. */
export async function deadPort(): Promise<number> {
  const server = await localServer();
  await server.stop();
  return server.port;
}
