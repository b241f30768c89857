import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { TestContext } from 'vitest';
import { missingPrograms } from '../../scripts/engines/prometheus-stack.ts';
import { REPOSITORY } from '../support/example-site.ts';
import { sharedFolder } from '../support/folder.ts';
import { until } from '../support/until.ts';

/* scripts/engines/prometheus.sh as somebody at a terminal has it. */

const PATIENCE_MS = 60_000;
vi.setConfig({ testTimeout: 2 * PATIENCE_MS });

const SCRIPT = path.join(REPOSITORY, 'scripts/engines/prometheus.sh');
const missing = missingPrograms();
const shared = sharedFolder();

/** Starts it, for a site and with a folder for temporary files of its own. */
async function start(context: TestContext) {
  if (missing.length > 0) context.skip(`not installed, so the script was not tried: ${missing.join(', ')}`);
  const folder = mkdtempSync(path.join(shared, 'run-'));
  const [site, temporary] = [path.join(folder, 'site'), path.join(folder, 'tmp')];
  for (const made of [site, temporary]) mkdirSync(made);
  copyFileSync(path.join(REPOSITORY, 'topology.yml'), path.join(site, 'topology.yml'));
  const script = spawn(SCRIPT, ['--port', '0', '--site', 'site'], {
    cwd: folder,
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  context.onTestFinished(() => void script.kill('SIGKILL'));
  const ended = once(script, 'close');
  let said = '';
  for (const stream of [script.stdout, script.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const isOver = () => script.exitCode !== null || script.signalCode !== null;
  await until(
    'it tells its addresses',
    () => {
      if (isOver()) throw new Error(`it ended: ${said}`);
      return said.includes('kill -STOP');
    },
    PATIENCE_MS,
  );
  const urls = [...said.matchAll(/http:\/\/127\.0\.0\.1:\d+/g)].map(([url]) => new URL(url));
  return { script, ended, temporary, urls };
}

async function isOpen({ port }: URL): Promise<boolean> {
  const socket = connect(Number(port), '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

// At the same time, because both wait for Prometheus.
describe.concurrent('it runs', () => {
  test('shows what Prometheus sees, and ends everything with Ctrl-C', async (context) => {
    const { script, ended, temporary, urls } = await start(context);
    const [page, ...engines] = urls;
    expect(engines).toHaveLength(4);
    const home = async () => (await fetch(page!)).text();
    await until(
      'the page says that all is well',
      async () => (await home()).includes('All four services work.'),
      PATIENCE_MS,
    );
    script.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
    for (const url of urls) expect([url.href, await isOpen(url)]).toEqual([url.href, false]);
    expect(readdirSync(temporary).filter((name) => name.startsWith('signalbox-'))).toEqual([]);
  });

  test('leaves nothing running when it is killed itself', async (context) => {
    const canTie = spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true']).status === 0;
    if (!canTie) context.skip('without setpriv of util-linux nothing ends what a killed process has started');
    const { script, ended, urls } = await start(context);
    script.kill('SIGKILL');
    await ended;
    for (const url of urls) await until(`nothing answers at ${url.href}`, async () => !(await isOpen(url)));
  });
});

test('says what is missing, and how it is had', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'scripts/engines/prometheus.ts'],
    {
      cwd: REPOSITORY,
      env: { ...process.env, PATH: shared },
      encoding: 'utf8',
    },
  );
  expect(status).toBe(3);
  expect(stderr).toContain(
    'not installed here: prometheus, prometheus-blackbox-exporter, prometheus-node-exporter',
  );
  expect(stderr).toContain('apt-get install --no-install-recommends prometheus prometheus-blackbox-exporter');
});

test('has nothing that shellcheck would say', (context) => {
  const { status, stdout, error } = spawnSync(
    'shellcheck',
    [SCRIPT, path.join(REPOSITORY, '.ci/install-engines')],
    {
      encoding: 'utf8',
    },
  );
  if (error !== undefined)
    context.skip('shellcheck is not installed, so the scripts were not looked through');
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
});
