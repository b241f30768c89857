import dgram from 'node:dgram';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseHosts } from '../../../src/shell/probe/hosts-file.ts';
import { createResolver } from '../../../src/shell/probe/resolver.ts';
import { temporaryFolder } from '../../support/folder.ts';

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 0, 1);

/** Name → addresses; `none`: there is no such name, `silent`: no answer, `broken`: SERVFAIL. */
type Zone = Record<string, readonly string[] | 'none' | 'silent' | 'broken'>;

/** A name server for one test; `zone` may be changed while it runs. */
async function nameServer(zone: Zone) {
  const socket = dgram.createSocket('udp4');
  const questions: string[] = [];
  socket.on('message', (question, from) => {
    const { name, type, end } = readQuestion(question);
    questions.push(`${name} ${type === 28 ? 'AAAA' : 'A'}`);
    const known = zone[name] ?? 'none';
    if (known === 'silent') return;
    const addresses =
      typeof known === 'string' ? [] : known.filter((one) => one.includes(':') === (type === 28));
    const code = known === 'none' ? 3 : known === 'broken' ? 2 : 0;
    const reply = Buffer.concat([question.subarray(0, end), ...addresses.map((one) => record(one, type))]);
    reply.writeUInt16BE(0x8180 | code, 2);
    reply.writeUInt16BE(addresses.length, 6);
    reply.writeUInt32BE(0, 8);
    socket.send(reply, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    socket.close();
  });
  return { server: `127.0.0.1:${String(socket.address().port)}`, questions };
}

function readQuestion(message: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 };
}

function record(address: string, type: number): Buffer {
  const data =
    type === 28
      ? Buffer.from(
          address
            .split(':')
            .flatMap((part) => [Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 255]),
        )
      : Buffer.from(address.split('.').map(Number));
  const head = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, data.length]);
  return Buffer.concat([head, data]);
}

const V6 = '2001:db8:0:0:0:0:0:7';
const V6_SHORT = '2001:db8::7';

/** A resolver that asks `server` and knows no hosts file, with a clock of the test's own. */
function resolver(server: string, changes: Parameters<typeof createResolver>[0] = {}) {
  const clock = { now: START };
  const made = createResolver({
    servers: () => [server],
    hostsFile: '/nowhere/hosts',
    now: () => clock.now,
    queryMs: 400,
    patienceMs: 100,
    ...changes,
  });
  return { ...made, clock };
}

describe('an address', () => {
  it.each([
    ['192.0.2.7', undefined, { address: '192.0.2.7', family: 4 }],
    ['::1', undefined, { address: '::1', family: 6 }],
    ['2001:db8::7', 6, { address: '2001:db8::7', family: 6 }],
  ] as const)('%s comes back as it is', async (host, family, expected) => {
    const { server, questions } = await nameServer({});
    expect(await resolver(server).resolve(host, family)).toEqual(expected);
    expect(questions).toEqual([]);
  });

  it('of the other kind has no address', async () => {
    const { server } = await nameServer({});
    await expect(resolver(server).resolve('192.0.2.7', 6)).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });
});

