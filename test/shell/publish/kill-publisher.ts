/**
 * A publisher to be killed: the command `signalbox publish --every`, with turns that follow each other at once. Run as a
 * program with what it is to do in its environment; it begins when it is told to, because getting ready takes longer than all
 * else.
 */
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { runPublish } from '../../../scripts/publish.ts';
import type { PublishArgs } from '../../../scripts/publish.ts';

/** {@link PublishArgs} as JSON. */
export const ARGS_VARIABLE = 'SIGNALBOX_TEST_PUBLISH';
/** Milliseconds, where time is to stand still. */
export const NOW_VARIABLE = 'SIGNALBOX_TEST_NOW';

const given = process.env[ARGS_VARIABLE];
if (given !== undefined) {
  const args = JSON.parse(given) as PublishArgs;
  // What else a first turn needs is there when it begins.
  await import('../../../src/shell/publish/publisher.ts');
  writeSync(1, 'ready\n');
  await once(process.stdin, 'data');
  process.stdin.pause();
  const now = process.env[NOW_VARIABLE];
  process.exitCode = await runPublish(args, {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: () => Promise.resolve(''),
    cwd: process.cwd(),
    env: {},
    now: () => (now === undefined ? Date.now() : Number(now)),
    stopped: () => new Promise(() => undefined),
    isTTY: false,
  });
}
