import { chmodSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandWords } from '../../src/shell/command-words.ts';
import { createDeployer } from '../../src/shell/publish/deploy.ts';
import type { Changes } from '../../src/shell/publish/turn.ts';
import { REPOSITORY } from '../support/example-site.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';
import { treeOf } from '../support/tree.ts';

/*
 * The recipes of docs/deploy.md, word for word, run by the code that runs them, with stand-ins for what they talk to.
 */

const DOCS = readFileSync(path.join(REPOSITORY, 'docs/deploy.md'), 'utf8');

/** The block of code behind a comment. */
function recipe(name: string): string {
  const found = new RegExp(`<!-- ${name} -->\n+\`\`\`\\w+\n(.*?)^\`\`\``, 'ms').exec(DOCS)?.[1];
  if (found === undefined) throw new Error(`docs/deploy.md has no block ${name}`);
  return found;
}

const SITE = {
  'incidents/slow/index.html': 'slow',
  'index.html': 'home',
  'with blanks.txt': 'text',
  'heartbeat.json': '{}',
};

/** A published site, and a recipe that is run as `--deploy` would; `curl` is a stand-in that keeps what it is given. */
function deployed(file: string, line: (cwd: string) => string, env: Readonly<Record<string, string>> = {}) {
  const cwd = temporaryFolder();
  const name = /:(\w+)/.exec(file)![1]!;
  writeFiles(cwd, {
    [`${name}.sh`]: recipe(file),
    'bin/curl': `#!/bin/sh\nprintf '%s\\n' "$@" > arguments\ncat > input\n[ ! -e refuse ] || exit 22\n`,
  });
  writeFiles(path.join(cwd, 'out'), SITE);
  for (const program of [`${name}.sh`, 'bin/curl']) chmodSync(path.join(cwd, program), 0o755);
  const deployer = createDeployer({
    command: commandWords(line(cwd))!,
    cwd,
    env: { PATH: `${cwd}/bin:${path.dirname(process.execPath)}:/usr/bin:/bin`, ...env },
    stateDir: path.join(cwd, 'state'),
    outDir: path.join(cwd, 'out'),
    allFiles: () => Object.keys(SITE),
    report: () => undefined,
  });
  const turn = (changes: Changes) => {
    deployer.add(changes);
    return deployer.run();
  };
  return { cwd, turn, read: (kept: string) => readFileSync(path.join(cwd, kept), 'utf8') };
}

const NOTHING: Changes = { changed: [], deleted: [] };

describe('with the lists', () => {
  const start = () => deployed('recipe:lists', (cwd) => `./lists.sh "${cwd}/the web"`);

  test('all files arrive, then what changed; what is gone is deleted', async () => {
    const { cwd, turn } = start();
    expect(await turn(NOTHING)).toBeNull();
    expect(treeOf(path.join(cwd, 'the web'))).toEqual(SITE);
    writeFiles(path.join(cwd, 'out'), { 'index.html': 'news' });
    rmSync(path.join(cwd, 'out/incidents'), { recursive: true });
    expect(
      await turn({ changed: ['index.html', 'heartbeat.json'], deleted: ['incidents/slow/index.html'] }),
    ).toBeNull();
    expect(treeOf(path.join(cwd, 'the web'))).toEqual({
      'index.html': 'news',
      'with blanks.txt': 'text',
      'heartbeat.json': '{}',
    });
  });

  test('a file that is gone by then is a failure, so that it is repeated', async () => {
    const { cwd, turn } = start();
    await turn(NOTHING);
    rmSync(path.join(cwd, 'out/index.html'));
    expect((await turn({ changed: ['index.html'], deleted: [] }))?.message).toContain('index.html');
    expect(await turn({ changed: [], deleted: ['index.html'] })).toBeNull();
    expect(existsSync(path.join(cwd, 'the web/index.html'))).toBe(false);
  });
});

describe('with the JSON', () => {
  const env = { PURGE_URL: 'https://cache.example.org/purge/secret' };
  const start = () => deployed('recipe:json', () => './json.sh', env);

  test('everything is purged, then the addresses of what changed or is gone', async () => {
    const { turn, read } = start();
    expect(await turn(NOTHING)).toBeNull();
    expect(read('input')).toBe('/*\n');
    expect(
      await turn({
        changed: ['services/web/index.html', 'index.html', 'heartbeat.json'],
        deleted: ['incidents/slow/index.html', 'not-index.html'],
      }),
    ).toBeNull();
    expect(read('input').trimEnd().split('\n')).toEqual([
      '/services/web/',
      '/',
      '/heartbeat.json',
      '/incidents/slow/',
      '/not-index.html',
    ]);
    expect(read('arguments').trimEnd().split('\n').at(-1)).toBe(env.PURGE_URL);
  });

  test('a cache that refuses is a failure', async () => {
    const { cwd, turn } = start();
    writeFiles(cwd, { refuse: '' });
    expect((await turn(NOTHING))?.message).toBe('the deploy failed: it ended with 22');
  });
});

test('the message that the page shows is one that is sent', async () => {
  const { turn, read, cwd } = deployed('recipe:json', () => `sh -c 'cat > sent'`);
  await turn(NOTHING);
  const shown = /On standard input it gets one JSON object:\n+```json\n(.*?)^```/ms.exec(DOCS)![1]!;
  const [told, sent] = [shown, read('sent')].map((text) => JSON.parse(text) as Record<string, unknown>);
  expect(Object.keys(told!)).toEqual(Object.keys(sent!));
  expect(sent!['out']).toBe(path.join(cwd, 'out'));
});

test('the page names every variable of the environment, and every recipe', async () => {
  const { turn, read } = deployed('recipe:json', () => `sh -c 'env > sent'`);
  await turn(NOTHING);
  const names = [...read('sent').matchAll(/^(SIGNALBOX_\w+)=/gm)].map(([, name]) => name);
  expect(names).toHaveLength(3);
  for (const name of names) expect(DOCS).toContain(`| \`${name!}\``);
  const recipes = readdirSync(path.join(REPOSITORY, 'docs/deploy')).filter((name) => name.endsWith('.md'));
  expect(recipes.filter((name) => !DOCS.includes(`](deploy/${name})`))).toEqual([]);
});
