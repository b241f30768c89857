/**
 * The floor of asking Prometheus: the least anybody must do who wants to know as much. The same questions at once, their
 * answers parsed, and nothing made of them. Run as a program: `prometheus-floor.js PORT ROUNDS`.
 */
import { request } from 'node:http';

const [port = '', rounds = ''] = process.argv.slice(2);
const QUERIES = [
  'probe_success',
  'time() - timestamp(probe_success)',
  'probe_duration_seconds',
  'node_boot_time_seconds',
  'up',
];

function ask(query: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path: '/api/v1/query', method: 'POST' };
    const sent = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString('utf8'))));
    });
    sent.on('error', reject);
    sent.end(new URLSearchParams({ query }).toString());
  });
}

for (let round = 1; round <= Number(rounds); round += 1) {
  const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
  await Promise.all(QUERIES.map(ask));
  const { user, system } = process.cpuUsage(cpu);
  const times = { wallMs: performance.now() - startedAt, cpuMs: (user + system) / 1000 };
  console.error(JSON.stringify({ step: `round ${round}`, ...times }));
}
