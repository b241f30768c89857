import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { VoteReason } from '../../../../src/core/model/vote.ts';
import { exec } from '../../../../src/shell/probe/kinds/exec.ts';
import { runCommand } from '../../../../src/shell/probe/run-command.ts';
import { temporaryFolder } from '../../../support/folder.ts';
import { run, testWorld } from '../world.ts';

const SOON_MS = 5_000;
const LIMITS = { limitMs: 3_000 };
/** A shell of the test's own; the probe itself has none. */
const sh = (script: string) => ['/bin/sh', '-c', script];

describe('the exit code', () => {
  it.each<readonly [string, string, VoteReason, string | undefined]>([
    ['0', 'echo fine; exit 0', 'ok', undefined],
    ['1', 'echo slow; exit 1', 'ok', 'slow'],
    ['2', 'echo down; exit 2', 'critical', 'down'],
    ['3', 'echo dunno; exit 3', 'plug-in', 'exit code 3: dunno'],
    ['4', 'exit 4', 'plug-in', 'exit code 4: it said nothing'],
    ['126', 'exit 126', 'plug-in', 'exit code 126: it said nothing'],
    ['of a signal', 'kill -SEGV $$', 'plug-in', 'the program was ended by SIGSEGV'],
    ['of another signal', 'kill -TERM $$', 'plug-in', 'the program was ended by SIGTERM'],
  ])('%s', async (_code, script, expected, detail) => {
    const { outcome, reason, tookMs } = await run(exec, sh(script), LIMITS);
    expect([reason, outcome.detail]).toEqual([expected, detail]);
    expect(tookMs).toBeLessThan(SOON_MS);
  });

  it('1 is a warning, or offline where the operator says so', async () => {
    const { outcome } = await run(exec, sh('echo slow; exit 1'), LIMITS);
    expect(outcome).toEqual({ reason: 'ok', warnings: ['The plug-in warns.'], detail: 'slow' });
    const strict = await run(exec, { command: sh('echo slow; exit 1'), warning: 'offline' }, LIMITS);
    expect(strict.reason).toBe('critical');
  });
});

describe('a program that cannot be run', () => {
  it('is not there', async () => {
    const { outcome, verdict } = await run(exec, ['/nowhere/check_smtp'], LIMITS);
    expect([outcome.reason, verdict, outcome.detail]).toEqual([
      'plug-in',
      'unknown',
      'the program "/nowhere/check_smtp" cannot be run (ENOENT)',
    ]);
  });

  it('may not be run', async () => {
    const file = path.join(temporaryFolder(), 'check');
    writeFileSync(file, '#!/bin/sh\nexit 0\n', { mode: 0o600 });
    expect((await run(exec, [file], LIMITS)).reason).toBe('plug-in');
  });

  it('is no program', async () => {
    const file = path.join(temporaryFolder(), 'check');
    writeFileSync(file, '\x7fELFnot', { mode: 0o700 });
    expect((await run(exec, [file], LIMITS)).reason).toBe('plug-in');
  });
});

describe('what it prints', () => {
  it('is read as plug-ins write it', async () => {
    const script = 'echo "SMTP OK - 0.004 s response time|time=0.004s;;;0.0 \'a b\'=5%;80;90"';
    const { outcome } = await run(exec, sh(script), LIMITS);
    expect(outcome).toEqual({
      reason: 'ok',
      measured: [
        { label: 'time', value: 0.004, unit: 's' },
        { label: 'a b', value: 5, unit: '%' },
      ],
    });
  });

  it('is kept up to 64 kB, and the rest let go', async () => {
    const script = 'echo first; head -c 5000000 /dev/zero | tr "\\0" x; exit 2';
    const { outcome, reason, tookMs } = await run(exec, sh(script), LIMITS);
    expect([reason, outcome.detail]).toEqual(['critical', 'first']);
    expect(tookMs).toBeLessThan(SOON_MS);
  });

  it('is kept up to there and no further', async () => {
    const command = sh('head -c 5000000 /dev/zero | tr "\\0" x');
    const { stdout } = await runCommand({ command, env: {}, limitMs: 3_000 }, new AbortController().signal);
    expect(stdout).toBe('x'.repeat(64 * 1024));
  });

  it('cannot reach a terminal', async () => {
    const { outcome } = await run(exec, sh('printf "\\033[31mred\\007\\n"; exit 2'), LIMITS);
    expect(outcome.detail).toBe('[31mred');
  });

  it.each([
    ['echo; echo remark >&2; echo trouble >&2; echo >&2; exit 2', 'critical', 'trouble'],
    ['echo said; echo trouble >&2; exit 2', 'critical', 'said'],
    ['exec /nowhere/helper', 'plug-in', 'helper'],
    ['printf "\\033[31mred\\007" >&2; exit 2', 'critical', '[31mred'],
    ['head -c 5000000 /dev/zero | tr "\\0" x >&2; exit 2', 'critical', 'xxx'],
  ])('as errors counts where it says nothing else: %s', async (script, reason, said) => {
    const { outcome } = await run(exec, sh(script), LIMITS);
    expect(outcome.reason).toBe(reason);
    expect(outcome.detail).toContain(said);
    expect(outcome.detail?.length).toBeLessThan(300);
  });

  it('is waited for longer than plug-ins wait for a server that is mute', () => {
    expect(exec.options.parse(['/bin/true'])).toMatchObject({ limitMs: 15_000 });
  });
});

