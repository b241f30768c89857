import { describe, expect, it } from 'vitest';
import { VOTE_REASONS } from '../../../src/core/model/vote.ts';
import { failureOf, outcomeOf, ProbeFailure, quoted } from '../../../src/shell/probe/failure.ts';
import { codeOf, reasonOfCode, wordsOf } from '../../../src/shell/probe/network-errors.ts';

const error = (code: string, message = `connect ${code}`) => Object.assign(new Error(message), { code });

describe('what a code says', () => {
  it.each([
    ['ECONNREFUSED', 'refused', 'offline'],
    ['ECONNRESET', 'reset', 'offline'],
    ['EPIPE', 'reset', 'offline'],
    ['ETIMEDOUT', 'timeout', 'offline'],
    ['EHOSTUNREACH', 'unreachable', 'offline'],
    ['EPROTO', 'tls', 'offline'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls', 'offline'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls', 'offline'],
    ['CERT_HAS_EXPIRED', 'tls', 'offline'],
    ['CERT_NOT_YET_VALID', 'tls', 'offline'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls', 'offline'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls', 'offline'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls', 'offline'],
    ['HPE_INVALID_CONSTANT', 'bad-reply', 'offline'],
    ['HPE_HEADER_OVERFLOW', 'bad-reply', 'offline'],
    // None of these is the server's doing.
    ['EMFILE', 'local', 'unknown'],
    ['ENFILE', 'local', 'unknown'],
    ['ENOBUFS', 'local', 'unknown'],
    ['ENOMEM', 'local', 'unknown'],
    ['EADDRNOTAVAIL', 'local', 'unknown'],
    ['EPERM', 'local', 'unknown'],
    ['EACCES', 'local', 'unknown'],
    ['ENETDOWN', 'no-route', 'unknown'],
    ['ENETUNREACH', 'no-route', 'unknown'],
    ['EAI_AGAIN', 'dns', 'unknown'],
    ['ENOTFOUND', 'dns', 'unknown'],
  ] as const)('%s: %s, %s', async (code, reason, verdict) => {
    expect(reasonOfCode(code)).toBe(reason);
    expect(VOTE_REASONS[reason]).toBe(verdict);
    const { detail, ...outcome } = await outcomeOf(() => Promise.reject(error(code)));
    expect(outcome).toEqual({ reason });
    expect(detail).toContain(code);
  });

  it('a code that nobody has thought of is our failure', async () => {
    expect(reasonOfCode('EWHATEVER')).toBeUndefined();
    expect(await outcomeOf(() => Promise.reject(error('EWHATEVER', 'odd')))).toEqual({
      reason: 'local',
      detail: 'odd (EWHATEVER)',
    });
    expect(failureOf(error('EWHATEVER'), 'tls').reason).toBe('tls');
  });

  it.each([
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'any', 'what it sent is no TLS'],
    ['CERT_HAS_EXPIRED', 'certificate has expired', 'its certificate has ended'],
    [
      'ERR_SSL_SOMETHING',
      '80EC:error:0A000458:SSL routines:ssl3_read_bytes:some alert:../deps/openssl/rec.c:1601:SSL alert number 1',
      'some alert',
    ],
    ['ECONNREFUSED', 'connect ECONNREFUSED 192.0.2.1:25', 'connect ECONNREFUSED 192.0.2.1:25'],
    ['constructor', 'as it is', 'as it is'],
    [undefined, 'as it is', 'as it is'],
  ])('%s, %j is told as %j', (code, message, words) => {
    expect(wordsOf(message, code)).toBe(words);
  });

  it.each(['constructor', 'toString', ''])('%j is no code', (code) => {
    expect(reasonOfCode(code)).toBeUndefined();
  });

  it.each([new Error('x'), 'x', null, Object.assign(new Error('x'), { code: 7 })])('%s has none', (value) => {
    expect(codeOf(value)).toBeUndefined();
  });
});

describe('an outcome', () => {
  it('keeps what was noted on the way, however it ends', async () => {
    const outcome = await outcomeOf((notes) => {
      notes.connectMs = 1.5;
      notes.warnings.push('One.');
      return Promise.reject(new ProbeFailure('refusing', 'it said "421"'));
    });
    expect(outcome).toEqual({
      reason: 'refusing',
      detail: 'it said "421"',
      connectMs: 1.5,
      warnings: ['One.'],
    });
  });

  it('of a bug is no outcome', async () => {
    await expect(outcomeOf(() => Promise.reject(new TypeError('a bug')))).rejects.toThrow('a bug');
    const blame = error('ERR_INVALID_ARG_TYPE', 'our mistake');
    await expect(outcomeOf(() => Promise.reject(blame))).rejects.toThrow('our mistake');
  });

  it('is bounded, and one line that no terminal obeys', async () => {
    const hostile = `\u001b[2J\n\u202e${'x'.repeat(10_000)}`;
    const { detail = '' } = await outcomeOf(() => Promise.reject(new ProbeFailure('bad-reply', hostile)));
    expect(detail.length).toBeLessThanOrEqual(400);
    expect(detail).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(quoted(Buffer.alloc(100_000, 1)).length).toBeLessThanOrEqual(122);
    expect(quoted(Buffer.from([0x41, 0, 0xff, 0x42]))).toBe('"AÿB"');
  });
});
