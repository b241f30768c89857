import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Instant } from '../core/model/time.ts';
import type { Id } from '../core/model/topology.ts';
import { DIALECTS } from './dialects.ts';
import type { DialectName } from './dialects.ts';

/** How a stand-in behaves. `stopped`: nothing listens. `mute`: it accepts and never speaks. `refusing`: it says that it takes nobody. */
export const MANNERS = ['running', 'stopped', 'mute', 'refusing'] as const;
export type Manner = (typeof MANNERS)[number];

/** Other machines have no way to a stand-in, whatever the page is served on. */
export const LOOPBACK = '127.0.0.1';

/** More than any probe needs; what is longer is no command. */
const MAX_LINE_LENGTH = 2_048;
/** A port that was given up a moment ago may have gone to an outgoing connection of somebody's, which soon ends. */
const LISTEN_ATTEMPTS = 20;
const LISTEN_PAUSE_MS = 100;

export interface StandIn {
  readonly id: Id;
  readonly dialect: DialectName;
  /** On {@link LOOPBACK}; stays the same for as long as the stand-in lives, stopped or not. */
  readonly port: number;
  readonly manner: Manner;
  /** When it was last started, as its machine would tell; null while it is stopped. */
  readonly bootedAt: Instant | null;
  /** @throws where it was stopped and somebody else has taken its port meanwhile. */
  become(manner: Manner): Promise<void>;
  close(): Promise<void>;
}

export interface StandInOptions {
  readonly id: Id;
  readonly dialect: DialectName;
  /** When the machine it stands in for was started. */
  readonly bootedAt: Instant;
  now(): Instant;
}

/** One small server that speaks one protocol, and listens already. */
export async function createStandIn({ id, dialect, bootedAt, now }: StandInOptions): Promise<StandIn> {
  const state: { manner: Manner; bootedAt: Instant | null } = { manner: 'running', bootedAt };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A probe that hangs up in the middle is no concern of ours.
    socket.on('error', () => socket.destroy());
    converse(socket, state.manner, dialect, `${id}.example.org`);
  });
  const port = await listen(server, 0);
  const stop = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    id,
    dialect,
    port,
    get manner() {
      return state.manner;
    },
    get bootedAt() {
      return state.bootedAt;
    },
    async become(manner) {
      const listening = state.manner !== 'stopped';
      if (manner === 'stopped') {
        state.manner = manner;
        state.bootedAt = null;
        if (listening) await stop();
        return;
      }
      if (!listening) {
        await listen(server, port);
        state.bootedAt = now();
      }
      state.manner = manner;
    },
    async close() {
      if (state.manner !== 'stopped') await stop();
      state.manner = 'stopped';
    },
  };
}

function converse(socket: Socket, manner: Manner, name: DialectName, host: string): void {
  const dialect = DIALECTS[name];
  // What a mute server hears it throws away, or it would never notice that the other side has gone.
  if (manner === 'mute') socket.resume();
  else if (manner === 'refusing') {
    socket.resume();
    socket.end(dialect.refusal(host));
  } else {
    for (const piece of dialect.greeting(host)) socket.write(piece);
    answerLines(socket, (line) => dialect.answer(line, host));
  }
}

function answerLines(
  socket: Socket,
  answer: (line: string) => ReturnType<(typeof DIALECTS)['smtp']['answer']>,
) {
  let pending = '';
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    const lines = (pending + chunk).split(/\r?\n/);
    pending = lines.pop() ?? '';
    if (pending.length > MAX_LINE_LENGTH) socket.destroy();
    for (const line of lines) {
      const said = answer(line);
      if (said === null) continue;
      if (said.ends !== true) socket.write(said.text);
      else {
        socket.end(said.text);
        return;
      }
    }
  });
}

async function listen(server: Server, wanted: number): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const error = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
      server.once('error', resolve);
      server.listen(wanted, LOOPBACK, () => {
        server.off('error', resolve);
        resolve(null);
      });
    });
    if (error === null) return (server.address() as AddressInfo).port;
    if (error.code !== 'EADDRINUSE' || attempt === LISTEN_ATTEMPTS) throw error;
    await new Promise((resolve) => setTimeout(resolve, LISTEN_PAUSE_MS));
  }
}
