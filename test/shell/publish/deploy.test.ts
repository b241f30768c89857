import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createDeployer } from '../../../src/shell/publish/deploy.ts';
import type { DeployerOptions, DeployOutcome } from '../../../src/shell/publish/deploy.ts';
import { compiledProgram } from '../../support/compiled.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { until } from '../../support/until.ts';
import { WORK_VARIABLE } from './deploy-worker.ts';
import type { Work } from './deploy-worker.ts';

interface Message {
  readonly version: number;
  readonly out: string;
  readonly changed: readonly string[];
  readonly deleted: readonly string[];
  readonly full: boolean;
}

const ALL = ['assets/a.css', 'incidents/x/index.html', 'index.html', 'heartbeat.json'];

/** Keeps each message in a file of its own, then does what `rest` says. */
const KEEP = (rest = '') => `const fs = require('fs');
  const message = fs.readFileSync(0, 'utf8');
  fs.appendFileSync('got', message);
  ${rest}`;

function world(program: string, options: Partial<DeployerOptions> = {}) {
  const cwd = temporaryFolder();
  const reported: DeployOutcome[] = [];
  const create = (more: Partial<DeployerOptions> = {}) => {
    const deployer = createDeployer({
      command: [process.execPath, '-e', program],
      cwd,
      env: { ...process.env, COLOUR: 'red' },
      stateDir: path.join(cwd, 'state'),
      outDir: path.join(cwd, 'out'),
      allFiles: () => ALL,
      report: (outcome) => reported.push(outcome),
      ...options,
      ...more,
    });
    onTestFinished(() => deployer.stop());
    return deployer;
  };
  const read = (name: string) => {
    const file = path.join(cwd, name);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  };
  const got = () =>
    read('got')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Message);
  const write = (name: string, text = '') => writeFileSync(path.join(cwd, name), text);
  const remove = (name: string) => rmSync(path.join(cwd, name), { recursive: true });
  return { cwd, create, reported, read, got, write, remove };
}

const changed = (...names: string[]) => ({ changed: names, deleted: [] });

test('the first one sends everything, the next what changed, and a quiet one nothing', async () => {
  const { create, got, reported, cwd } = world(KEEP());
  const deployer = create();
  deployer.add({ changed: ['index.html', 'heartbeat.json'], deleted: ['gone.html'] });
  expect(await deployer.run()).toBeNull();
  deployer.add({ changed: ['services/web/index.html', 'index.html', 'heartbeat.json'], deleted: ['b', 'a'] });
  expect(await deployer.run()).toBeNull();
  deployer.add({ changed: [], deleted: [] });
  expect(await deployer.run()).toBeNull();
  const out = path.join(cwd, 'out');
  expect(got()).toEqual([
    { version: 1, out, changed: ALL, deleted: ['gone.html'], full: true },
    {
      version: 1,
      out,
      changed: ['services/web/index.html', 'index.html', 'heartbeat.json'],
      deleted: ['a', 'b'],
      full: false,
    },
  ]);
  const fine = { ok: true, problem: null, output: '', durationMs: expect.any(Number) as number };
  expect(reported).toEqual([
    { ...fine, full: true, changed: 4, deleted: 1 },
    { ...fine, full: false, changed: 3, deleted: 2 },
  ]);
});

test('what was deleted and is back is not deleted by a full one', async () => {
  const { create, got } = world(KEEP());
  const deployer = create();
  deployer.add({ changed: [], deleted: ['index.html', 'gone'] });
  await deployer.run();
  expect(got()[0]).toMatchObject({ changed: ALL, deleted: ['gone'] });
});

test('runs where signalbox was started, with its environment, the folder and the lists', async () => {
  const { create, read, cwd } = world(
    KEEP(`const { SIGNALBOX_OUT, SIGNALBOX_CHANGED_FILE, SIGNALBOX_DELETED_FILE, COLOUR } = process.env;
      fs.writeFileSync('seen', JSON.stringify([SIGNALBOX_OUT, COLOUR, process.cwd(),
        fs.readFileSync(SIGNALBOX_CHANGED_FILE, 'utf8'), fs.readFileSync(SIGNALBOX_DELETED_FILE, 'utf8'),
        SIGNALBOX_CHANGED_FILE.startsWith('/')]));`),
    { stateDir: path.relative(process.cwd(), temporaryFolder()), allFiles: () => ['a b', 'heartbeat.json'] },
  );
  const deployer = create();
  deployer.add({ changed: [], deleted: ['x', 'y'] });
  await deployer.run();
  expect(JSON.parse(read('seen'))).toEqual([
    path.join(cwd, 'out'),
    'red',
    cwd,
    'a b\nheartbeat.json\n',
    'x\ny\n',
    true,
  ]);
});

