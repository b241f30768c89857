import { randomInt } from 'node:crypto';
import * as z from 'zod';
import { checkOverTcp, longestCheck } from '../check-over-tcp.ts';
import {
  encodeQuestion,
  HEADER_BYTES,
  isAnswerTo,
  isDomainName,
  readAnswer,
  RECORD_TYPES,
  RESPONSE_CODES,
} from '../dns-message.ts';
import type { RecordType, ResponseCode } from '../dns-message.ts';
import { outcomeOf, ProbeFailure, quoted } from '../failure.ts';
import type { ProbeKind, ProbeWorld } from '../kind.ts';
import { connectLimit, family, host, limit, port, readTarget, shortOrLong } from '../options.ts';
import type { Target } from '../options.ts';
import { resolveTarget } from '../resolve-target.ts';
import { askOverUdp } from '../udp-question.ts';

interface DnsOptions {
  readonly target: Target;
  readonly name: string;
  readonly type: RecordType;
  readonly tcp: boolean;
  readonly answers: readonly ResponseCode[];
  readonly connectMs: number;
  readonly answerMs: number;
}

const DEFAULT_PORT = 53;
const MAX_ID = 0xffff;
/** What a datagram that was lost costs. */
const AGAIN_AFTER_MS = 1_500;

const EXPECTED =
  'a name of the zone and the server to ask, such as example.org @ns1.internal (with a port: @ns1.internal:53), or a mapping';
const NAME_EXPECTED = 'a domain name of a zone the server serves, such as example.org';
const CODES_EXPECTED = `a list of ${RESPONSE_CODES.join(', ')}`;

const types = Object.keys(RECORD_TYPES) as RecordType[];

const long = z.strictObject({
  host: host(),
  port: port(String(DEFAULT_PORT)),
  name: z
    .string(NAME_EXPECTED)
    .refine(isDomainName, NAME_EXPECTED)
    .describe('The name to ask for: one of a zone that this server serves.'),
  type: z
    .literal(types, types.join(', '))
    .default('SOA')
    .describe(`What to ask for: ${types.join(', ')}. Default: SOA, which every zone has.`),
  tcp: z.boolean('true or false').default(false).describe('true: ask over TCP. Default: false, over UDP.'),
  answers: z
    .array(z.enum(RESPONSE_CODES, CODES_EXPECTED), CODES_EXPECTED)
    .min(1, CODES_EXPECTED)
    .default(['noerror', 'nxdomain'])
    .describe(
      `Which answers count as answering: ${RESPONSE_CODES.join(', ')}. Default: noerror and nxdomain.`,
    ),
  family: family(),
  connect_timeout: connectLimit().describe('How long a connection over TCP may take. Default: 5s.'),
  timeout: limit('5s', 'How long the answer may take.'),
});

export const dns: ProbeKind<DnsOptions> = {
  name: 'dns',
  about: 'A name server that answers a question about a zone it serves.',
  options: shortOrLong(EXPECTED, readShort, long).transform((written): DnsOptions => ({
    target: { host: written.host, port: written.port ?? DEFAULT_PORT, family: written.family },
    name: written.name,
    type: written.type,
    tcp: written.tcp,
    answers: written.answers,
    connectMs: written.connect_timeout,
    answerMs: written.timeout,
  })),
  maxMs: ({ tcp, connectMs, answerMs }) => longestCheck(tcp ? connectMs : 0, answerMs),
  muteMs: ({ tcp, connectMs, answerMs }) => Math.max(tcp ? connectMs : 0, answerMs),
  run: (options, world) => (options.tcp ? askTcp(options, world) : askUdp(options, world)),
};

/** As `dig` has it: the name, and the server behind an @. */
function readShort(written: string): z.input<typeof long> | undefined {
  const [, name = '', server = ''] = /^([^\s@]+)\s*@([^\s@]+)$/.exec(written) ?? [];
  const target = readTarget(server);
  return target === undefined || !isDomainName(name) ? undefined : { ...target, name };
}

function askUdp({ target, name, type, answers, answerMs }: DnsOptions, world: ProbeWorld) {
  return outcomeOf(async (notes) => {
    const to = await resolveTarget(target, world, notes);
    const id = randomInt(MAX_ID + 1);
    const answer = await askOverUdp({
      to: { ...to, port: target.port },
      question: encodeQuestion(id, name, type),
      read: (datagram) => readAnswer(datagram, id, name, type),
      againAfterMs: AGAIN_AFTER_MS,
      limitMs: answerMs,
      signal: world.signal,
    });
    judge(answer.code, answers);
  });
}

/** Over TCP a message is preceded by its length (RFC 1035, section 4.2.2). */
function askTcp({ target, name, type, answers, connectMs, answerMs }: DnsOptions, world: ProbeWorld) {
  return checkOverTcp(target, connectMs, world, async (connection) => {
    const id = randomInt(MAX_ID + 1);
    const question = encodeQuestion(id, name, type);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(question.length);
    connection.write(Buffer.concat([length, question]));
    const answer = await connection.within(answerMs, 'its answer', async () => {
      const bytes = (await connection.bytes(2)).readUInt16BE();
      // A message that is none is known by its first bytes, and the rest of it never comes.
      const start = await connection.bytes(Math.min(bytes, HEADER_BYTES));
      if (!isAnswerTo(start, id)) throw new ProbeFailure('bad-reply', `it said ${quoted(start)}`);
      return readAnswer(Buffer.concat([start, await connection.bytes(bytes - start.length)]), id, name, type);
    });
    if (answer === undefined)
      throw new ProbeFailure('bad-reply', 'what it sent was no answer to the question');
    judge(answer.code, answers);
  });
}

function judge(code: ResponseCode | undefined, answers: readonly ResponseCode[]): void {
  if (code !== undefined && answers.includes(code)) return;
  const why = code === 'refused' ? ', as servers do with names they do not serve' : '';
  throw new ProbeFailure('refusing', `it answered ${code ?? 'with a code that has no name'}${why}`);
}
