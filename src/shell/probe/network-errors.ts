import type { VoteReason } from '../../core/model/vote.ts';

/** Why a check came to no good end. */
export type FailureReason = Exclude<VoteReason, 'ok'>;

/**
 * What an error code of the system says of the other side. The one table for it, and the rule in it: what fails on our
 * own machine is never "offline".
 *
 * Two codes are ambiguous. ETIMEDOUT and EHOSTUNREACH are what a dead machine looks like, and what a broken link of our
 * own looks like. They count as offline, because a dead machine in the same network gives EHOSTUNREACH and must turn red;
 * that it may be us is found out by canaries, and by so many servers failing at once. ENETUNREACH and ENETDOWN are
 * different: our own routing table says them.
 */
const REASONS = {
  ECONNREFUSED: 'refused',

  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  /** The socket was closed while we read or wrote. */
  ERR_STREAM_PREMATURE_CLOSE: 'reset',
  ERR_STREAM_DESTROYED: 'reset',
  ERR_STREAM_WRITE_AFTER_END: 'reset',

  ETIMEDOUT: 'timeout',

  EHOSTUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',

  ENETUNREACH: 'no-route',
  ENETDOWN: 'no-route',
  ENONET: 'no-route',

  EAI_AGAIN: 'dns',
  ENOTFOUND: 'dns',

  /** Too many files: this process, the machine. */
  EMFILE: 'local',
  ENFILE: 'local',
  /** No memory, no buffers, no processes. */
  ENOBUFS: 'local',
  ENOMEM: 'local',
  EAGAIN: 'local',
  /** No port or address of our own is left. */
  EADDRNOTAVAIL: 'local',
  EADDRINUSE: 'local',
  /** Our own packet filter or our own rights. */
  EPERM: 'local',
  EACCES: 'local',
  /** No IPv6 here, or an address that only means something on another machine. */
  EAFNOSUPPORT: 'local',
  EINVAL: 'local',
} as const satisfies Readonly<Record<string, FailureReason>>;

/** What OpenSSL and Node's TLS call a handshake or a certificate that does not hold. */
const TLS_CODE =
  /^(?:EPROTO|ERR_SSL_|ERR_TLS_|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|ERROR_IN_)/;

/** What these mean, for the log of somebody who has to mend it. Others are told in OpenSSL's own words. */
const WORDS: Readonly<Record<string, string>> = {
  ERR_SSL_WRONG_VERSION_NUMBER: 'what it sent is no TLS',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'it speaks no TLS of version 1.2 or newer',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'it speaks no TLS of version 1.2 or newer',
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME: 'it has no certificate for the name it was asked for',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'it wants a certificate of its clients',
  CERT_HAS_EXPIRED: 'its certificate has ended',
  CERT_NOT_YET_VALID: 'its certificate does not hold yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself; `ca` can name it',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by an authority we do not know; `ca` can name it',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'its certificate is signed by an authority we do not know, which `ca` can name, or one in between was not sent',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'its certificate is signed by an authority we do not know, which `ca` can name, or one in between was not sent',
};

/** `thread:error:number:library:function:what it is:file:line:more`, as OpenSSL writes it. */
const OPENSSL_MESSAGE = /^[0-9A-F]+:error:[0-9A-F]+:[^:]*:[^:]*:([^:]+):/;

/** What an error says to those who read the log: its own message, or a better one for what it means. */
export function wordsOf(message: string, code = ''): string {
  if (Object.hasOwn(WORDS, code)) return WORDS[code] ?? message;
  return OPENSSL_MESSAGE.exec(message)?.[1] ?? message;
}

/** What Node's HTTP parser says of what is no HTTP. */
const HTTP_CODE = /^HPE_/;

/** The reason an error code stands for; undefined for one that nobody has thought of. */
export function reasonOfCode(code: string): FailureReason | undefined {
  const known: Readonly<Record<string, FailureReason>> = REASONS;
  if (Object.hasOwn(known, code)) return known[code];
  if (TLS_CODE.test(code)) return 'tls';
  return HTTP_CODE.test(code) ? 'bad-reply' : undefined;
}

/** The `code` of an error of the system; undefined for any other. */
export function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
