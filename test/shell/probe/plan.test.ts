import { describe, expect, it } from 'vitest';
import { parseTopology } from '../../../src/core/parse/topology.ts';
import { readProbePlan } from '../../../src/shell/probe/plan.ts';
import { says } from './servers.ts';
import { server, testWorld } from './world.ts';

/** A site whose first server has this for its probe, and its second another. */
function planOf(probe: string, { boot = '', canaries = '[]', second = '{tcp: "gw2:25"}' } = {}) {
  const text = `
site: {name: Example Mail, url: 'https://status.example.org', timezone: Europe/London}
zones:
  - id: incoming
    groups:
      - id: gateways
        servers:
          - id: gw1
            probe: ${probe}${boot === '' ? '' : `\n            boot: ${boot}`}
          - {id: gw2, probe: ${second}}
          - gw3
services: [{id: incoming-mail, needs: [gateways]}]
probing: {canaries: ${canaries}}
`;
  const { plan, topology, diagnostics } = parseTopology(text, {
    file: 'topology.yml',
    env: { TOKEN: 'SENTINEL' },
  });
  expect(diagnostics).toEqual([]);
  return readProbePlan(plan, { file: 'topology.yml', folder: '/srv/site', topology: topology! });
}

const printed = ({ diagnostics }: ReturnType<typeof planOf>) =>
  diagnostics.map(({ code, severity, line, message, hint }) =>
    [`${String(line)} ${severity} ${code}: ${message}`, ...(hint === undefined ? [] : [hint])].join(' | '),
  );

describe('a plan', () => {
  it('has the servers that are probed, in order, with their checks ready', async () => {
    const { port } = await server(says('220 ready\r\n'));
    const address = `127.0.0.1:${String(port)}`;
    const { servers, canaries, diagnostics } = planOf(`[{smtp: "${address}"}, {tcp: "${address}"}]`, {
      boot: '{snmp: gw1}',
      canaries: `[{tcp: "${address}"}]`,
    });
    expect(diagnostics).toEqual([]);
    expect(servers.map(({ id, probes, boot }) => [id, probes.map(({ kind }) => kind), boot?.kind])).toEqual([
      ['gw1', ['smtp', 'tcp'], 'snmp'],
      ['gw2', ['tcp'], undefined],
    ]);
    expect(servers[0]?.boot?.wraps).toBe(true);
    const checks = [...(servers[0]?.probes ?? []), ...canaries];
    expect(await Promise.all(checks.map(({ run }) => run(testWorld())))).toEqual(
      checks.map(() => ({ reason: 'ok', connectMs: expect.any(Number) as number })),
    );
    for (const { maxMs } of checks) expect(maxMs).toBeGreaterThan(5_000);
  });

  it('leaves out a server of which any check cannot be read, and no other', () => {
    const { servers, diagnostics } = planOf('[{tcp: "gw1:25"}, {smtpp: gw1}]', {
      boot: '{http: "http://gw1/"}',
    });
    expect(servers.map(({ id }) => id)).toEqual(['gw2']);
    expect(diagnostics).toHaveLength(1);
  });

  it('keeps the server whose boot time cannot be asked for', () => {
    const { servers, diagnostics } = planOf('{tcp: "gw1:25"}', { boot: '{http: gw1}' });
    expect(servers.map(({ id, boot }) => [id, boot])).toEqual([
      ['gw1', undefined],
      ['gw2', undefined],
    ]);
    expect(diagnostics).toHaveLength(1);
  });
});

