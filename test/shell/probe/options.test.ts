import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BootKind } from '../../../src/shell/probe/boot/boot-kind.ts';
import type { ProbeKind } from '../../../src/shell/probe/kind.ts';
import { readTarget } from '../../../src/shell/probe/options.ts';
import { BOOT_KINDS, PROBE_KINDS } from '../../../src/shell/probe/registry.ts';

const kindOf = (name: string): ProbeKind => {
  const found = PROBE_KINDS.find((kind) => kind.name === name);
  if (found === undefined) throw new Error(`no kind ${name}`);
  return found;
};

describe('a short form', () => {
  it.each<readonly [string, unknown, object]>([
    [
      'smtp',
      'gw1.internal',
      { target: { host: 'gw1.internal', port: 25 }, security: 'none', connectMs: 5_000, answerMs: 15_000 },
    ],
    ['smtp', 'gw1.internal:2525', { target: { host: 'gw1.internal', port: 2525 } }],
    ['smtp', '[2001:db8::1]', { target: { host: '2001:db8::1', port: 25 } }],
    ['smtp', '[::1]:2525', { target: { host: '::1', port: 2525 } }],
    ['smtp', '192.0.2.7:25', { target: { host: '192.0.2.7', port: 25 } }],
    ['imap', 'x', { target: { port: 143 } }],
    ['pop3', 'x', { target: { port: 110 } }],
    ['ftp', 'x', { target: { port: 21 } }],
    ['ssh', 'x', { target: { port: 22 } }],
    ['tls', 'x', { target: { port: 443 }, trust: { verify: true } }],
    ['postgres', 'x', { target: { port: 5432 }, tls: false }],
    ['mysql', 'x', { target: { port: 3306 }, user: 'signalbox', greetingOnly: false, full: 'online' }],
    ['tcp', 'x:143', { target: { host: 'x', port: 143 } }],
    [
      'dns',
      'example.org @ns1',
      { target: { host: 'ns1', port: 53 }, name: 'example.org', type: 'SOA', tcp: false },
    ],
    ['dns', 'example.org@[::1]:5353', { target: { host: '::1', port: 5353 }, name: 'example.org' }],
    ['http', 'http://web1/', { redirects: 0, status: [{ from: 200, to: 399 }] }],
    ['https', 'https://web1:8443/x', { redirects: 0 }],
    [
      'exec',
      ['/bin/true', '-x', ''],
      { command: ['/bin/true', '-x', ''], env: {}, limitMs: 15_000, warning: 'online' },
    ],
  ])('%s: %j', (name, written, expected) => {
    expect(kindOf(name).options.parse(written)).toMatchObject(expected);
  });
});

describe('a long form', () => {
  it.each<readonly [string, unknown, object]>([
    ['smtp', { host: 'x', tls: true }, { target: { port: 465 }, security: 'tls' }],
    ['smtp', { host: 'x', tls: true, port: 10_025 }, { target: { port: 10_025 } }],
    ['smtp', { host: 'x', starttls: true }, { target: { port: 25 }, security: 'starttls' }],
    ['smtp', { host: '[::1]', family: 6 }, { target: { host: '::1', family: 6 } }],
    ['smtp', { host: 'x', timeout: '20s', connect_timeout: '2s' }, { connectMs: 2_000, answerMs: 20_000 }],
    ['imap', { host: 'x', tls: true }, { target: { port: 993 } }],
    ['pop3', { host: 'x', tls: true }, { target: { port: 995 } }],
    ['ftp', { host: 'x', tls: true }, { target: { port: 990 } }],
    [
      'tls',
      { host: 'x', verify: false, ca: '/x.pem', servername: 'y' },
      { trust: { verify: false, ca: '/x.pem', servername: 'y' } },
    ],
    ['http', { url: 'http://x/', status: '2xx' }, { status: [{ from: 200, to: 299 }] }],
    [
      'http',
      { url: 'http://x/', status: [200, '3XX', '404-410'] },
      {
        status: [
          { from: 200, to: 200 },
          { from: 300, to: 399 },
          { from: 404, to: 410 },
        ],
      },
    ],
    ['mysql', { host: 'x', tls: true }, { tls: true }],
    ['mysql', { host: '192.0.2.7', tls: true, servername: 'db1' }, { tls: true }],
  ])('%s: %j', (name, written, expected) => {
    expect(kindOf(name).options.parse(written)).toMatchObject(expected);
  });
});

