import net from 'node:net';
import type { Connection } from '../connection.ts';
import { ProbeFailure, quoted } from '../failure.ts';
import { greeterKind } from '../greeter.ts';
import type { LineMeaning } from '../greeter.ts';

/** RFC 5321, section 4.2: a code of three digits, then a hyphen on all lines but the last. */
const COULD_BE_REPLY = /^(?:[245]?|[245]\d|[245]\d\d\r?)$|^[245]\d\d[ -]/;
const MAX_REPLY_LINES = 100;

/**
 * Waits for the final `220 `. `220-` means alive and still greeting: Postfix sends it at once and lets unknown clients
 * wait six seconds for the rest, and takes a client that speaks before that for a spam robot (PREGREET).
 */
export const smtp = greeterKind({
  name: 'smtp',
  about: 'A mail server that greets with 220; nothing is sent before its greeting is whole.',
  port: 25,
  tlsPort: 465,
  greetingLimit: '15s',
  rules: { couldBe: (beginning) => COULD_BE_REPLY.test(beginning), judge },
  startTls,
  farewell: 'QUIT\r\n',
});

function judge(line: string): LineMeaning {
  if (/^220(?: |$)/.test(line)) return 'ready';
  if (line.startsWith('220-')) return 'more';
  // 421 and 554 as RFC 5321 has them, 521 of RFC 7504, and whatever else says no.
  return /^[45]/.test(line) ? 'refusing' : 'wrong';
}

async function startTls(connection: Connection): Promise<void> {
  connection.write(`EHLO ${addressLiteral(connection.socket.localAddress)}\r\n`);
  const hello = await readReply(connection);
  if (hello.code !== '250') throw new ProbeFailure('bad-reply', `it said ${quoted(hello.last)} to EHLO`);
  if (!hello.texts.some((text) => /^STARTTLS$/i.test(text.trim())))
    throw new ProbeFailure('tls', 'it does not offer STARTTLS');
  connection.write('STARTTLS\r\n');
  const go = await readReply(connection);
  if (go.code !== '220') throw new ProbeFailure('tls', `it said ${quoted(go.last)} to STARTTLS`);
}

interface Reply {
  readonly code: string;
  /** What stands behind the code, a text a line. */
  readonly texts: readonly string[];
  readonly last: string;
}

async function readReply(connection: Connection): Promise<Reply> {
  const texts: string[] = [];
  while (texts.length < MAX_REPLY_LINES) {
    const line = await connection.line((beginning) => COULD_BE_REPLY.test(beginning));
    texts.push(line.slice(4));
    if (line[3] !== '-') return { code: line.slice(0, 3), texts, last: line };
  }
  throw new ProbeFailure('bad-reply', `its reply has more than ${String(MAX_REPLY_LINES)} lines`);
}

/** RFC 5321, section 4.1.3: who has no name to give says its address. */
function addressLiteral(address = '127.0.0.1'): string {
  return net.isIPv6(address) ? `[IPv6:${address}]` : `[${address}]`;
}