test('the lists are gone afterwards, and nothing else is left in the state folder', async () => {
  const { create, cwd } = world(`process.exit(1)`);
  const deployer = create();
  deployer.add(changed('a'));
  await deployer.run();
  expect(readdirSync(path.join(cwd, 'state'))).toEqual(['deploy.json']);
});

/** Fails while there is a file `broken`. */
const FRAGILE = KEEP(
  `if (fs.existsSync('broken')) { console.log('sending'); console.error('no route'); process.exit(3); }`,
);

test('one that fails is a problem, and is repeated with all that changed since', async () => {
  const { create, got, reported, write, remove } = world(FRAGILE);
  const deployer = create();
  await deployer.run();
  write('broken');
  deployer.add({ changed: ['a', 'b', 'heartbeat.json'], deleted: ['c'] });
  const problem = { code: 'deploy-failed', message: 'the deploy failed: it ended with 3: no route' };
  expect(await deployer.run()).toEqual(problem);
  expect(deployer.problem()).toEqual(problem);
  expect(reported[1]).toMatchObject({ ok: false, problem: 'it ended with 3', output: 'sending\nno route' });
  remove('broken');
  deployer.add({ changed: ['c', 'heartbeat.json'], deleted: ['a'] });
  expect(await deployer.run()).toBeNull();
  expect(got().slice(1)).toMatchObject([
    { changed: ['a', 'b', 'heartbeat.json'], deleted: ['c'], full: false },
    { changed: ['b', 'c', 'heartbeat.json'], deleted: ['a'], full: false },
  ]);
});

test('what was not sent is sent by the next publisher, though its turn changed nothing', async () => {
  const { create, got, write, remove } = world(FRAGILE);
  const first = create();
  await first.run();
  write('broken');
  first.add(changed('a'));
  await first.run();
  remove('broken');
  const next = create();
  next.add({ changed: [], deleted: [] });
  expect(await next.run()).toBeNull();
  expect(got().at(-1)).toMatchObject({ changed: ['a'], full: false });
});

test('another command, or another folder, is another target, and gets everything', async () => {
  const { create, got, cwd } = world(KEEP());
  await create().run();
  await create().run();
  expect(got()).toHaveLength(1);
  await create({ command: [process.execPath, '-e', KEEP(), 'other'] }).run();
  await create({ command: [process.execPath, '-e', KEEP(), 'other'], outDir: path.join(cwd, 'b') }).run();
  expect(got().map(({ full }) => full)).toEqual([true, true, true]);
});

test('a turn does not wait for it; what changes meanwhile goes with the next run', async () => {
  const { create, got, write } = world(
    KEEP(`const wait = () => { if (!fs.existsSync('go')) setTimeout(wait, 10); }; wait();`),
  );
  const deployer = create();
  deployer.start();
  await until('it runs', () => got().length === 1);
  deployer.add(changed('a', 'heartbeat.json'));
  deployer.start();
  deployer.add({ changed: ['b', 'heartbeat.json'], deleted: ['a'] });
  deployer.start();
  expect(got()).toHaveLength(1);
  expect(deployer.problem()).toBeNull();
  write('go');
  await deployer.idle();
  expect(got().slice(1)).toMatchObject([{ changed: ['b', 'heartbeat.json'], deleted: ['a'], full: false }]);
});

test('after a failure it is not tried again before the next turn', async () => {
  const { create, got, write } = world(FRAGILE);
  write('broken');
  const deployer = create();
  deployer.start();
  deployer.add(changed('a'));
  await deployer.idle();
  expect(got()).toHaveLength(1);
  deployer.start();
  await deployer.idle();
  expect(got()).toHaveLength(2);
});

test('what takes too long is ended, is a failure, and is repeated', async () => {
  const { create, reported } = world(
    `console.log('half way'); process.on('SIGTERM', () => { console.log('asked'); process.exit(1); });
     setInterval(() => undefined, 1000);`,
    { limitMs: 1_500, graceMs: 10_000 },
  );
  const deployer = create();
  expect(await deployer.run()).toEqual({
    code: 'deploy-failed',
    message: 'the deploy failed: it did not end within 1.5 s: asked',
  });
  expect(reported).toMatchObject([{ ok: false, output: 'half way\nasked', full: true }]);
  deployer.add(changed('a'));
  await deployer.run();
  expect(reported).toHaveLength(2);
});

