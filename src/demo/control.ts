import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import path from 'node:path';
import { rmSync } from 'node:fs';
import { readIfPresent, replaceFile } from '../shell/files.ts';
import { UserError } from '../shell/user-error.ts';

/*
 * How another terminal speaks to a demonstration that runs. A Unix socket (a named pipe on Windows) in a folder that only its
 * owner may enter: no web page can reach it, whatever it is served from, and no other user of the machine.
 */

/** Where a running demonstration leaves its address: in the site's own folder, so that a command run there finds it. */
const ADDRESS_FILE = path.join('state', 'demo.json');

export interface Reply {
  readonly ok: boolean;
  readonly lines: readonly string[];
}

export interface Control {
  close(): Promise<void>;
}

/** In UTF-16 code units; an order is one line. */
const MAX_ORDER_LENGTH = 4_096;
const MAX_REPLY_LENGTH = 65_536;
/** A demonstration that is asked and says nothing for so long is none. */
const REPLY_TIMEOUT_MS = 10_000;

/**
 * Takes orders until it is closed.
 * @param folder only its owner may enter it.
 */
export async function startControl(
  { siteDir, folder, url }: { readonly siteDir: string; readonly folder: string; readonly url: string },
  obey: (words: readonly string[]) => Promise<Reply>,
): Promise<Control> {
  const socketPath = socketIn(folder);
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    void takeOrder(socket, obey);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  const file = path.join(siteDir, ADDRESS_FILE);
  const address = `${JSON.stringify({ version: 1, socket: socketPath, url, pid: process.pid })}\n`;
  replaceFile(file, address);
  return {
    async close() {
      // Another demonstration of the same site may have put its own there since.
      if (readIfPresent(file) === address) rmSync(file, { force: true });
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function socketIn(folder: string): string {
  const name = path.basename(folder);
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : path.join(folder, 'control');
}

async function takeOrder(socket: Socket, obey: (words: readonly string[]) => Promise<Reply>): Promise<void> {
  const text = await readAll(socket, MAX_ORDER_LENGTH);
  const words = text === null ? null : parsedWords(text);
  if (words === null) socket.destroy();
  else socket.end(JSON.stringify(await obey(words)));
}

function parsedWords(text: string): readonly string[] | null {
  try {
    const words: unknown = JSON.parse(text);
    return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : null;
  } catch {
    return null;
  }
}

/**
 * Gives an order to the demonstration that runs on a site.
 * @throws UserError when none does.
 */
export async function giveOrder(siteDir: string, words: readonly string[]): Promise<Reply> {
  const socketPath = addressIn(siteDir);
  if (socketPath === null) throw noDemonstration(siteDir);
  let socket: Socket;
  try {
    socket = await connected(socketPath);
  } catch (cause) {
    throw noDemonstration(siteDir, cause);
  }
  socket.end(JSON.stringify(words));
  const reply = await readAll(socket, MAX_REPLY_LENGTH);
  if (reply === null || reply === '') throw noDemonstration(siteDir);
  return JSON.parse(reply) as Reply;
}

function noDemonstration(siteDir: string, cause?: unknown): UserError {
  return new UserError(`no demonstration of ${siteDir} is running`, {
    exitCode: 3,
    hint: 'Start one in another terminal with "signalbox demo", in a checkout "npm start", and leave it running.',
    ...(cause === undefined ? {} : { cause }),
  });
}

function addressIn(siteDir: string): string | null {
  const text = readIfPresent(path.join(siteDir, ADDRESS_FILE));
  if (text === null) return null;
  try {
    const { socket } = JSON.parse(text) as { readonly socket?: unknown };
    return typeof socket === 'string' ? socket : null;
  } catch {
    return null;
  }
}

function connected(socketPath: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath, () => {
      socket.off('error', reject);
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

/** Everything until the other side has ended; null where it broke off, is too long or takes too long. */
function readAll(socket: Socket, maxLength: number): Promise<string | null> {
  return new Promise((resolve) => {
    let text = '';
    const fail = () => {
      socket.destroy();
      resolve(null);
    };
    socket.setTimeout(REPLY_TIMEOUT_MS, fail);
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (text.length > maxLength) fail();
    });
    socket.on('end', () => resolve(text));
    socket.on('error', fail);
  });
}
