import { describe, expect, it, test } from 'vitest';
import { ftp } from '../../../../src/shell/probe/kinds/ftp.ts';
import { imap } from '../../../../src/shell/probe/kinds/imap.ts';
import { pop3 } from '../../../../src/shell/probe/kinds/pop3.ts';
import { smtp } from '../../../../src/shell/probe/kinds/smtp.ts';
import { AUTHORITY_FILE, converses, goOnInTls, says } from '../servers.ts';
import type { CertificateName } from '../servers.ts';
import { NOW, run, server, testWorld } from '../world.ts';

const HOST = '127.0.0.1';
const SOON_MS = 4_000;
const LIMITS = { connectMs: 1_000, answerMs: 500 };

/** The protocols that can go on in TLS, and what is said until then. */
const STARTTLS = {
  smtp: {
    kind: smtp,
    greeting: '220 mx\r\n',
    answers: [
      [/^EHLO \[127\.0\.0\.1\]$/, '250-mx\r\n250-SIZE 1\r\n250 STARTTLS\r\n'],
      [/^STARTTLS$/, '220 go ahead\r\n'],
    ],
    denial: '454 not now\r\n',
  },
  imap: {
    kind: imap,
    greeting: '* OK ready\r\n',
    answers: [[/^a1 STARTTLS$/, '* CAPABILITY IMAP4\r\na1 OK go ahead\r\n']],
    denial: 'a1 NO not now\r\n',
  },
  pop3: {
    kind: pop3,
    greeting: '+OK\r\n',
    answers: [[/^STLS$/, '+OK go ahead\r\n']],
    denial: '-ERR not now\r\n',
  },
  ftp: {
    kind: ftp,
    greeting: '220 ready\r\n',
    answers: [[/^AUTH TLS$/, '234 go ahead\r\n']],
    denial: '534 not now\r\n',
  },
} as const;

describe.each(Object.entries(STARTTLS))('%s with TLS', (_name, { kind, greeting, answers, denial }) => {
  const trust = { host: 'localhost', ca: AUTHORITY_FILE };
  const last = answers.length - 1;
  const upgrading = (certificate: CertificateName, injected = '') =>
    converses(greeting, (line, socket) => {
      const index = answers.findIndex(([pattern]) => pattern.test(line));
      if (index === last) {
        socket.write(`${answers[index]?.[1] ?? ''}${injected}`, () => goOnInTls(socket, certificate));
        return undefined;
      }
      return answers[index]?.[1];
    });

  const certificates = [
    ['good', 'ok'],
    ['expired', 'tls'],
    ['self-signed', 'tls'],
    ['other-name', 'tls'],
  ] as const;

  it.each(certificates)(
    'from the first byte, with a certificate that is %s',
    async (certificate, expected) => {
      const { port } = await server(says(greeting), { certificate });
      const { reason, tookMs } = await run(kind, { ...trust, port, tls: true }, LIMITS);
      expect(reason).toBe(expected);
      expect(tookMs).toBeLessThan(SOON_MS);
    },
  );

  it.each(certificates)(
    'after the greeting, with a certificate that is %s',
    async (certificate, expected) => {
      const { port } = await server(upgrading(certificate));
      const { reason, outcome } = await run(kind, { ...trust, port, starttls: true }, LIMITS);
      expect(`${reason} ${outcome.detail ?? ''}`).toMatch(new RegExp(`^${expected} `));
    },
  );

  it('that is denied', async () => {
    const denying = converses(greeting, (line) => {
      const index = answers.findIndex(([pattern]) => pattern.test(line));
      return index === last ? denial : answers[index]?.[1];
    });
    const { port, received } = await server(denying);
    expect((await run(kind, { ...trust, port, starttls: true }, LIMITS)).reason).toBe('tls');
    // It was told good-bye, and its log calls nobody rude.
    expect(received()).toMatch(/(?:QUIT|LOGOUT)\r\n$/);
  });

  it('takes no longer than fits into a round of a minute, and no longer than the operator says', () => {
    const maxMs = (changes: object) =>
      kind.maxMs(kind.options.parse({ ...trust, starttls: true, ...changes }));
    expect(maxMs({})).toBeLessThan(0.8 * 60_000);
    expect(maxMs({ timeout: '3s' })).toBeLessThan(maxMs({}) - 10_000);
  });

  it('into which somebody put something in the clear', async () => {
    const { port } = await server(upgrading('good', 'put in by somebody in between\r\n'));
    expect((await run(kind, { ...trust, port, starttls: true }, LIMITS)).reason).toBe('bad-reply');
  });

  it('is told from a server that speaks in the clear', async () => {
    const { port } = await server(says(greeting));
    const { reason, tookMs } = await run(kind, { ...trust, port, tls: true }, LIMITS);
    expect(reason).toBe('tls');
    expect(tookMs).toBeLessThan(SOON_MS);
  });

  it('whose certificate ends soon is a warning', async () => {
    const { port } = await server(says(greeting), { certificate: 'good' });
    const world = testWorld({ now: () => Date.UTC(2125, 11, 23, 1) });
    const { reason, outcome } = await run(kind, { ...trust, port, tls: true }, LIMITS, world);
    expect(reason).toBe('ok');
    expect(outcome.warnings).toEqual(['Its certificate ends in 8 days, on 2126-01-01.']);
  });

  it('whose certificate is not looked at', async () => {
    const { port } = await server(says(greeting), { certificate: 'self-signed' });
    const { reason, outcome } = await run(kind, { host: HOST, port, tls: true, verify: false }, LIMITS);
    expect(reason).toBe('ok');
    expect(outcome.warnings).toBeUndefined();
  });
});

test('the time the tests have is one at which the good certificate is good', () => {
  expect(NOW).toBeLessThan(Date.UTC(2126, 0, 1));
});
