/**
 * The floor of a round: the least anybody must do who asks the same servers. Connects to each port with `net.connect`, so
 * many at once, and waits for the first bytes or for the time to be over. No options, no verdicts, no memory, nothing
 * written. Run as a program: `probe-floor.js PORTS.json CONCURRENCY TIMEOUT_MS`.
 */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';

const [file = '', concurrency = '', timeout = ''] = process.argv.slice(2);
const ports = JSON.parse(readFileSync(file, 'utf8')) as number[];
const startedAt = performance.now();

function ask(port: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve();
    };
    const timer = setTimeout(end, Number(timeout));
    socket.once('data', end);
    socket.once('error', end);
  });
}

await Promise.all(
  Array.from({ length: Number(concurrency) }, async () => {
    for (let port = ports.pop(); port !== undefined; port = ports.pop()) await ask(port);
  }),
);
console.error(JSON.stringify({ step: 'round', wallMs: performance.now() - startedAt, cpuMs: 0 }));
