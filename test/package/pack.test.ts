import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const INSTALL_TIMEOUT_MS = 240_000;
/** Compiled code, schemas and docs: 921 kB with the monitoring engines. Pictures and tests would show here at once. */
const TARBALL_LIMIT_BYTES = 1_000_000;

const TOPOLOGY = `site:
  name: Small Mail
  url: https://status.small.example
  timezone: Europe/London
  locale: en-GB
  fresh_for: 5m
zones:
  - id: core
    name: Core
    colour: blue
    groups:
      - id: mail-servers
        name: Mail servers
        servers:
          - id: mail1
          - id: mail2
services:
  - id: mail
    name: Mail
    needs: [mail-servers]
flows:
  - internet -> mail-servers
`;

const INCIDENT = `---
title: Slow logins
affects: [mail]
---

[10:30] Logins are slow.

[11:00] Resolved. All is well.
`;

const SNAPSHOT = {
  version: 1,
  taken_at: '2026-06-01T12:00:00Z',
  vantages: ['london'],
  servers: {
    mail1: { verdict: 'online', since: '2026-05-01T00:00:00Z' },
    mail2: { verdict: 'online', since: '2026-05-01T00:00:00Z' },
  },
};

let folder = '';
let tarball = '';
let packed: readonly string[] = [];

/** Runs a program to its end, without the settings of the npm that runs the tests. */
async function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_|VITEST)/i.test(name)),
  );
  const { stdout } = await promisify(execFile)(program, args, {
    cwd,
    env,
    timeout: INSTALL_TIMEOUT_MS,
    maxBuffer: 2 ** 24,
  });
  return stdout;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-package-'));
  // The project's own .npmrc keeps scripts of dependencies from running; packing needs one of ours, which compiles.
  const answer = await run(
    'npm',
    ['pack', '--json', '--ignore-scripts=false', '--pack-destination', folder],
    ROOT,
  );
  const [report] = JSON.parse(answer.slice(answer.indexOf('[\n'))) as [
    { filename: string; files: { path: string }[] },
  ];
  tarball = join(folder, report.filename);
  packed = report.files.map(({ path }) => path);
  await mkdir(join(folder, 'empty'));
  await writeFile(join(folder, 'empty', 'package.json'), '{ "private": true }\n');
  await run(
    'npm',
    ['install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', tarball],
    join(folder, 'empty'),
  );
}, INSTALL_TIMEOUT_MS);

afterAll(() => rm(folder, { recursive: true, force: true }));

test('the tarball holds what runs and what is read, and nothing else', () => {
  const tops = [...new Set(packed.map((path) => path.split('/')[0]))].sort();
  expect(tops).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'docs', 'package.json', 'schemas']);
  expect(
    packed.filter((path) =>
      /(^|\/)(test|bench|state|_site|node_modules)(\/|$)|\.test\.|\.tsx$|[^d]\.ts$/.test(path),
    ),
  ).toEqual([]);
});

test('the tarball stays small', async () => {
  const { size } = await stat(tarball);
  console.log(`tarball: ${packed.length} files, ${(size / 1000).toFixed(0)} kB`);
  expect(size).toBeLessThan(TARBALL_LIMIT_BYTES);
});

test('the installed command explains itself', async () => {
  const help = await run(join(folder, 'empty/node_modules/.bin/signalbox'), ['--help'], folder);
  expect(help).toMatch(/^Usage: signalbox/m);
  for (const command of ['build', 'check', 'serve', 'probe', 'merge', 'demo', 'new', 'update', 'resolve'])
    expect(help).toContain(`  ${command}`);
});

test('the installed command builds a site', async () => {
  const site = join(folder, 'site');
  await mkdir(join(site, 'incidents'), { recursive: true });
  await writeFile(join(site, 'topology.yml'), TOPOLOGY);
  await writeFile(join(site, 'incidents/2026-05-31-slow-logins.md'), INCIDENT);
  await writeFile(join(site, 'snapshot.json'), JSON.stringify(SNAPSHOT));
  const args = [
    'build',
    '--site',
    site,
    '--out',
    join(site, 'public'),
    '--snapshot',
    join(site, 'snapshot.json'),
  ];
  await run(
    'npx',
    ['--no-install', 'signalbox', ...args, '--now', '2026-06-01T12:01:00Z'],
    join(folder, 'empty'),
  );
  expect(await readFile(join(site, 'public/index.html'), 'utf8')).toContain('Small Mail');
  expect(existsSync(join(site, 'public/infrastructure/index.html'))).toBe(true);
  expect(existsSync(join(site, 'public/incidents/2026-05-31-slow-logins/index.html'))).toBe(true);
});

test('the installed modules can be imported by a theme', async () => {
  const program = "const kit = await import('signalbox/theme'); console.log(typeof kit);";
  const answer = await run(
    process.execPath,
    ['--input-type=module', '--eval', program],
    join(folder, 'empty'),
  );
  expect(answer.trim()).toBe('object');
});
