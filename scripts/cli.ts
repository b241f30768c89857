#!/usr/bin/env node
import { text } from 'node:stream/consumers';
import { terminalKeyboard } from './keyboard.ts';
import { runProgram } from './program.ts';
import { stopSignal } from './stop-signal.ts';

// The exit code is set, not forced: what was written is flushed first.
process.exitCode = await runProgram(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: () => text(process.stdin),
  cwd: process.cwd(),
  env: process.env,
  now: () => Date.now(),
  stopped: () => stopSignal(process),
  isTTY: process.stdout.isTTY,
  ...(process.stdin.isTTY && process.stdout.isTTY ? { keyboard: terminalKeyboard(process.stdin) } : {}),
});