describe('what is refused', () => {
  it.each<readonly [string, unknown]>([
    ...(['smtp', 'imap', 'pop3', 'ftp', 'ssh', 'tls', 'postgres', 'mysql'] as const).flatMap((name) =>
      [
        '',
        'a b',
        'x:',
        'x:0',
        'x:65536',
        'x:25:25',
        '::1',
        '[::1',
        '[x]',
        'smtp://x',
        'x/y',
        'user@x',
        '-x',
        25,
        null,
        true,
        [],
        ['x'],
        {},
        { host: '' },
        { host: 'x', port: 0 },
        { host: 'x', port: '25' },
        { host: 'x', port: 2.5 },
        { host: 'x', nonsense: 1 },
        { host: 'x', family: 5 },
        { host: 'x', connect_timeout: '0s' },
        { host: 'x', connect_timeout: '1h' },
        { host: 'x', connect_timeout: 5 },
      ].map((written) => [name, written] as const),
    ),
    ['smtp', { host: 'x', tls: true, starttls: true }],
    ['smtp', { host: 'x', tls: 'yes' }],
    ['smtp', { host: 'x', ca: 'relative.pem' }],
    ['tcp', 'x'],
    ['tcp', { host: 'x' }],
    ['tcp', { host: 'x', port: 1, expect: '' }],
    ['dns', 'example.org'],
    ['dns', '@ns1'],
    ['dns', 'a..b @ns1'],
    ['dns', { host: 'ns1' }],
    ['dns', { host: 'ns1', name: 'x', type: 'ANY' }],
    ['dns', { host: 'ns1', name: 'x', answers: [] }],
    ['dns', { host: 'ns1', name: 'x', answers: ['fine'] }],
    ['http', 'web1'],
    ['http', 'https://web1/'],
    ['http', 'http://u:p@web1/'],
    ['http', { url: 'http://web1/', method: 'POST' }],
    ['http', { url: 'http://web1/', status: 99 }],
    ['http', { url: 'http://web1/', status: '6xx' }],
    ['http', { url: 'http://web1/', status: '300-200' }],
    ['http', { url: 'http://web1/', status: [] }],
    ['http', { url: 'http://web1/', redirects: 6 }],
    ['http', { url: 'http://web1/', method: 'HEAD', contains: 'x' }],
    ['http', { url: 'http://web1/', headers: { 'a b': 'x' } }],
    ['http', { url: 'http://web1/', headers: { a: 'x\r\ny: z' } }],
    ['http', { url: 'http://web1/', headers: { 'Transfer-Encoding': 'chunked' } }],
    ['http', { url: 'http://web1/', headers: { a: 1 } }],
    ['https', 'http://web1/'],
    ['mysql', { host: 'x', full: 'maybe' }],
    ['exec', []],
    ['exec', '/bin/true -x'],
    ['exec', ['']],
    ['exec', ['/bin/true', 1]],
    ['exec', ['/bin/true', 'a\0b']],
    ['exec', { command: ['/bin/true'], env: { 'A B': 'x' } }],
    ['exec', { command: ['/bin/true'], env: { A: 1 } }],
    ['exec', { command: ['/bin/true'], warning: 'unknown' }],
    ['exec', Array.from({ length: 101 }, () => 'x')],
  ])('%s: %j', (name, written) => {
    expect(kindOf(name).options.safeParse(written).success).toBe(false);
  });
});

describe('readTarget', () => {
  const host = fc.oneof(
    fc.domain(),
    fc.ipV4(),
    fc.ipV6().map((address) => `[${address}]`),
  );

  it('reads what it should', () => {
    fc.assert(
      fc.property(host, fc.option(fc.integer({ min: 1, max: 65_535 })), (name, port) => {
        const written = port === null ? name : `${name}:${String(port)}`;
        expect(readTarget(written)).toEqual({
          host: name.replace(/^\[(.*)\]$/, '$1'),
          ...(port === null ? {} : { port }),
        });
      }),
    );
  });

  it('never fails, and never lets through what would not be one host', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '.', ':', '[', ']', '1', '/', '@', ' ', '-', '\n') }),
        (written) => {
          const found = readTarget(written);
          if (found !== undefined) expect(found.host).toMatch(/^[a1.:-]+$/);
        },
      ),
    );
  });
});

describe('every kind', () => {
  const kinds: readonly (readonly [string, ProbeKind | BootKind, unknown])[] = [
    ...PROBE_KINDS.map((kind) => [kind.name, kind, shortOf(kind.name)] as const),
    ...BOOT_KINDS.map((kind) => [`boot ${kind.name}`, kind, shortOf(kind.name)] as const),
  ];

  it.each(kinds)('%s waits for a bounded time that grows with its limits', (_name, kind, written) => {
    const shortest = kind.maxMs(kind.options.parse(written));
    expect(shortest).toBeGreaterThan(1_000);
    expect(shortest).toBeLessThan(60_000);
    const longer = { ...asLong(kind.name, written), timeout: '60s' };
    // A connection and a handshake have a limit of their own.
    if (kind.name !== 'tls') expect(kind.maxMs(kind.options.parse(longer))).toBeGreaterThan(shortest);
  });
});

function shortOf(name: string): unknown {
  switch (name) {
    case 'exec':
      return ['/bin/true'];
    case 'http':
    case 'https':
      return `${name}://web1/`;
    case 'dns':
      return 'example.org @ns1';
    default:
      return 'gw1:99';
  }
}

function asLong(name: string, short: unknown): object {
  if (name === 'exec') return { command: short };
  if (name.startsWith('http')) return { url: short };
  if (name === 'dns') return { host: 'ns1', name: 'example.org' };
  return { host: 'gw1', port: 99, ...(name === 'tcp' ? { expect: 'x' } : {}) };
}
