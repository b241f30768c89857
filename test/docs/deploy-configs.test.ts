import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createProgram } from '../../scripts/program.ts';
import { EXIT } from '../../scripts/options.ts';
import { commandWords } from '../../src/shell/command-words.ts';
import { testIo } from '../scripts/support.ts';
import { REPOSITORY } from '../support/example-site.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';
import { isInstalled } from '../support/web-servers.ts';

/* What docs/deploy hands out to be copied: it parses, it fits together, and the program takes every command in it. */

const FOLDER = path.join(REPOSITORY, 'docs/deploy');
const FILES = readdirSync(FOLDER);
const read = (name: string) => readFileSync(path.join(FOLDER, name), 'utf8');

/** What a shell would run: of a page its blocks of code, of other files everything. */
function runnable(name: string): string {
  const text = read(name).replaceAll('\\\n', ' ');
  if (!name.endsWith('.md')) return text;
  return [...text.matchAll(/^( *)```\w*\n(.*?)^\1```/gms)].map(([, , block]) => block).join('\n');
}

/** Every command line of ours in a file, without what the shell does with its output. */
function commandLines(name: string): string[] {
  const lines = [
    ...runnable(name).matchAll(/(?:^|[\s/])signalbox ((?:publish|probe|check|build|merge|rollback)\b.*)$/gm),
  ];
  return lines.map(([, line = '']) => line.replace(/ (\|\||\||&&|>|#) .*$/, '').trim());
}

const COMMANDS = FILES.flatMap((name) => commandLines(name).map((line) => [name, line] as const));

test.for(COMMANDS)('%s: the program takes «signalbox %s»', async ([, line]) => {
  const words = commandWords(line);
  if (words === undefined) throw new Error(`a quote is never closed in ${line}`);
  const io = testIo('.');
  const program = createProgram({ io, exitCode: EXIT.fine });
  // Only understood, not done.
  for (const command of program.commands) command.action(() => undefined);
  await program.parseAsync([...words], { from: 'user' });
  expect(io.stderr.text).toBe('');
});

test('commands are found in every kind of file', () => {
  const kinds = new Set(COMMANDS.map(([name]) => path.extname(name)));
  expect([...kinds].sort()).toEqual(['.md', '.service', '.sh', '.yml']);
});

test('every file is named by a page', () => {
  const pages = FILES.filter((name) => name.endsWith('.md')).map(read);
  const others = FILES.filter((name) => !name.endsWith('.md'));
  expect(others.filter((name) => !pages.some((page) => page.includes(`](${name})`)))).toEqual([]);
});

interface Step {
  readonly uses?: string;
  readonly run?: string;
}
interface Job {
  readonly if?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string };
  readonly 'timeout-minutes'?: number;
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<'check' | 'publish', Job>>;
}

describe('github-workflow.yml', () => {
  const { on, permissions, jobs } = parse(read('github-workflow.yml')) as Workflow;

  test('runs on what the page says, and a pull request gets no rights', () => {
    expect(Object.keys(on)).toEqual(['pull_request', 'push', 'schedule', 'workflow_dispatch']);
    expect(permissions).toEqual({ contents: 'read' });
    expect(jobs.check).toMatchObject({ if: "github.event_name == 'pull_request'" });
    expect(jobs.check.permissions).toBeUndefined();
    expect(JSON.stringify(jobs.check)).not.toContain('secrets.');
    expect(jobs.publish).toMatchObject({
      if: "github.event_name != 'pull_request'",
      permissions: { contents: 'read', pages: 'write', 'id-token': 'write' },
      concurrency: { group: 'status-publish' },
    });
  });

  test('every job has an end and every action a version', () => {
    for (const job of Object.values(jobs)) {
      expect(job['timeout-minutes']).toBeGreaterThan(0);
      for (const { uses } of job.steps)
        if (uses !== undefined) expect(uses).toMatch(/^actions\/[\w/-]+@v\d+$/);
    }
  });

  test('no text from outside gets into a shell', () => {
    const runs = Object.values(jobs).flatMap(({ steps }) => steps.map(({ run }) => run ?? ''));
    expect(runs.filter((run) => run.includes('${{'))).toEqual([]);
  });
});

test('gitlab-ci.yml publishes the folder that it builds, one job at a time', () => {
  const { check, pages } = parse(read('gitlab-ci.yml')) as Record<string, unknown>;
  expect(check).toMatchObject({ artifacts: { reports: { codequality: 'gl-code-quality-report.json' } } });
  expect(pages).toMatchObject({ resource_group: 'status', artifacts: { paths: ['public'] } });
  expect(JSON.stringify(pages)).toContain('--out public');
});

const UNITS = FILES.filter((name) => /\.(service|timer)$/.test(name));

/** `Key=value` lines, the last of a key. */
const settings = (unit: string) =>
  new Map([...unit.matchAll(/^(\w+)=(.*)$/gm)].map(([, key, value]) => [key, value]));

describe('the units', () => {
  const prober = /<!-- unit -->\n+```ini\n(.*?)^```/ms.exec(
    readFileSync(path.join(REPOSITORY, 'docs/prober.md'), 'utf8'),
  )![1]!;

  test.for(UNITS.filter((name) => name.endsWith('.service')))('%s fits beside the prober’s', (name) => {
    const ours = settings(read(name));
    const theirs = settings(prober);
    for (const key of ['User', 'WorkingDirectory', 'SystemCallFilter', 'ProtectSystem', 'NoNewPrivileges'])
      expect([key, ours.get(key)]).toEqual([key, theirs.get(key)]);
    // V8 compiles while it runs, and asks for protection keys at its start.
    expect(ours.has('MemoryDenyWriteExecute')).toBe(false);
    expect(ours.get('SystemCallFilter')).toContain('@pkey');
  });

  test('systemd finds nothing wrong with them', (context) => {
    if (!isInstalled('systemd-analyze', '--version'))
      context.skip('systemd is not installed, so the units were not verified');
    const folder = temporaryFolder();
    const runnableHere = (unit: string) => unit.replaceAll(/^ExecStart=\S+/gm, 'ExecStart=/bin/true');
    writeFiles(folder, Object.fromEntries(UNITS.map((name) => [name, runnableHere(read(name))])));
    writeFiles(folder, { 'signalbox-probe.service': runnableHere(prober) });
    const files = [...UNITS, 'signalbox-probe.service'].map((name) => path.join(folder, name));
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', ...files], { encoding: 'utf8' });
    expect(stderr.split('\n').filter((line) => line.includes(folder))).toEqual([]);
    expect(status).toBe(0);
  });
});

test('the package ships them', () => {
  const { files } = JSON.parse(readFileSync(path.join(REPOSITORY, 'package.json'), 'utf8')) as {
    files: readonly string[];
  };
  expect(files).toContain('docs/deploy');
});