describe('a name', () => {
  it.each([
    ['both', undefined, { address: '192.0.2.1', family: 4 }],
    ['both', 4, { address: '192.0.2.1', family: 4 }],
    ['both', 6, { address: V6_SHORT, family: 6 }],
    ['six', undefined, { address: V6_SHORT, family: 6 }],
    ['BOTH', undefined, { address: '192.0.2.1', family: 4 }],
    ['both.', undefined, { address: '192.0.2.1', family: 4 }],
    ['many', undefined, { address: '192.0.2.2', family: 4 }],
  ] as const)('%s, family %s', async (host, family, expected) => {
    const zone = { both: ['192.0.2.1', V6], six: [V6], many: ['192.0.2.9', '192.0.2.2', '192.0.2.5'] };
    const { server } = await nameServer(zone);
    expect(await resolver(server).resolve(host, family)).toEqual(expected);
  });

  it.each([
    ['absent', undefined, 'ENOTFOUND'],
    ['four', 6, 'ENOTFOUND'],
    ['broken', undefined, 'EAI_AGAIN'],
    ['silent', undefined, 'EAI_AGAIN'],
    ['not a name', undefined, 'ENOTFOUND'],
  ] as const)('%s, family %s, fails with %s', async (host, family, code) => {
    const { server } = await nameServer({ four: ['192.0.2.1'], broken: 'broken', silent: 'silent' });
    await expect(resolver(server).resolve(host, family)).rejects.toMatchObject({ code });
  });

  it('of which nobody listens where the name server should be: not "connection refused" of the server we check', async () => {
    const socket = dgram.createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const { port } = socket.address();
    await new Promise<void>((resolve) => socket.close(() => resolve()));
    const dead = resolver(`127.0.0.1:${String(port)}`);
    await expect(dead.resolve('gw1')).rejects.toMatchObject({ code: 'EAI_AGAIN' });
  });

  it('is asked for once by all who ask at once, and not again for ten seconds', async () => {
    const { server, questions } = await nameServer({ gw1: ['192.0.2.1'] });
    const { resolve, clock } = resolver(server);
    await Promise.all([resolve('gw1'), resolve('gw1'), resolve('GW1.')]);
    await resolve('gw1');
    expect(questions.sort()).toEqual(['gw1 A', 'gw1 AAAA']);
    clock.now += 10_000;
    await resolve('gw1');
    expect(questions).toHaveLength(4);
  });

  it('keeps its address for as long as it is among the answers', async () => {
    const zone: Zone = { gw1: ['192.0.2.5'] };
    const { server } = await nameServer(zone);
    const { resolve, clock } = resolver(server);
    const later = async () => {
      clock.now += 60_000;
      return (await resolve('gw1')).address;
    };
    expect(await later()).toBe('192.0.2.5');
    zone['gw1'] = ['192.0.2.1', '192.0.2.5'];
    expect(await later()).toBe('192.0.2.5');
    zone['gw1'] = ['192.0.2.1'];
    expect(await later()).toBe('192.0.2.1');
  });
});

describe('the last good address', () => {
  const remembered = { address: '192.0.2.1', family: 4, remembered: true };

  it.each(['silent', 'broken', 'none'] as const)('stands in while the answer is %s', async (trouble) => {
    const zone: Zone = { gw1: ['192.0.2.1'] };
    const { server } = await nameServer(zone);
    const { resolve, clock } = resolver(server);
    await resolve('gw1');
    zone['gw1'] = trouble;
    clock.now += 60_000;
    const startedAt = performance.now();
    expect(await resolve('gw1')).toEqual(remembered);
    // Not the whole time that DNS may take, or a thousand names would hold up the round.
    expect(performance.now() - startedAt).toBeLessThan(350);
    zone['gw1'] = ['192.0.2.1'];
    clock.now += 60_000;
    await expect.poll(() => resolve('gw1')).toEqual({ address: '192.0.2.1', family: 4 });
  });

  it('is forgotten after a week', async () => {
    const zone: Zone = { gw1: ['192.0.2.1'] };
    const { server } = await nameServer(zone);
    const { resolve, clock } = resolver(server);
    await resolve('gw1');
    zone['gw1'] = 'broken';
    clock.now += 7 * DAY_MS;
    expect(await resolve('gw1')).toEqual(remembered);
    clock.now += 1;
    await expect(resolve('gw1')).rejects.toMatchObject({ code: 'EAI_AGAIN' });
  });

  it('survives the prober, as plain JSON', async () => {
    const { server } = await nameServer({ gw1: ['192.0.2.1'], gw2: ['192.0.2.2', V6] });
    const first = resolver(server);
    await first.resolve('gw2', 6);
    await first.resolve('gw1');
    const memory: unknown = JSON.parse(JSON.stringify(first.remembered()));
    expect(memory).toEqual({
      'gw1/any': { address: '192.0.2.1', family: 4, at: START },
      'gw2/6': { address: V6_SHORT, family: 6, at: START },
    });
    expect(Object.keys(first.remembered())).toEqual(['gw1/any', 'gw2/6']);
    const { server: silent } = await nameServer({ gw1: 'silent' });
    const clock = START + 60_000;
    const second = createResolver({
      servers: () => [silent],
      memory,
      now: () => clock,
      queryMs: 400,
      patienceMs: 50,
    });
    expect(await second.resolve('gw1')).toEqual(remembered);
  });

  it.each<readonly [string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'gw1'],
    ['another form', { 'gw1/any': '192.0.2.1' }],
    ['no address', { 'gw1/any': { address: 'gw1', family: 4, at: START } }],
    ['another family', { 'gw1/any': { address: '192.0.2.1', family: 6, at: START } }],
    ['the future', { 'gw1/any': { address: '192.0.2.1', family: 4, at: START + 1 } }],
    ['long ago', { 'gw1/any': { address: '192.0.2.1', family: 4, at: START - 8 * DAY_MS } }],
  ])('is not believed of a memory that is %s', async (_name, memory) => {
    const { server } = await nameServer({ gw1: 'broken' });
    await expect(resolver(server, { memory }).resolve('gw1')).rejects.toMatchObject({ code: 'EAI_AGAIN' });
  });
});

