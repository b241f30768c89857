import type { Connection } from '../connection.ts';
import { ProbeFailure, quoted } from '../failure.ts';
import { greeterKind } from '../greeter.ts';
import type { LineMeaning } from '../greeter.ts';

const COULD_BE_REPLY = /^(?:\d{0,2}|\d{3}\r?)$|^\d{3}[ -]/;

/** pure-ftpd begins with `220---------- Welcome`; between its first and last line a greeting may say anything (RFC 959, section 4.2). */
export const ftp = greeterKind({
  name: 'ftp',
  about: 'An FTP server that greets with 220.',
  port: 21,
  tlsPort: 990,
  greetingLimit: '10s',
  rules: { couldBe: (beginning, index) => index > 0 || COULD_BE_REPLY.test(beginning), judge },
  startTls,
  farewell: 'QUIT\r\n',
});

function judge(line: string, index: number): LineMeaning {
  if (/^220(?: |$)/.test(line)) return 'ready';
  // 120 announces a delay and the 220 that follows it.
  if (/^(?:220-|120)/.test(line)) return 'more';
  if (index > 0) return /^421(?: |$)/.test(line) ? 'refusing' : 'more';
  return /^[45]/.test(line) ? 'refusing' : 'wrong';
}

/** RFC 4217, section 4. */
async function startTls(connection: Connection): Promise<void> {
  connection.write('AUTH TLS\r\n');
  const line = await connection.line((beginning) => COULD_BE_REPLY.test(beginning));
  if (!line.startsWith('234')) throw new ProbeFailure('tls', `it said ${quoted(line)} to AUTH TLS`);
}
