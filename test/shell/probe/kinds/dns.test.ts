import dgram from 'node:dgram';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { VoteReason } from '../../../../src/core/model/vote.ts';
import {
  encodeQuestion,
  HEADER_BYTES,
  isDomainName,
  readAnswer,
  RECORD_TYPES,
} from '../../../../src/shell/probe/dns-message.ts';
import type { RecordType } from '../../../../src/shell/probe/dns-message.ts';
import { dns } from '../../../../src/shell/probe/kinds/dns.ts';
import { breaksOff, closedPort, floods, hangsUp, mute, NOISE, says } from '../servers.ts';
import { run, server, testWorld } from '../world.ts';

const HOST = '127.0.0.1';
const SOON_MS = 4_000;
const LIMITS = { connectMs: 1_000, answerMs: 500 };

type Reply = (question: Buffer) => Buffer | undefined;

/** The question with the bits of an answer and this code. */
const answers =
  (code: number) =>
  (question: Buffer): Buffer => {
    const reply = Buffer.from(question);
    reply.writeUInt16BE(0x8400 | code, 2);
    return reply;
  };

async function nameServer(reply: Reply, { deaf = 0 }: { readonly deaf?: number } = {}) {
  const socket = dgram.createSocket('udp4');
  const questions: Buffer[] = [];
  socket.on('message', (question, from) => {
    questions.push(question);
    const said = questions.length > deaf ? reply(question) : undefined;
    if (said !== undefined) socket.send(said, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, HOST, resolve));
  onTestFinished(() => {
    socket.close();
  });
  return { port: (socket.address() as AddressInfo).port, questions };
}

const short = (port: number) => `example.org @${HOST}:${String(port)}`;

describe('over UDP', () => {
  it.each<readonly [string, Reply, VoteReason]>([
    ['noerror', answers(0), 'ok'],
    ['nxdomain', answers(3), 'ok'],
    ['servfail', answers(2), 'refusing'],
    ['refused', answers(5), 'refusing'],
    ['a code without a name', answers(11), 'refusing'],
    ['no answer', () => undefined, 'timeout'],
    ['noise', () => NOISE.subarray(0, 200), 'bad-reply'],
    ['nothing but the question', (question) => question, 'bad-reply'],
    ['the answer to another question', () => answers(0)(encodeQuestion(1, 'other.org', 'SOA')), 'bad-reply'],
    ['half a header', (question) => answers(0)(question).subarray(0, 6), 'bad-reply'],
    ['an answer in capitals', (question) => inCapitals(answers(0)(question)), 'ok'],
    ['a header alone', (question) => headerAlone(answers(5)(question)), 'refusing'],
  ])('%s', async (_name, reply, expected) => {
    const { port } = await nameServer(reply);
    const { reason, outcome, tookMs } = await run(dns, short(port), LIMITS);
    expect(`${reason} ${outcome.detail ?? ''}`).toMatch(new RegExp(`^${expected} `));
    expect(tookMs).toBeLessThan(SOON_MS);
  });

  it('says what a refusal means', async () => {
    const { port } = await nameServer(answers(5));
    const { outcome } = await run(dns, short(port), LIMITS);
    expect(outcome.detail).toBe('it answered refused, as servers do with names they do not serve');
  });

  it('counts the codes the operator counts', async () => {
    const { port } = await nameServer(answers(5));
    const written = { host: HOST, port, name: 'example.org', answers: ['refused'] };
    expect((await run(dns, written, LIMITS)).reason).toBe('ok');
  });

  it('asks again when a datagram is lost', async () => {
    const { port, questions } = await nameServer(answers(0), { deaf: 1 });
    const { reason, tookMs } = await run(dns, short(port));
    expect(reason).toBe('ok');
    expect(questions).toHaveLength(2);
    expect(tookMs).toBeGreaterThan(1_400);
  });

  it('asks from an address of our own, not from that of the server', async () => {
    const socket = dgram.createSocket('udp4');
    const askers: string[] = [];
    socket.on('message', (question, from) => {
      askers.push(from.address);
      socket.send(answers(0)(question), from.port, from.address);
    });
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.2', resolve));
    onTestFinished(() => {
      socket.close();
    });
    const world = testWorld({ resolve: (address) => Promise.resolve({ address, family: 4 }) });
    const written = `example.org @127.0.0.2:${String(socket.address().port)}`;
    expect((await run(dns, written, LIMITS, world)).reason).toBe('ok');
    expect(askers).toEqual([HOST]);
  });

  it('hears of a closed port', async () => {
    const socket = dgram.createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, HOST, resolve));
    const { port } = socket.address();
    await new Promise<void>((resolve) => socket.close(() => resolve()));
    expect((await run(dns, short(port), LIMITS)).reason).toBe('refused');
  });

  it('hears nobody but the server', async () => {
    const stranger = dgram.createSocket('udp4');
    onTestFinished(() => {
      stranger.close();
    });
    // The server keeps silent, and somebody else answers in its place.
    const relay = dgram.createSocket('udp4');
    onTestFinished(() => {
      relay.close();
    });
    relay.on('message', (question, from) => stranger.send(answers(0)(question), from.port, from.address));
    await new Promise<void>((resolve) => relay.bind(0, HOST, resolve));
    expect((await run(dns, short(relay.address().port), LIMITS)).reason).toBe('timeout');
  });

  it('ends with its round', async () => {
    const { port } = await nameServer(() => undefined);
    const round = new AbortController();
    setTimeout(() => round.abort(), 50);
    const { reason } = await run(dns, short(port), {}, testWorld({ signal: round.signal }));
    expect(reason).toBe('not-probed');
  });

  it('a server whose name leads nowhere says nothing of it', async () => {
    expect((await run(dns, 'example.org @nowhere.test', LIMITS)).reason).toBe('dns');
  });
});

