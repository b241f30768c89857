/**
 * Publishes release after release, as whole sets of files that say which release they are of. Run as a program with the
 * folder in its environment; it kills itself behind the step that the environment names, the first time it comes to it.
 */
import { writeSync } from 'node:fs';
import path from 'node:path';
import { replaceFile } from '../../../src/shell/files.ts';
import { openReleases } from '../../../src/shell/publish/releases.ts';

/** Files that every release has; a reader must never miss one. */
export const FILES = Array.from({ length: 12 }, (_, index) => `pages/${String(index)}/index.html`);
export const KEEP = 3;
const AT = Date.UTC(2010, 8, 3, 22, 10);

async function work(outDir: string, rounds: number, killedBehind: string): Promise<void> {
  const releases = openReleases(outDir, {
    onStep: (step) => {
      if (step === killedBehind) process.kill(process.pid, 'SIGKILL');
    },
  });
  for (let round = 1; round <= rounds; round += 1) {
    const { name, folder } = await releases.fork(AT + round * 1_000);
    // Half of them stay as they are, as pages do.
    for (const [index, file] of FILES.entries())
      if (index % 2 === 0 || releases.latest() === null) replaceFile(path.join(folder, file), name);
    // The last of all, as the heartbeat is.
    replaceFile(path.join(folder, 'whole.txt'), name);
    releases.switchTo(name);
    if (round % 4 === 0) {
      const [back] = releases.list().slice(-2);
      if (back !== undefined) releases.putBack(back.name, { who: 'anna', now: AT });
      releases.resume();
    }
    await releases.prune(KEEP);
  }
  writeSync(1, 'done\n');
}

const { RELEASE_OUT, RELEASE_ROUNDS = '1', RELEASE_KILL = '' } = process.env;
if (RELEASE_OUT !== undefined) await work(RELEASE_OUT, Number(RELEASE_ROUNDS), RELEASE_KILL);