describe('a resolver that is dead', () => {
  it('is replaced where the machine has others by now, once in ten seconds', async () => {
    const [first, second] = [await nameServer({ gw1: 'silent' }), await nameServer({ gw1: ['192.0.2.1'] })];
    let [now, listed, looked] = [START, first.server, 0];
    const { resolve } = createResolver({
      servers: () => {
        looked += 1;
        return [listed];
      },
      hostsFile: '/nowhere/hosts',
      now: () => now,
      queryMs: 100,
    });
    await expect(resolve('gw1')).rejects.toMatchObject({ code: 'EAI_AGAIN' });
    listed = second.server;
    await expect(resolve('gw1')).rejects.toMatchObject({ code: 'EAI_AGAIN' });
    expect(looked).toBe(1);
    now += 10_000;
    await expect(resolve('gw1')).rejects.toMatchObject({ code: 'EAI_AGAIN' });
    expect(await resolve('gw1')).toEqual({ address: '192.0.2.1', family: 4 });
    expect(looked).toBe(2);
  });

  it('holds up five hundred names no longer than one', async () => {
    const names = Array.from({ length: 500 }, (_, index) => `gw${String(index)}`);
    const { server } = await nameServer(Object.fromEntries(names.map((name) => [name, 'silent'])));
    const { resolve } = resolver(server);
    const startedAt = performance.now();
    const results = await Promise.allSettled(names.map((name) => resolve(name)));
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    // Measured: 0.5 to 0.7 s. In the pool of four threads it would be 500 / 4 × 0.4 s.
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

describe('the hosts file', () => {
  const withHosts = async (text: string, zone: Zone = {}) => {
    const hostsFile = path.join(temporaryFolder(), 'hosts');
    writeFileSync(hostsFile, text);
    const { server, questions } = await nameServer(zone);
    return { ...resolver(server, { hostsFile }), questions, hostsFile };
  };

  it('comes before DNS', async () => {
    const { resolve, questions } = await withHosts('192.0.2.1 gw1 GW1.internal # ours\n', {
      gw1: ['192.0.2.99'],
    });
    expect(await resolve('gw1')).toEqual({ address: '192.0.2.1', family: 4 });
    expect(await resolve('Gw1.Internal.')).toEqual({ address: '192.0.2.1', family: 4 });
    expect(questions).toEqual([]);
  });

  it('is read again when it changes', async () => {
    const { resolve, hostsFile } = await withHosts('192.0.2.1 gw1\n');
    expect((await resolve('gw1')).address).toBe('192.0.2.1');
    writeFileSync(hostsFile, '192.0.2.22 gw1\n');
    expect((await resolve('gw1')).address).toBe('192.0.2.22');
  });

  it('leaves it to DNS where it has no address of the kind asked for', async () => {
    const { resolve } = await withHosts('192.0.2.1 gw1\n', { gw1: [V6] });
    expect(await resolve('gw1', 6)).toEqual({ address: V6_SHORT, family: 6 });
  });

  it.each([
    ['localhost', undefined, '127.0.0.1'],
    ['localhost', 6, '::1'],
    ['web.localhost', undefined, '127.0.0.1'],
  ] as const)('%s, family %s, is this machine without one', async (host, family, address) => {
    const { server, questions } = await nameServer({});
    expect((await resolver(server).resolve(host, family)).address).toBe(address);
    expect(questions).toEqual([]);
  });

  it('is read as the system reads it', () => {
    const text = [
      '# a remark',
      '',
      '127.0.0.1\tlocalhost   lo # this machine',
      '::1 localhost',
      'not.an.address gw1',
      '192.0.2.1',
      '  192.0.2.2 gw2 gw2\r',
    ].join('\n');
    expect([...parseHosts(text)]).toEqual([
      ['localhost', ['127.0.0.1', '::1']],
      ['lo', ['127.0.0.1']],
      ['gw2', ['192.0.2.2', '192.0.2.2']],
    ]);
  });
});