describe('what is said of a mistake', () => {
  const KINDS = 'tcp, tls, http, https, smtp, imap, pop3, ftp, ssh, dns, postgres, mysql or exec';
  const SSH_KEYS = 'host, port, family, connect_timeout or timeout';

  it.each<readonly [string, string, readonly string[]]>([
    [
      'a kind with a typing mistake',
      '{smpt: x}',
      [
        `9 error bad-probe: a probe of server "gw1" is of a kind that does not exist, expected ${KINDS} | did you mean "smtp"?`,
      ],
    ],
    [
      'another kind',
      '{SENTINEL: x}',
      [`9 error bad-probe: a probe of server "gw1" is of a kind that does not exist, expected ${KINDS}`],
    ],
    [
      'a short form that is none',
      '{ssh: "SENTINEL host"}',
      [
        '9 error bad-probe: ssh of server "gw1" is not readable, expected a host with or without a port, such as gw1.internal:22 (an IPv6 address in brackets), or a mapping',
      ],
    ],
    [
      'nothing',
      '{ssh: }',
      [
        '9 error bad-probe: ssh of server "gw1" is not readable, expected a host with or without a port, such as gw1.internal:22 (an IPv6 address in brackets), or a mapping',
      ],
    ],
    [
      'an option with a typing mistake',
      '{ssh: {host: x, prot: 22}}',
      [
        `9 error bad-probe: ssh of server "gw1" has an option that does not exist, expected ${SSH_KEYS} | did you mean "port"?`,
      ],
    ],
    [
      'a host for a key',
      '{ssh: {host: x, SENTINEL.internal: 22}}',
      [`9 error bad-probe: ssh of server "gw1" has an option that does not exist, expected ${SSH_KEYS}`],
    ],
    [
      'a key that is missing because it is misspelt',
      '{ssh: {hots: SENTINEL}}',
      [
        `9 error bad-probe: ssh of server "gw1" has an option that does not exist, expected ${SSH_KEYS} | did you mean "host"?`,
      ],
    ],
    [
      'a missing key',
      '{ssh: {port: 22}}',
      [
        '9 error bad-probe: ssh of server "gw1" has no "host", expected a host name or an address, such as gw1.internal, 192.0.2.7 or 2001:db8::7',
      ],
    ],
    [
      'a bad port',
      '{ssh: {host: x, port: SENTINEL}}',
      [
        '9 error bad-probe: ssh of server "gw1" has a "port" that is not readable, expected a port from 1 to 65535',
      ],
    ],
    [
      'a bad duration',
      '{ssh: {host: x, timeout: SENTINEL}}',
      [
        '9 error bad-probe: ssh of server "gw1" has a "timeout" that is not readable, expected a duration such as 5m, 90s or 1h',
      ],
    ],
    [
      'two mistakes',
      '{ssh: {port: 0, timeout: 0s}}',
      [
        '9 error bad-probe: ssh of server "gw1" has a "port" that is not readable, expected a port from 1 to 65535',
        '9 error bad-probe: ssh of server "gw1" has a "timeout" that is not readable, expected a duration of at least 1s and at most 2m',
        '9 error bad-probe: ssh of server "gw1" has no "host", expected a host name or an address, such as gw1.internal, 192.0.2.7 or 2001:db8::7',
      ],
    ],
    [
      'a bad header',
      '{http: {url: "http://x/", headers: {"SENTINEL ": y, "SENTINEL: ": z}}}',
      [
        '9 error bad-probe: http of server "gw1" has a "headers" that is not readable, expected names of headers with the text of each, and none that frames the message',
      ],
    ],
    [
      'bad variables',
      '{exec: {command: [x], env: {"SENTINEL-1": y, "SENTINEL-2": y}}}',
      [
        '9 error bad-probe: exec of server "gw1" has a "env" that is not readable, expected names of variables with the text of each, such as {HOME: /var/lib/signalbox}',
      ],
    ],
    [
      'a bad command',
      '{exec: [x, {SENTINEL: y}]}',
      [
        '9 error bad-probe: exec of server "gw1" is not readable, expected a list: the program and its arguments, each of them a text',
      ],
    ],
    [
      'a command line',
      '{exec: "/bin/SENTINEL -x"}',
      [
        '9 error bad-probe: exec of server "gw1" is not readable, expected a list: the program and its arguments, each of them a text, or a mapping',
      ],
    ],
    [
      'an address of the other kind',
      '{http: "https://SENTINEL/"}',
      [
        '9 error bad-probe: http of server "gw1" is not readable, expected an address such as http://web1.internal/, or a mapping',
      ],
    ],
    [
      'a password in an address',
      '{http: {url: "http://u:${TOKEN}@x/"}}',
      [
        '9 error bad-probe: http of server "gw1" has a "url" that is not readable, expected an address that begins with http:// and has no user in it',
      ],
    ],
    [
      'TLS twice',
      '{smtp: {host: x, tls: true, starttls: true}}',
      [
        '9 error bad-probe: smtp of server "gw1" has a "starttls" that is not readable, expected either tls or starttls, not both',
      ],
    ],
    [
      'a status',
      '{http: {url: "http://x/", status: [200, SENTINEL]}}',
      [
        '9 error bad-probe: http of server "gw1" has a "status" that is not readable, expected a status such as 200, a range such as 2xx or 200-399, or a list of them',
      ],
    ],
  ])('%s', (_name, probe, expected) => {
    const read = planOf(probe);
    expect(printed(read)).toEqual(expected);
    expect(JSON.stringify(read.diagnostics)).not.toContain('SENTINEL');
    expect(read.servers.map(({ id }) => id)).toEqual(['gw2']);
  });

  it('of a boot and of a canary', () => {
    const read = planOf('{tcp: "gw1:25"}', {
      boot: '{imap: x}',
      canaries: '[{tcp: "x:1"}, {tcp: SENTINEL}]',
    });
    expect(printed(read)).toEqual([
      '10 error bad-probe: boot of server "gw1" is of a kind that does not exist, expected http, snmp or exec',
      '14 error bad-probe: canary 2 (tcp) is not readable, expected a host with a port, such as mail1.internal:143 (an IPv6 address in brackets), or a mapping',
    ]);
    expect(read.canaries).toHaveLength(1);
  });
});

