import { text } from 'node:stream/consumers';
import { terminalKeyboard } from './keyboard.ts';
import type { Io } from './options.ts';
import { stopSignal } from './stop-signal.ts';

/** The world as this process has it. */
export function processIo(): Io {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: () => text(process.stdin),
    cwd: process.cwd(),
    env: process.env,
    now: () => Date.now(),
    stopped: () => stopSignal(process),
    isTTY: process.stdout.isTTY,
    ...(process.stdin.isTTY && process.stdout.isTTY ? { keyboard: terminalKeyboard(process.stdin) } : {}),
  };
}
