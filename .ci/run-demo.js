// `node run-demo.js COMMAND`: starts the demonstration by the README's own command on a free port, waits for the page and for
// what the probes see, stops a server from another terminal and waits for the page's words, ends it, and tells how long each
// took. Every wait has an end; whatever goes wrong is printed and fails.
import { spawn, spawnSync } from 'node:child_process';
import console from 'node:console';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';

const { fetch } = globalThis;
const [command] = process.argv.slice(2);

const INSTALL_AND_START_MS = 300_000;
const PAGE_MS = 30_000;
const END_MS = 15_000;
const POLL_MS = 100;

/** A process group of its own, so that what it starts can be ended with it, as Ctrl-C does. */
const demo = spawn('bash', ['-c', `${command} -- --port 0`], {
  detached: true,
  stdio: ['ignore', 'pipe', 'inherit'],
});
let said = '';
demo.stdout.on('data', (chunk) => {
  said += chunk;
});
const ended = new Promise((resolve) => demo.on('close', (code) => resolve(code)));
let over = false;
void ended.then(() => (over = true));

async function until(what, limitMs, look) {
  const startedAt = performance.now();
  while (performance.now() - startedAt < limitMs) {
    const found = await look();
    if (found) {
      console.log(`${((performance.now() - startedAt) / 1000).toFixed(1)} s until ${what}`);
      return found;
    }
    if (over) throw new Error(`it ended before ${what}`);
    await pause(POLL_MS);
  }
  throw new Error(`${String(limitMs / 1000)} s were not enough until ${what}`);
}

async function pageSays(url, words) {
  const response = await fetch(url);
  const html = await response.text();
  return response.ok && words.every((word) => html.includes(word));
}

try {
  const url = await until(
    'it tells its address',
    INSTALL_AND_START_MS,
    () => /^ {2}(http:\S+)$/m.exec(said)?.[1],
  );
  await until('the page says that all is well', PAGE_MS, () =>
    pageSays(url, ['A demonstration:', 'All four services work.']),
  );
  const order = spawnSync('npm', ['run', '--silent', 'demo', '--', 'stop', 'gw1'], { stdio: 'inherit' });
  if (order.status !== 0) throw new Error('npm run demo -- stop gw1 failed');
  await until('the page says that a gateway is missing', PAGE_MS, () =>
    pageSays(url, ['works, no spare left']),
  );
  process.kill(-demo.pid, 'SIGINT');
  await Promise.race([ended, pause(END_MS, undefined, { ref: false })]);
  if (!over) throw new Error(`it did not end within ${String(END_MS / 1000)} s`);
  const answers = await fetch(url).then(
    () => true,
    () => false,
  );
  if (answers) throw new Error('its page is still there after it ended');
} catch (error) {
  console.log(`${said}\n${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  try {
    process.kill(-demo.pid, 'SIGKILL');
  } catch {
    // All of it has ended.
  }
}