describe('advice', () => {
  it.each<readonly [string, string | undefined]>([
    ['{smtp: {host: x, tls: true, verify: false}}', 'smtp of server "gw1" does not verify the certificate'],
    [
      '{smtp: {host: x, starttls: true, verify: false}}',
      'smtp of server "gw1" does not verify the certificate',
    ],
    ['{smtp: {host: x, verify: false}}', undefined],
    ['{smtp: "x:465"}', 'smtp of server "gw1" waits for a greeting in the clear'],
    ['{imap: {host: x, port: 993, starttls: true}}', 'add `tls: true`'],
    ['{pop3: {host: x, port: 110, tls: true}}', 'use `starttls: true` in place of `tls: true`'],
    ['{ftp: {host: x, port: 990, tls: true}}', undefined],
    ['{smtp: "x:587"}', undefined],
    ['{tls: {host: x, verify: false}}', 'tls of server "gw1" does not verify the certificate'],
    ['{https: {url: "https://x/", verify: false}}', 'https of server "gw1" does not verify the certificate'],
    [
      '{postgres: {host: x, tls: true, verify: false}}',
      'postgres of server "gw1" does not verify the certificate',
    ],
    ['{mysql: {host: x, tls: true, verify: false}}', 'mysql of server "gw1" does not verify the certificate'],
    ['{mysql: {host: x, greeting_only: true}}', 'max_connect_errors'],
    ['{mysql: {host: x, password: "${TOKEN}"}}', undefined],
    [
      '{http: {url: "http://x/", user: u, password: "${TOKEN}"}}',
      'http of server "gw1" sends a password or token over a connection that is not encrypted',
    ],
    ['{http: {url: "http://x/", headers: {AUTHORIZATION: "Bearer ${TOKEN}"}}}', 'not encrypted'],
    ['{http: {url: "http://x/", headers: {Cookie: "${TOKEN}"}}}', 'not encrypted'],
    ['{http: {url: "http://x/", headers: {Host: y}}}', undefined],
    ['{https: {url: "https://x/", user: u, password: "${TOKEN}"}}', undefined],
  ])('%s', (probe, expected) => {
    const read = planOf(probe);
    expect(read.diagnostics.map(({ code, severity }) => [code, severity])).toEqual(
      expected === undefined ? [] : [['probe-advice', 'warning']],
    );
    expect(printed(read).join()).toContain(expected ?? '');
    expect(JSON.stringify(read.diagnostics)).not.toContain('SENTINEL');
    // It works all the same.
    expect(read.servers).toHaveLength(2);
  });

  it('of a boot', () => {
    const read = planOf('{tcp: "gw1:25"}', { boot: '{http: {url: "https://x/", verify: false}}' });
    expect(printed(read)).toEqual([
      '10 warning probe-advice: boot (http) of server "gw1" does not verify the certificate (verify: false), so it cannot tell the server from an impostor',
    ]);
  });
});
