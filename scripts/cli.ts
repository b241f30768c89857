#!/usr/bin/env node
import { text } from 'node:stream/consumers';
import { runProgram } from './program.ts';

// The exit code is set, not forced: what was written is flushed first.
process.exitCode = await runProgram(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: () => text(process.stdin),
  cwd: process.cwd(),
  env: process.env,
  now: () => Date.now(),
  stopped: () =>
    new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    }),
  isTTY: process.stdout.isTTY,
});
