import tls, { TLSSocket } from 'node:tls';
import type * as Mysql from 'mysql2';
import type { Connection } from './connection.ts';
import { failureOf, ProbeFailure } from './failure.ts';
import type { Notes } from './failure.ts';
import type { ProbeWorld } from './kind.ts';
import { foreignMethods } from './mysql-methods.ts';
import { reasonOfCode, wordsOf } from './network-errors.ts';
import { optionalPackage } from './optional-package.ts';
import type { Target, Trust } from './options.ts';
import { certificateWarning, readAuthorities } from './tls-handshake.ts';

/*
 * A login that ends in an answer whatever the server is like. Who hangs up before that counts as a failed connection, and
 * after some of those (max_connect_errors) the server talks to nobody on our host any more.
 */

/** A login is a few hundred bytes. */
const MAX_LOGIN_BYTES = 64 * 1024;

interface LoginOptions {
  readonly target: Target;
  readonly user: string;
  readonly password: string | undefined;
  readonly tls: boolean;
  readonly trust: Trust;
  readonly answerMs: number;
}

interface LoginWorld {
  readonly world: ProbeWorld;
  readonly notes: Notes;
  readonly load: () => Promise<typeof Mysql>;
}

/** What came of a login. Without an error it succeeded. */
interface LoginAnswer {
  /** The number of the server's error. */
  readonly error?: number;
  /** The way of logging in that the server wanted, where the package does not know it. */
  readonly foreign?: string;
}

/** Logs in on a connection whose greeting has been put back, and takes leave. @throws ProbeFailure */
export async function logIn(
  connection: Connection,
  options: LoginOptions,
  { world, notes, load }: LoginWorld,
): Promise<LoginAnswer> {
  const { createConnection } = await optionalPackage('mysql2', load);
  const { methods, wanted } = foreignMethods();
  const settings = { ...(await settingsOf(options)), authPlugins: methods };
  const stream = connection.handOver();
  limitWhatIsRead(connection, stream);
  const client = createConnection({ ...settings, stream });
  withholdPassword(client, options);
  const login = () => connected(client, () => stream.resume());
  let error: number | undefined;
  try {
    await connection.within(options.answerMs, 'the login', login);
  } catch (failure) {
    error = errorNumber(failure);
    if (error === undefined) throw failureOfLogin(failure);
  }
  const distrust = distrustOf(client, options);
  const used = streamOf(client);
  if (used instanceof TLSSocket) {
    const warning = certificateWarning(used.getPeerCertificate(), world.now(), world.certificateDays);
    if (warning !== undefined && distrust === undefined) notes.warnings.push(warning);
    connection.continueOn(used);
  }
  if (error === undefined) {
    client.end();
    await connection.farewell('');
  }
  if (distrust !== undefined) throw distrust;
  const foreign = wanted();
  return { ...(error === undefined ? {} : { error }), ...(foreign === undefined ? {} : { foreign }) };
}

function limitWhatIsRead(connection: Connection, stream: ReturnType<Connection['handOver']>): void {
  let received = 0;
  stream.on('data', (chunk: Buffer) => {
    received += chunk.length;
    if (received > MAX_LOGIN_BYTES)
      connection.fail(new ProbeFailure('bad-reply', 'it sends more than a login can be'));
  });
}

async function settingsOf({ target, user, tls: isSecure, trust }: LoginOptions) {
  const authorities = trust.ca === undefined ? {} : { ca: (await readAuthorities(trust.ca)).toString() };
  return {
    // The address is settled; this is the name the certificate has to be for.
    host: trust.servername ?? target.host,
    user,
    // A server may ask its client for files.
    flags: ['-LOCAL_FILES'],
    // Our own timers know whether anybody was listening.
    connectTimeout: 0,
    // The handshake is completed in any case; the certificate is judged by us, see `withholdPassword`.
    ...(isSecure ? { ssl: { rejectUnauthorized: false, verifyIdentity: false, ...authorities } } : {}),
  };
}

/**
 * Gives the package the password only where the certificate holds. Where it does not, it logs in without one and is
 * denied, which the server does not count as a failed connection, as it would a handshake broken off.
 */
function withholdPassword(client: Mysql.Connection, options: LoginOptions): void {
  const { password } = options;
  if (password === undefined) return;
  Object.defineProperty(client.config, 'password', {
    get: () => (distrustOf(client, options) === undefined ? password : undefined),
  });
}

/** Why the certificate does not hold; undefined where it does, where there is none, and where nobody looks. */
function distrustOf(client: Mysql.Connection, { target, trust }: LoginOptions): ProbeFailure | undefined {
  const used = streamOf(client);
  if (!(used instanceof TLSSocket) || !trust.verify) return undefined;
  if (!used.authorized) {
    // The types have it as an error; it is the code of one.
    const code = String(used.authorizationError);
    return new ProbeFailure('tls', `${wordsOf('its certificate does not hold', code)} (${code})`);
  }
  const error = tls.checkServerIdentity(trust.servername ?? target.host, used.getPeerCertificate());
  return error === undefined ? undefined : failureOf(error, 'tls');
}

const streamOf = (client: Mysql.Connection): unknown => Reflect.get(client, 'stream');

/** Settles when the login has; `begin` lets the greeting in. */
function connected(client: Mysql.Connection, begin: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    client.on('connect', () => resolve());
    // It stays: a server may go on to send what is no answer.
    client.on('error', reject);
    begin();
  });
}

/** The number of an error packet of the server; those of the system are negative. */
function errorNumber(failure: unknown): number | undefined {
  if (failure instanceof ProbeFailure || !(failure instanceof Error)) return undefined;
  const { errno } = failure as NodeJS.ErrnoException;
  return errno !== undefined && errno > 0 ? errno : undefined;
}

/** The codes the package has of its own, for what is no error packet of the server. */
const PACKAGE_REASONS: Readonly<Record<string, 'reset' | 'tls'>> = {
  PROTOCOL_CONNECTION_LOST: 'reset',
  HANDSHAKE_NO_SSL_SUPPORT: 'tls',
  HANDSHAKE_SSL_ERROR: 'tls',
};

/** @throws what is no error at all: a bug */
function failureOfLogin(failure: unknown): ProbeFailure {
  if (failure instanceof ProbeFailure) return failure;
  if (!(failure instanceof Error)) throw failure;
  const { code = '', message } = failure as NodeJS.ErrnoException;
  // Whatever else stops the package, a packet it cannot read above all, is the server's doing.
  const reason = PACKAGE_REASONS[code] ?? reasonOfCode(code) ?? 'bad-reply';
  return new ProbeFailure(reason, wordsOf(message), { cause: failure });
}