test('of what it says the end is kept, without what could paint the terminal', async () => {
  const { create, reported } = world(
    `for (let line = 0; line < 9999; line += 1) console.log('file ' + line);
     process.stdout.write('\\u001b[31m10%\\r100%\\n\\n' + 'x'.repeat(1000) + '\\n\\u202ethe end\\n', () => process.exit(1));`,
  );
  await create().run();
  const lines = reported[0]!.output.split('\n');
  expect(lines).toHaveLength(20);
  expect(lines.slice(-5)).toEqual(['file 9998', '[31m10%', '100%', `${'x'.repeat(299)}…`, 'the end']);
});

test('a command that is not there, or a state folder that takes nothing, is said', async () => {
  const { create, cwd, write } = world('');
  expect((await create({ command: ['./absent.sh'] }).run())?.message).toMatch(
    /^the deploy failed: it cannot be run: .*ENOENT/,
  );
  write('file');
  expect((await create({ stateDir: path.join(cwd, 'file/state') }).run())?.message).toMatch(
    /^the deploy failed: its lists cannot be written: /,
  );
});

test('what cannot be written down is sent all the same, and is a problem', async () => {
  const { create, got, cwd, remove } = world(KEEP());
  const deployer = create();
  await deployer.run();
  mkdirSync(path.join(cwd, 'state/deploy.json.tmp'));
  deployer.add(changed('a'));
  const problem = await deployer.run();
  expect(problem?.code).toBe('deploy-failed');
  expect(problem?.message).toMatch(
    /^what waits for the deploy cannot be written down, so that the next .*EISDIR/,
  );
  expect(got().at(-1)).toMatchObject({ changed: ['a'], full: false });
  remove('state/deploy.json.tmp');
  deployer.add({ changed: [], deleted: [] });
  expect(deployer.problem()).toBeNull();
});

test('told to stop, it ends the one under way and starts no other; nothing is lost', async () => {
  const { create, got, reported } = world(KEEP(`setInterval(() => undefined, 1000);`));
  const deployer = create();
  deployer.start();
  await until('it runs', () => got().length === 1);
  deployer.add(changed('a'));
  await deployer.stop();
  deployer.start();
  await deployer.idle();
  expect({ reported, problem: deployer.problem() }).toEqual({ reported: [], problem: null });
  const next = create();
  next.start();
  await until('the next one sends it', () => got().length === 2);
  expect(got()[1]).toMatchObject({ full: true });
});

test('whatever moment a publisher is killed at, the next one sends what was not confirmed', async () => {
  const { create, got } = world(KEEP());
  const first = create();
  await first.run();
  // A publisher that is killed leaves its queue as it is: what a second one finds at every step of a first.
  const sentAfter = async (step: () => void) => {
    step();
    const before = got().length;
    await create().run();
    return got().slice(before);
  };
  expect(await sentAfter(() => undefined)).toEqual([]);
  expect(await sentAfter(() => first.begin())).toMatchObject([{ full: true }]);
  expect(await sentAfter(() => first.add(changed('a')))).toMatchObject([{ changed: ['a'], full: false }]);
});

const program = compiledProgram(['src/core', 'src/shell'], 'test/shell/publish/deploy-worker.ts');

test('killed by SIGKILL while the command runs, it is sent again, with what came since', async () => {
  const { cwd, got, write, remove } = world('');
  const publish = async (names: string) => {
    const work: Work = {
      folder: cwd,
      program: KEEP(`if (fs.existsSync('kill')) process.kill(process.ppid, 'SIGKILL');`),
      changed: names.split(' ').filter(Boolean),
    };
    const child = spawn(process.execPath, [program], {
      env: { ...process.env, [WORK_VARIABLE]: JSON.stringify(work) },
      stdio: 'inherit',
    });
    const [, signal] = (await once(child, 'close')) as [number | null, string | null];
    return signal;
  };
  expect(await publish('index.html')).toBeNull();
  write('kill');
  expect(await publish('a b')).toBe('SIGKILL');
  expect(await publish('c a')).toBe('SIGKILL');
  remove('kill');
  expect(await publish('')).toBeNull();
  expect(await publish('')).toBeNull();
  expect(got().map((message) => [message.full, message.changed.join(' ')])).toEqual([
    [true, 'index.html heartbeat.json'],
    [false, 'a b'],
    [false, 'b c a'],
    [false, 'b c a'],
  ]);
});
