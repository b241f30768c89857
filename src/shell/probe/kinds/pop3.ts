import type { Connection } from '../connection.ts';
import { ProbeFailure, quoted } from '../failure.ts';
import { greeterKind } from '../greeter.ts';
import type { LineMeaning } from '../greeter.ts';

/** RFC 1939, section 3. */
const GREETINGS = ['+OK', '-ERR'];

export const pop3 = greeterKind({
  name: 'pop3',
  about: 'A POP3 server that greets with +OK.',
  port: 110,
  tlsPort: 995,
  greetingLimit: '10s',
  rules: { couldBe, judge },
  startTls,
  farewell: 'QUIT\r\n',
});

function couldBe(beginning: string): boolean {
  return GREETINGS.some((greeting) => greeting.startsWith(beginning) || beginning.startsWith(greeting));
}

function judge(line: string): LineMeaning {
  if (/^\+OK(?: |$)/.test(line)) return 'ready';
  return /^-ERR(?: |$)/.test(line) ? 'refusing' : 'wrong';
}

/** RFC 2595, section 4. */
async function startTls(connection: Connection): Promise<void> {
  connection.write('STLS\r\n');
  const line = await connection.line();
  if (!/^\+OK(?: |$)/.test(line)) throw new ProbeFailure('tls', `it said ${quoted(line)} to STLS`);
}
