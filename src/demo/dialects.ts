/*
 * What the stand-ins say. Enough of each protocol that a real probe, or somebody with telnet, finds a server; nothing of what
 * a server does. The texts are made up; they name no product, and hosts under example.org (RFC 2606) alone.
 */

/** The protocols a stand-in can speak. `plain` accepts a connection and waits, as a file server does. */
export const DIALECT_NAMES = ['smtp', 'imap', 'pop3', 'ftp', 'ssh', 'http', 'plain'] as const;
export type DialectName = (typeof DIALECT_NAMES)[number];

export interface Answer {
  readonly text: string;
  /** The connection ends behind it. */
  readonly ends?: boolean;
}

export interface Dialect {
  /** Said to whoever connects, in the pieces it is sent in; none where the client speaks first. */
  greeting(host: string): readonly string[];
  /** What it says instead when it takes nobody; then the connection ends. */
  refusal(host: string): string;
  /** To one line of the client's; null says nothing. */
  answer(line: string, host: string): Answer | null;
}

const silent: Dialect['answer'] = () => null;

export const DIALECTS: Readonly<Record<DialectName, Dialect>> = {
  smtp: {
    // In two pieces, as gateways do that look who talks before being greeted.
    greeting: (host) => [`220-${host} ESMTP\r\n`, `220 ${host} Post only what you would like to receive\r\n`],
    refusal: (host) => `421 4.3.2 ${host} Service not available, closing transmission channel\r\n`,
    answer: smtpAnswer,
  },
  imap: {
    greeting: (host) => [`* OK [CAPABILITY IMAP4rev1] ${host} IMAP4rev1 server ready\r\n`],
    refusal: (host) => `* BYE ${host} is shutting down\r\n`,
    answer: imapAnswer,
  },
  pop3: {
    greeting: (host) => [`+OK ${host} POP3 server ready\r\n`],
    refusal: (host) => `-ERR [SYS/TEMP] ${host} is closing\r\n`,
    answer: (line) => (/^quit\b/i.test(line) ? { text: '+OK Bye\r\n', ends: true } : { text: '-ERR No\r\n' }),
  },
  ftp: {
    greeting: (host) => [`220-Welcome.\r\n`, `220 ${host} FTP server ready\r\n`],
    refusal: () => '421 Service not available, closing control connection\r\n',
    answer: (line) =>
      /^quit\b/i.test(line) ? { text: '221 Goodbye\r\n', ends: true } : { text: '530 Log in first\r\n' },
  },
  ssh: {
    greeting: () => ['SSH-2.0-StandIn_1.0\r\n'],
    refusal: () => 'Exceeded the number of connections\r\n',
    answer: silent,
  },
  http: {
    greeting: () => [],
    refusal: (host) => httpResponse('503 Service Unavailable', `${host} is overloaded`),
    // The empty line behind the headers: the request is whole.
    answer: (line, host) =>
      line === '' ? { text: httpResponse('200 OK', `This is ${host}`), ends: true } : null,
  },
  plain: { greeting: () => [], refusal: () => '', answer: silent },
};

function smtpAnswer(line: string, host: string): Answer {
  if (/^ehlo\b/i.test(line)) return { text: `250-${host}\r\n250-PIPELINING\r\n250 8BITMIME\r\n` };
  if (/^(?:helo|noop|rset)\b/i.test(line)) return { text: `250 ${host}\r\n` };
  if (/^quit\b/i.test(line)) return { text: `221 2.0.0 ${host} closing connection\r\n`, ends: true };
  return { text: '502 5.5.1 This is a stand-in; it takes no mail\r\n' };
}

function imapAnswer(line: string, host: string): Answer {
  const [tag = '*', command = ''] = line.split(' ');
  if (/^logout$/i.test(command)) {
    return { text: `* BYE ${host} logging out\r\n${tag} OK Logout completed\r\n`, ends: true };
  }
  if (/^(?:noop|capability)$/i.test(command)) {
    return { text: `* CAPABILITY IMAP4rev1\r\n${tag} OK Completed\r\n` };
  }
  return { text: `${tag} NO This is a stand-in; it holds no mail\r\n` };
}

function httpResponse(status: string, text: string): string {
  const body = `<!doctype html><title>${text}</title><p>${text}.\n`;
  return [
    `HTTP/1.1 ${status}`,
    'content-type: text/html; charset=utf-8',
    `content-length: ${String(body.length)}`,
    'connection: close',
    '',
    body,
  ].join('\r\n');
}
