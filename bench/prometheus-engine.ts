/**
 * A Prometheus of so many servers, each probed from three places, that knows all its answers by heart. Run as a program,
 * `prometheus-engine.js COUNT NOW_MS`: prints its port, and stays until it is killed.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const VANTAGES = ['london', 'amsterdam', 'frankfurt'];
/** So many of a thousand are down. */
const DOWN_EVERY = 50;

const [, , count = '', now = ''] = process.argv;
const seconds = Number(now) / 1000;

function vector(name: string | null, value: (index: number) => string, vantages: readonly string[]): string {
  const result = [];
  for (let index = 0; index < Number(count); index += 1) {
    for (const vantage of vantages) {
      const metric = {
        ...(name === null ? {} : { __name__: name }),
        instance: `server-${index}.internal.example.org:25`,
        job: `signalbox-${vantage}`,
        server: `s${index}`,
        ...(vantage === '' ? {} : { vantage }),
      };
      result.push({ metric, value: [seconds, value(index)] });
    }
  }
  return JSON.stringify({ status: 'success', data: { resultType: 'vector', result } });
}

const isDown = (index: number) => index % DOWN_EVERY === 0;
const answers: readonly (readonly [RegExp, string])[] = [
  [/^max_over_time/, vector(null, () => String(seconds - 7_200), ['london'])],
  [/^min_over_time/, vector(null, () => String(seconds - 86_400.123), VANTAGES)],
  [/^time\(\) - /, vector(null, (index) => String(5.000000238418579 + (index % 50)), VANTAGES)],
  [/^probe_success/, vector('probe_success', (index) => (isDown(index) ? '0' : '1'), VANTAGES)],
  [
    /^probe_duration/,
    vector('probe_duration_seconds', (index) => String(0.012345678 + index / 1e6), VANTAGES),
  ],
  [/^node_boot/, vector('node_boot_time_seconds', () => String(seconds - 3_715_200), [''])],
  [/^up/, JSON.stringify({ status: 'success', data: { resultType: 'vector', result: [] } })],
];

const server = createServer((request, response) => {
  let asked = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => (asked += chunk));
  request.on('end', () => {
    const query = new URLSearchParams(asked).get('query') ?? '';
    const [, body] = answers.find(([pattern]) => pattern.test(query)) ?? [];
    response.writeHead(body === undefined ? 400 : 200, { 'content-type': 'application/json' });
    response.end(body ?? '{"status":"error","error":"unknown"}');
  });
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
console.log((server.address() as AddressInfo).port);
