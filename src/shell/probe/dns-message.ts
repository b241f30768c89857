/*
 * As much of RFC 1035 as one question needs. `dns.Resolver` cannot ask it: it turns an answer such as REFUSED into a
 * failure, tries the next server, and does not say which of them answered.
 */

/** What may be asked for. The numbers are those of the protocol. */
export const RECORD_TYPES = { A: 1, NS: 2, SOA: 6, MX: 15, TXT: 16, AAAA: 28 } as const;
export type RecordType = keyof typeof RECORD_TYPES;

/** What an answer says of itself (RFC 1035, section 4.1.1), by its number. */
export const RESPONSE_CODES = ['noerror', 'formerr', 'servfail', 'nxdomain', 'notimp', 'refused'] as const;
export type ResponseCode = (typeof RESPONSE_CODES)[number];

export const HEADER_BYTES = 12;
const MAX_LABEL_LENGTH = 63;
const MAX_NAME_LENGTH = 253;
const INTERNET_CLASS = 1;
/** The bit that tells an answer from a question. */
const IS_ANSWER = 0x8000;
/** Recursion desired: a resolver is to look elsewhere, a server of the zone does not mind. */
const RECURSE = 0x0100;

/** True for what can be asked for: labels of letters, digits, hyphens and underscores, or the root. */
export function isDomainName(name: string): boolean {
  if (name === '.') return true;
  const bare = name.replace(/\.$/, '');
  return (
    bare.length <= MAX_NAME_LENGTH &&
    bare
      .split('.')
      .every(
        (label) =>
          label.length <= MAX_LABEL_LENGTH && /^[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?$/.test(label),
      )
  );
}

/** @param id 0 to 65535; the answer carries it */
export function encodeQuestion(id: number, name: string, type: RecordType): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(id, 0);
  header.writeUInt16BE(RECURSE, 2);
  header.writeUInt16BE(1, 4);
  return Buffer.concat([header, questionOf(name, type)]);
}

function questionOf(name: string, type: RecordType): Buffer {
  const labels = name
    .split('.')
    .filter((label) => label !== '')
    .map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')]));
  const tail = Buffer.alloc(5);
  tail.writeUInt16BE(RECORD_TYPES[type], 1);
  tail.writeUInt16BE(INTERNET_CLASS, 3);
  return Buffer.concat([...labels, tail]);
}

interface Answer {
  /** Undefined for a number that has no name here. */
  readonly code: ResponseCode | undefined;
}

/** True where the header of a message says that it answers the question with this id. */
export function isAnswerTo(header: Buffer, id: number): boolean {
  return (
    header.length >= HEADER_BYTES &&
    header.readUInt16BE(0) === id &&
    (header.readUInt16BE(2) & IS_ANSWER) !== 0
  );
}

/**
 * What `message` says to the question with this id; undefined where it is no answer to it. A server that cannot read the
 * question, or does not want to, may leave it out of its answer.
 */
export function readAnswer(message: Buffer, id: number, name: string, type: RecordType): Answer | undefined {
  if (!isAnswerTo(message, id)) return undefined;
  const questions = message.readUInt16BE(4);
  if (questions > 1 || (questions === 1 && !repeats(message, questionOf(name, type)))) return undefined;
  return { code: RESPONSE_CODES[message.readUInt16BE(2) & 0x000f] };
}

/** Case is not kept by every server. */
function repeats(message: Buffer, question: Buffer): boolean {
  const repeated = message.subarray(HEADER_BYTES, HEADER_BYTES + question.length);
  return repeated.toString('latin1').toLowerCase() === question.toString('latin1').toLowerCase();
}