describe('what it finds', () => {
  const printed = async (written: unknown) => (await run(exec, written, LIMITS)).outcome.detail;

  it('is a fixed environment and what the operator adds', async () => {
    const command = sh(
      'env | cut -d= -f1 | grep -v "^PWD\\|^_\\|^SHLVL\\|^OLDPWD" | sort | tr "\\n" " "; exit 2',
    );
    expect(await printed({ command, env: { HOME: '/x' } })).toBe('HOME LANG LC_ALL PATH');
    expect(await printed({ command: sh('echo $LANG $TOKEN; exit 2'), env: { TOKEN: 's e c' } })).toBe(
      'C.UTF-8 s e c',
    );
  });

  it('is each argument as it was written, for no shell has read it', async () => {
    const command = ['/bin/sh', '-c', 'echo "$1|$2"; exit 2', 'sh', '$(id)', '; ls *'];
    // The bar begins the performance data.
    expect(await printed(command)).toBe('$(id)');
    expect(await printed(['/bin/sh', '-c', 'echo "$1"; exit 2', 'sh', '`id` && $HOME'])).toBe(
      '`id` && $HOME',
    );
  });

  it('is nothing to read', async () => {
    expect(await printed(sh('cat; echo done; exit 2'))).toBe('done');
  });

  it('is found along the path', async () => {
    expect((await run(exec, ['true'], LIMITS)).reason).toBe('ok');
  });
});

/** True while a process lives that is no zombie. */
function lives(pid: number): boolean {
  const stat = `/proc/${String(pid)}/stat`;
  return existsSync(stat) && !/\) Z /.test(readFileSync(stat, 'utf8'));
}

async function until(condition: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 100 && !condition(); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return condition();
}

describe('a program that does not end', () => {
  it('is killed with all that it started', async () => {
    const file = path.join(temporaryFolder(), 'pids');
    const script = `sleep 60 & echo $! > ${file}; trap "" TERM INT; sleep 60 & echo $! >> ${file}; echo $$ >> ${file}; wait; sleep 60`;
    const { outcome, verdict, tookMs } = await run(exec, sh(script), { limitMs: 500 });
    expect([outcome.reason, verdict]).toEqual(['plug-in', 'unknown']);
    expect(outcome.detail).toBe('the program did not end within 500 ms');
    expect(tookMs).toBeLessThan(2_000);
    const pids = readFileSync(file, 'utf8').trim().split('\n').map(Number);
    expect(pids).toHaveLength(3);
    expect(await until(() => !pids.some(lives))).toBe(true);
  });

  it('is killed when its round ends', async () => {
    const file = path.join(temporaryFolder(), 'pid');
    const round = new AbortController();
    const running = run(exec, sh(`echo $$ > ${file}; sleep 60`), {}, testWorld({ signal: round.signal }));
    expect(await until(() => existsSync(file) && readFileSync(file, 'utf8').endsWith('\n'))).toBe(true);
    round.abort();
    expect((await running).reason).toBe('not-probed');
    const pid = Number(readFileSync(file, 'utf8'));
    expect(await until(() => !lives(pid))).toBe(true);
  });

  it('but has left its output to a child is not waited for, and the child is ended', async () => {
    const file = path.join(temporaryFolder(), 'pid');
    const { outcome, reason, tookMs } = await run(
      exec,
      sh(`sleep 60 & echo $! > ${file}; echo left; exit 2`),
      LIMITS,
    );
    expect([reason, outcome.detail]).toEqual(['critical', 'left']);
    expect(tookMs).toBeLessThan(2_000);
    const pid = Number(readFileSync(file, 'utf8'));
    expect(await until(() => !lives(pid))).toBe(true);
  });
});
