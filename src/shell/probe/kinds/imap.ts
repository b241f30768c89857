import type { Connection } from '../connection.ts';
import { ProbeFailure, quoted } from '../failure.ts';
import { greeterKind } from '../greeter.ts';
import type { LineMeaning } from '../greeter.ts';

/** RFC 3501, section 7.1. */
const GREETINGS = ['* ok', '* preauth', '* bye'];
/** Untagged lines that may come before the answer to a command. */
const MAX_ANSWER_LINES = 50;

export const imap = greeterKind({
  name: 'imap',
  about: 'An IMAP server that greets with * OK or * PREAUTH.',
  port: 143,
  tlsPort: 993,
  greetingLimit: '10s',
  rules: { couldBe, judge },
  startTls,
  farewell: 'a2 LOGOUT\r\n',
});

function couldBe(beginning: string): boolean {
  const said = beginning.toLowerCase();
  return GREETINGS.some((greeting) => greeting.startsWith(said) || said.startsWith(greeting));
}

function judge(line: string): LineMeaning {
  if (/^\* (?:OK|PREAUTH)(?: |$)/i.test(line)) return 'ready';
  return /^\* BYE(?: |$)/i.test(line) ? 'refusing' : 'wrong';
}

async function startTls(connection: Connection): Promise<void> {
  connection.write('a1 STARTTLS\r\n');
  for (let index = 0; index < MAX_ANSWER_LINES; index += 1) {
    const line = await connection.line();
    if (/^a1 OK(?: |$)/i.test(line)) return;
    if (!line.startsWith('* ')) throw new ProbeFailure('tls', `it said ${quoted(line)} to STARTTLS`);
  }
  throw new ProbeFailure('bad-reply', 'it talks on without an answer to STARTTLS');
}
