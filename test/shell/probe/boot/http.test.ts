import { describe, expect, it } from 'vitest';
import type { FailureReason } from '../../../../src/shell/probe/network-errors.ts';
import { bootFromMetrics, http } from '../../../../src/shell/probe/boot/http.ts';
import { AUTHORITY_FILE, closedPort, converses, floods, hangsUp, mute, says } from '../servers.ts';
import { NOW, server, testWorld } from '../world.ts';

const BOOT_SECONDS = Date.UTC(2025, 10, 1, 3) / 1000;
const BOOTED_AT = BOOT_SECONDS * 1000;

const METRICS = `# HELP node_boot_time_seconds Node boot time, in unixtime.
# TYPE node_boot_time_seconds gauge
node_boot_time_seconds ${BOOT_SECONDS.toExponential(6)}
# TYPE process_start_time_seconds gauge
process_start_time_seconds 1.75e+09
`;
const seconds = (ms: number) => String(ms / 1000);

describe('bootFromMetrics', () => {
  it.each<readonly [string, string, number]>([
    ['as it is', `node_boot_time_seconds ${String(BOOT_SECONDS)}\n`, BOOTED_AT],
    [
      'with a time stamp behind it',
      `node_boot_time_seconds ${String(BOOT_SECONDS)} 1767225600000\n`,
      BOOTED_AT,
    ],
    ['with labels', `node_boot_time_seconds{instance="x y"} ${String(BOOT_SECONDS)}\n`, BOOTED_AT],
    ['without a line end', `node_boot_time_seconds ${String(BOOT_SECONDS)}`, BOOTED_AT],
    ['among others', `${METRICS}x_node_boot_time_seconds 5\nnode_boot_time_seconds_total 7\n`, BOOTED_AT],
    [
      'by a clock that is right',
      `node_boot_time_seconds ${String(BOOT_SECONDS)}\nnode_time_seconds ${seconds(NOW)}\n`,
      BOOTED_AT,
    ],
    [
      'by a clock that is an hour ahead: it has run for as long as it says',
      `node_boot_time_seconds ${String(BOOT_SECONDS + 3_600)}\nnode_time_seconds ${seconds(NOW + 3_600_000)}\n`,
      BOOTED_AT,
    ],
    [
      'with a clock that is no number',
      `node_boot_time_seconds ${String(BOOT_SECONDS)}\nnode_time_seconds NaN\n`,
      BOOTED_AT,
    ],
  ])('%s', (_name, text, expected) => {
    expect(Math.abs(bootFromMetrics(text, NOW) - expected)).toBeLessThan(1_000);
  });

  it.each([
    ['the start of the exporter alone', 'process_start_time_seconds 1.75e+09\n'],
    ['nothing', ''],
    ['no number', 'node_boot_time_seconds soon\n'],
    ['NaN', 'node_boot_time_seconds NaN\n'],
    ['infinity', 'node_boot_time_seconds +Inf\n'],
    ['two machines', 'node_boot_time_seconds{i="a"} 1.7e9\nnode_boot_time_seconds{i="b"} 1.7e9\n'],
    ['a remark', '# node_boot_time_seconds 1.7e9\n'],
  ])('not from %s', (_name, text) => {
    expect(() => bootFromMetrics(text, NOW)).toThrow('no single node_boot_time_seconds');
  });
});

/** `limits` of the request that the options are. */
async function ask(written: unknown) {
  const request = { ...http.options.parse(written), connectMs: 1_000, answerMs: 500 };
  return http.run(request, testWorld());
}

const reply = (body: string, status = '200 OK') =>
  `HTTP/1.1 ${status}\r\ncontent-length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`;

describe('asking a node exporter', () => {
  it('asks for what the address says, and for nothing else', async () => {
    const { port, received } = await server(
      converses('', (line) => (line === '' ? reply(METRICS) : undefined)),
    );
    const path = '/metrics?collect[]=stat&collect[]=time';
    expect(await ask(`http://127.0.0.1:${String(port)}${path}`)).toEqual({
      bootedAt: expect.closeTo(BOOTED_AT, -3) as number,
    });
    expect(received()).toMatch(/^GET \/metrics\?collect\[\]=stat&collect\[\]=time HTTP\/1\.1\r\n/);
  });

  it('over TLS too', async () => {
    const { port } = await server(says(reply(METRICS)), { certificate: 'good' });
    const url = `https://localhost:${String(port)}/metrics`;
    expect((await ask({ url, ca: AUTHORITY_FILE })).bootedAt).not.toBeNull();
    expect(await ask(url)).toMatchObject({ bootedAt: null, reason: 'tls' });
  });

  it.each<readonly [string, Parameters<typeof server>[0], FailureReason]>([
    ['says nothing', mute, 'timeout'],
    ['hangs up', hangsUp(), 'reset'],
    ['is no exporter', says(reply('<html>')), 'bad-reply'],
    ['has no such page', says(reply('', '404 Not Found')), 'bad-reply'],
    ['sends metrics without end', floods(`HTTP/1.1 200 OK\r\n\r\n`, 10_000_000, 'x 1\n'), 'bad-reply'],
    ['started before there were computers', says(reply('node_boot_time_seconds 12\n')), 'bad-reply'],
    [
      'will start tomorrow',
      says(reply(`node_boot_time_seconds ${seconds(NOW + 86_400_000)}\n`)),
      'bad-reply',
    ],
  ])('that %s', async (_name, behaviour, expected) => {
    const { port } = await server(behaviour);
    expect(await ask(`http://127.0.0.1:${String(port)}/metrics`)).toMatchObject({
      bootedAt: null,
      reason: expected,
    });
  });

  it('that is not there', async () => {
    const url = `http://127.0.0.1:${String(await closedPort())}/metrics`;
    expect(await ask(url)).toMatchObject({ bootedAt: null, reason: 'refused' });
  });

  it('whose clock is a minute ahead started now', async () => {
    const { port } = await server(says(reply(`node_boot_time_seconds ${seconds(NOW + 60_000)}\n`)));
    expect(await ask(`http://127.0.0.1:${String(port)}/metrics`)).toEqual({ bootedAt: NOW });
  });
});