/** The names of a message in capitals. Its header stays: a byte of the id can look like a letter. */
function inCapitals(message: Buffer): Buffer {
  const capital = (byte: number) => (byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte);
  return Buffer.concat([message.subarray(0, HEADER_BYTES), message.subarray(HEADER_BYTES).map(capital)]);
}

function headerAlone(reply: Buffer): Buffer {
  reply.writeUInt16BE(0, 4);
  return reply.subarray(0, 12);
}

describe('over TCP', () => {
  const framed = (message: Buffer, claimed = message.length) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(claimed);
    return Buffer.concat([length, message]);
  };
  const replies =
    (reply: (question: Buffer) => Buffer): Parameters<typeof server>[0] =>
    (socket) =>
      socket.on('data', (asked: Buffer) => socket.write(reply(asked.subarray(2))));

  it.each<readonly [string, Parameters<typeof server>[0], VoteReason]>([
    ['noerror', replies((question) => framed(answers(0)(question))), 'ok'],
    ['refused', replies((question) => framed(answers(5)(question))), 'refusing'],
    ['silence', mute, 'timeout'],
    ['half an answer', replies((question) => framed(answers(0)(question).subarray(0, 14), 29)), 'timeout'],
    ['a hang-up', hangsUp(), 'reset'],
    ['a break', breaksOff(), 'reset'],
    ['noise', says(NOISE), 'bad-reply'],
    ['a flood', floods('', 10_000_000), 'bad-reply'],
    ['an empty message', says(Buffer.from([0, 0])), 'bad-reply'],
    ['another protocol', says('220 mx.example ESMTP\r\n'), 'bad-reply'],
    ['the question', replies((question) => framed(question)), 'bad-reply'],
  ])('%s', async (_name, behaviour, expected) => {
    const { port } = await server(behaviour);
    const { reason, tookMs } = await run(dns, { host: HOST, port, name: 'example.org', tcp: true }, LIMITS);
    expect(reason).toBe(expected);
    expect(tookMs).toBeLessThan(SOON_MS);
  });

  it('nothing listens', async () => {
    const written = { host: HOST, port: await closedPort(), name: 'example.org', tcp: true };
    expect((await run(dns, written, LIMITS)).reason).toBe('refused');
  });
});

describe('messages', () => {
  it('ask as RFC 1035 has it', () => {
    expect(encodeQuestion(0x1234, 'ns.example.org.', 'A').toString('hex')).toBe(
      '1234' +
        '0100' +
        '0001' +
        '0000' +
        '0000' +
        '0000' +
        '026e73' +
        '076578616d706c65' +
        '036f7267' +
        '00' +
        '0001' +
        '0001',
    );
    expect(encodeQuestion(0, '.', 'NS').toString('hex').slice(24)).toBe('0000020001');
  });

  it.each([
    ['example.org', true],
    ['example.org.', true],
    ['.', true],
    ['_dmarc.example.org', true],
    ['a'.repeat(63), true],
    ['', false],
    ['a'.repeat(64), false],
    ['a..b', false],
    ['-a.b', false],
    ['a b', false],
    [`${'a.'.repeat(130)}a`, false],
  ])('%.20j can be asked for: %j', (name, expected) => {
    expect(isDomainName(name)).toBe(expected);
  });

  const types = Object.keys(RECORD_TYPES) as RecordType[];
  const label = fc.stringMatching(/^[a-z0-9]{1,10}$/);

  it('reading never fails, and finds the answer to its own question alone', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(0xffff), (bytes, id) => {
        readAnswer(Buffer.from(bytes), id, 'example.org', 'SOA');
      }),
    );
    fc.assert(
      fc.property(
        fc.nat(0xffff),
        fc.array(label, { minLength: 1, maxLength: 5 }),
        fc.constantFrom(...types),
        (id, labels, type) => {
          const name = labels.join('.');
          const reply = answers(3)(encodeQuestion(id, name, type));
          expect(readAnswer(reply, id, name, type)).toEqual({ code: 'nxdomain' });
          expect(readAnswer(reply, id ^ 1, name, type)).toBeUndefined();
          expect(readAnswer(reply, id, `x${name}`, type)).toBeUndefined();
        },
      ),
    );
  });
});
