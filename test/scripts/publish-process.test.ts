import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { REPOSITORY } from '../support/example-site.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';
import { SMALL_SITE } from '../support/small-site.ts';
import { until } from '../support/until.ts';

/** So many incidents have twice as many pages, which take some seconds when nothing is there. */
const MANY = 100;

interface Wish {
  readonly files?: Readonly<Record<string, string>>;
  readonly options?: readonly string[];
}

/** The real program in a process of its own, and a script that says who it is and then waits for ever. */
function running({ files = {}, options = [] }: Wish) {
  const folder = temporaryFolder();
  const pidFile = path.join(folder, 'hanging.pid');
  writeFiles(folder, {
    ...SMALL_SITE,
    ...files,
    'hang.sh': `#!/bin/sh\necho $$ > '${pidFile}'\nexec sleep 600\n`,
  });
  const hang = path.join(folder, 'hang.sh');
  chmodSync(hang, 0o755);
  const argv = [
    'publish',
    '--site',
    folder,
    '--out',
    path.join(folder, 'www'),
    '--every',
    '1s',
    '--log',
    'json',
  ];
  const child = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      path.join(REPOSITORY, 'scripts/cli.ts'),
      ...argv,
      ...options.map((option) => option.replace('HANG', hang)),
    ],
    {
      cwd: REPOSITORY,
      env: { ...process.env, GIT_SSH_COMMAND: hang },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  onTestFinished(() => void child.kill('SIGKILL'));
  const hangingPid = () => (existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) || null : null);
  return { child, folder, said: () => said, hangingPid };
}
type RunningPublisher = ReturnType<typeof running>;

/** What a process has had of the processors, in milliseconds; null where there is none, or the system does not say. */
function workOf(pid: number): number | null {
  try {
    const line = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    // The name in the second field may hold anything; fields 14 and 15 are the 12th and 13th behind it, in hundredths.
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return null;
  }
}

/**
 * Told to stop, it ends with 0 within a second, and leaves no lock behind. A busy machine has half a second more, and counts
 * what the process had of the processors.
 */
async function endsAtOnce({ child, folder, said }: RunningPublisher): Promise<void> {
  const [askedAt, before] = [performance.now(), workOf(child.pid!)];
  let after = before;
  const looks = setInterval(() => (after = workOf(child.pid!) ?? after), 10);
  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number | null];
  clearInterval(looks);
  expect({ code, said: said() }).toEqual({
    code: 0,
    said: expect.stringMatching(/"event":"stop"[^\n]*\n$/) as string,
  });
  const tookMs = before === null || after === null ? performance.now() - askedAt : after - before;
  expect(Math.min(tookMs, performance.now() - askedAt)).toBeLessThan(1_500);
  expect(existsSync(path.join(folder, '.www.signalbox-lock'))).toBe(false);
  console.log(`ended after ${String(tookMs)} ms of work`);
}

function isAlive(pid: number | null): boolean {
  try {
    return pid !== null && process.kill(pid, 0);
  } catch {
    return false;
  }
}

const PATIENCE_MS = 40_000;

test('in a quiet moment', async () => {
  const publisher = running({});
  await until('two turns were over', () => publisher.said().split('"event":"turn"').length > 2, PATIENCE_MS);
  await endsAtOnce(publisher);
  expect(existsSync(path.join(publisher.folder, 'www/heartbeat.json'))).toBe(true);
}, 60_000);

test('in the middle of a first publish of some hundred pages, of which no reader is told', async () => {
  const files = Object.fromEntries(
    Array.from({ length: MANY }, (_, index) => [
      `incidents/${new Date(Date.UTC(2008, 0, 1 + index)).toISOString().slice(0, 10)}-story.md`,
      `---\ntitle: Story ${String(index)}\n---\n[10:00] It broke.\n\n[11:00] Resolved.\n`,
    ]),
  );
  const publisher = running({ files });
  const waiting = path.join(publisher.folder, 'www/.signalbox-tmp');
  await until('it writes', () => existsSync(waiting), PATIENCE_MS);
  await endsAtOnce(publisher);
  expect(existsSync(path.join(publisher.folder, 'www/heartbeat.json'))).toBe(false);
}, 60_000);

test('while the repository does not answer', async () => {
  const config =
    '[core]\n\trepositoryformatversion = 0\n[remote "origin"]\n\turl = ssh://nowhere.example/site\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n[branch "main"]\n\tremote = origin\n\tmerge = refs/heads/main\n';
  const files = {
    '.git/config': config,
    '.git/HEAD': 'ref: refs/heads/main\n',
    '.git/objects/.keep': '',
    '.git/refs/.keep': '',
  };
  const publisher = running({ files, options: ['--pull', '--pull-limit', '60s'] });
  await until('git asks', () => publisher.hangingPid() !== null, PATIENCE_MS);
  await endsAtOnce(publisher);
  await until('nobody waits for the repository any more', () => !isAlive(publisher.hangingPid()));
}, 60_000);

test('while a deploy goes on, which is ended too', async () => {
  const publisher = running({ options: ['--deploy', 'HANG'] });
  await until('the deploy began', () => publisher.hangingPid() !== null, PATIENCE_MS);
  await until(
    'a turn went on beside it',
    () => publisher.said().split('"event":"turn"').length > 2,
    PATIENCE_MS,
  );
  await endsAtOnce(publisher);
  await until('the deploy is ended', () => !isAlive(publisher.hangingPid()));
}, 60_000);
