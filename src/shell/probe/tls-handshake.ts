import { open } from 'node:fs/promises';
import net from 'node:net';
import tls from 'node:tls';
import type { PeerCertificate, SecureContext } from 'node:tls';
import { DAY_MS } from '../../core/model/time.ts';
import type { Instant } from '../../core/model/time.ts';
import type { Connection } from './connection.ts';
import { failureOf, ProbeFailure } from './failure.ts';
import type { Notes } from './failure.ts';
import { codeOf } from './network-errors.ts';
import type { ProbeWorld } from './kind.ts';
import type { Trust } from './options.ts';

/** All the authorities of Linux distributions together are a quarter of this. */
const MAX_CA_BYTES = 1024 * 1024;

let defaultContext: SecureContext | undefined;

/**
 * Goes on in TLS on a connection. The certificate has to hold, unless `trust.verify` is false; one that holds and ends
 * soon is a warning in `notes`, no failure.
 * @throws ProbeFailure `tls` for a handshake or certificate that does not hold, others for what breaks on the way
 */
export async function secure(
  connection: Connection,
  { host, trust, limitMs }: { readonly host: string; readonly trust: Trust; readonly limitMs: number },
  world: ProbeWorld,
  notes: Notes,
): Promise<void> {
  const secureContext = await contextOf(trust);
  const raw = connection.handOver();
  const name = trust.servername ?? host;
  const socket = tls.connect({
    socket: raw,
    secureContext,
    // The name the certificate is held against; an address is no name to ask for (RFC 6066).
    host: name,
    ...(net.isIP(name) === 0 ? { servername: name } : {}),
    rejectUnauthorized: trust.verify,
  });
  await connection.within(
    limitMs,
    'the TLS handshake',
    () =>
      new Promise<void>((resolve, reject) => {
        socket.once('secureConnect', resolve);
        socket.on('error', (error) => reject(handshakeFailure(error)));
      }),
  );
  connection.continueOn(socket);
  const warning = certificateWarning(socket.getPeerCertificate(), world.now(), world.certificateDays);
  if (warning !== undefined) notes.warnings.push(warning);
}

/** Inside a handshake, a code nobody has thought of is OpenSSL's, and not our own failure. */
function handshakeFailure(error: Error): ProbeFailure {
  return codeOf(error) === undefined
    ? new ProbeFailure('tls', error.message, { cause: error })
    : failureOf(error, 'tls');
}

/** What staff should know of when a certificate ends; undefined where that is far off, or not known. */
export function certificateWarning(
  { valid_to: writtenEnd }: Partial<Pick<PeerCertificate, 'valid_to'>>,
  now: Instant,
  days: number,
): string | undefined {
  const endAt = writtenEnd === undefined ? Number.NaN : Date.parse(writtenEnd);
  if (Number.isNaN(endAt) || endAt - now > days * DAY_MS) return undefined;
  const day = new Date(endAt).toISOString().slice(0, 10);
  if (endAt <= now) return `Its certificate ended on ${day}.`;
  const left = Math.floor((endAt - now) / DAY_MS);
  const when = left === 0 ? 'within a day' : left === 1 ? 'in 1 day' : `in ${String(left)} days`;
  return `Its certificate ends ${when}, on ${day}.`;
}

async function contextOf({ ca }: Trust): Promise<SecureContext> {
  return ca === undefined
    ? (defaultContext ??= tls.createSecureContext())
    : tls.createSecureContext({ ca: await readAuthorities(ca) });
}

/** The certificates a `ca` names. That we cannot read them is our own failure, not the server's. @throws ProbeFailure */
export async function readAuthorities(file: string): Promise<string> {
  const failure = (why: string, cause?: unknown) =>
    new ProbeFailure('local', `the file that \`ca\` names ${why}`, { cause });
  const handle = await open(file, 'r').catch((cause: unknown) => {
    throw failure(`cannot be read (${codeOf(cause) ?? 'no code'})`, cause);
  });
  try {
    const stat = await handle.stat();
    if (!stat.isFile() || stat.size > MAX_CA_BYTES) throw failure('is no file of a sensible size');
    const pem = await handle.readFile('latin1');
    if (!isPem(pem)) throw failure('holds no certificates in PEM, or damaged ones');
    return pem;
  } finally {
    await handle.close();
  }
}

/** Node takes a text without certificates for a list of none. */
function isPem(text: string): boolean {
  if (!text.includes('-----BEGIN CERTIFICATE-----')) return false;
  try {
    tls.createSecureContext({ ca: text });
    return true;
  } catch {
    return false;
  }
}
