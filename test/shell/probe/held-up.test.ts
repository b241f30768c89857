import { expect, test } from 'vitest';
import { localServer } from './local-server.ts';
import { probedSite, topologyText } from './probed-site.ts';

const SERVERS = 60;
const TIMEOUT_MS = 1_000;

/** Does nothing else for so long, as a build in the same process would. */
function blockFor(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

test('a process that was held up for longer than the timeout turns no healthy server red', async () => {
  const { port } = await localServer();
  const ids = Array.from({ length: SERVERS }, (_, index) => `s${String(index)}`);
  const check = `{tcp: {host: 127.0.0.1, port: ${String(port)}, timeout: ${String(TIMEOUT_MS / 1000)}s}}`;
  const site = probedSite(topologyText(Object.fromEntries(ids.map((id) => [id, check])), { fail_after: 1 }));
  const prober = site.open();
  const round = site.round(prober);
  // Connections are under way: their answers and their timeouts come due while nobody listens.
  setImmediate(() => blockFor(3 * TIMEOUT_MS));
  const { snapshot, cycle } = await round;
  expect(cycle.lagMs).toBeGreaterThan(2 * TIMEOUT_MS);
  const verdicts = [...snapshot.servers.values()].map(({ verdict }) => verdict);
  expect(verdicts).toHaveLength(SERVERS);
  expect(verdicts).not.toContain('offline');
});
