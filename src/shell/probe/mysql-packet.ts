import type { Connection } from './connection.ts';
import { ProbeFailure, quoted } from './failure.ts';

/** Length in three bytes, the lowest first, and the number of the packet. */
const HEADER_BYTES = 4;
/** A greeting is about a hundred bytes, the longest error some six hundred. */
const MAX_GREETING_BYTES = 4 * 1024;
const PROTOCOL_10 = 0x0a;
const ERROR = 0xff;

/** The first thing a MySQL or MariaDB server sends. */
export interface MysqlGreeting {
  /** The whole packet. */
  readonly packet: Buffer;
  /** Set where it sent an error in place of a greeting: its number. */
  readonly error?: number;
}

/** Reads the first packet, and no more of it than a greeting can have. @throws ProbeFailure */
export async function readMysqlGreeting(connection: Connection): Promise<MysqlGreeting> {
  const header = await connection.bytes(HEADER_BYTES);
  const length = header.readUIntLE(0, 3);
  const isGreeting = header[3] === 0 && length > 2 && length <= MAX_GREETING_BYTES;
  if (!isGreeting) throw new ProbeFailure('bad-reply', `it said ${quoted(header)}`);
  const payload = await connection.bytes(length);
  const packet = Buffer.concat([header, payload]);
  if (payload[0] === PROTOCOL_10) return { packet };
  if (payload[0] === ERROR) return { packet, error: payload.readUInt16LE(1) };
  throw new ProbeFailure('bad-reply', `it said ${quoted(payload)}`);
}
