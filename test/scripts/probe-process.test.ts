import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { REPOSITORY } from '../support/example-site.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';
import { topologyText } from '../shell/probe/probed-site.ts';

/** The real program, in a process of its own, on a site whose one server accepts and never speaks. */
async function runningProber(...argv: readonly string[]) {
  const mute = createServer((socket) => socket.on('error', () => socket.destroy()));
  mute.listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const { port } = mute.address() as AddressInfo;
  const folder = temporaryFolder();
  writeFiles(folder, { 'topology.yml': topologyText({ mail1: `{smtp: '127.0.0.1:${String(port)}'}` }) });
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', path.join(REPOSITORY, 'scripts/cli.ts'), 'probe', '--site', folder, ...argv],
    { cwd: REPOSITORY, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  onTestFinished(() => {
    child.kill('SIGKILL');
    mute.close();
  });
  await once(mute, 'connection');
  return { child, folder, said: () => said };
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s ends it within a second, in the middle of a check',
  async (signal) => {
    const { child, folder, said } = await runningProber('--every', '1m');
    const askedAt = performance.now();
    child.kill(signal);
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(performance.now() - askedAt).toBeLessThan(1_000);
    expect(code).toBe(0);
    expect(said()).toMatch(/^Looking at 1 server every 1m from "london"\.\n/);
    expect(existsSync(path.join(folder, 'state/prober.lock'))).toBe(false);
    // What it had not found out it does not tell.
    expect(existsSync(path.join(folder, 'state/snapshot.json'))).toBe(false);
    const last = readFileSync(path.join(folder, 'state/probe.log'), 'utf8').trim().split('\n').at(-1) ?? '';
    expect(JSON.parse(last)).toMatchObject({ event: 'stop' });
  },
);

test('what a killed one left does not keep the next from starting', async () => {
  const first = await runningProber();
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  expect(existsSync(path.join(first.folder, 'state/prober.lock'))).toBe(true);
  const next = spawn(
    process.execPath,
    ['--import', 'tsx', path.join(REPOSITORY, 'scripts/cli.ts'), 'probe', '--site', first.folder],
    { cwd: REPOSITORY, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  onTestFinished(() => void next.kill('SIGKILL'));
  expect(String((await once(next.stdout, 'data'))[0])).toContain('Looking at 1 server');
});
