import { setMaxListeners } from 'node:events';
import net from 'node:net';
import type { Socket } from 'node:net';
import { failureOf, ProbeFailure, quoted } from './failure.ts';
import type { Notes } from './failure.ts';
import { longestWait, startGuardedTimer } from './guarded-timer.ts';
import type { ProbeWorld } from './kind.ts';
import type { Target } from './options.ts';
import { resolveTarget } from './resolve-target.ts';

/** What is held of what arrives before it is read; beyond it the other side has to wait. */
const MAX_HELD_BYTES = 64 * 1024;
/** RFC 5321 allows 512 for SMTP; welcome texts are longer. */
const MAX_LINE_BYTES = 4 * 1024;
/** How long the other side gets to close after a good-bye. Nothing depends on it. */
const FAREWELL_MS = 500;

/** How long {@link Connection.farewell} may take. */
export const LONGEST_FAREWELL_MS = longestWait(FAREWELL_MS);

/**
 * One TCP connection of one check. Every wait happens inside {@link within}, which bounds it; whatever ends the
 * connection from outside (an error, the time, the end of the round) rejects that wait with a {@link ProbeFailure}.
 */
export class Connection {
  #socket: Socket;
  #held: Buffer = Buffer.alloc(0);
  #ended = false;
  #discards = false;
  #wake: (() => void) | undefined;
  #reject: (failure: ProbeFailure) => void = () => undefined;
  readonly #failed: Promise<never>;
  readonly #signal: AbortSignal;

  constructor(socket: Socket, signal: AbortSignal) {
    this.#socket = socket;
    this.#signal = signal;
    this.#failed = new Promise((_, reject) => {
      this.#reject = reject;
    });
    // Nobody may be waiting when it fails.
    this.#failed.catch(() => undefined);
    // One signal ends all checks of a round.
    setMaxListeners(0, signal);
    signal.addEventListener('abort', this.#onAbort);
    if (signal.aborted) this.#onAbort();
    this.#listen();
    // Nothing is read before somebody asks for it: TLS has to find all that arrived, the end included.
    socket.pause();
  }

  readonly #onAbort = () =>
    this.fail(new ProbeFailure('not-probed', 'the round ended before this check did'));
  readonly #onError = (error: Error) => this.#failWith(error);
  readonly #onData = (chunk: Buffer) => this.#take(chunk);
  readonly #onEnd = () => {
    this.#ended = true;
    this.#wake?.();
  };

  /** The end that `error` is; never throws, because it is called by events. */
  #failWith(error: Error): void {
    try {
      this.fail(failureOf(error));
    } catch (bug) {
      this.fail(new ProbeFailure('local', error.message, { cause: bug }));
    }
  }

  #listen(): void {
    this.#socket.on('data', this.#onData).on('end', this.#onEnd).on('close', this.#onEnd);
    this.#socket.on('error', this.#onError);
  }

  #take(chunk: Buffer): void {
    if (this.#discards) return;
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    if (this.#held.length > MAX_HELD_BYTES) this.#socket.pause();
    this.#wake?.();
  }

  /** Ends the connection; what is waited for rejects with `failure`. The first failure counts. */
  fail(failure: ProbeFailure): void {
    this.#reject(failure);
    this.close();
  }

  /** Runs `work`, for no longer than `ms`. `doing` completes "… took longer than". */
  async within<T>(ms: number, doing: string, work: () => Promise<T>): Promise<T> {
    const timer = startGuardedTimer(ms, (lagged) => this.fail(this.#outOfTime(ms, doing, lagged)));
    try {
      return await Promise.race([this.#failed, work()]);
    } finally {
      timer.cancel();
    }
  }

  #outOfTime(ms: number, doing: string, lagged: boolean): ProbeFailure {
    if (lagged) return new ProbeFailure('lag', `${doing}: this process was too busy to have listened`);
    const said = this.#held.length === 0 ? '' : `; so far it said ${quoted(this.#held)}`;
    return new ProbeFailure('timeout', `${doing} took longer than ${String(ms)} ms${said}`);
  }

  async #more(): Promise<void> {
    const before = this.#held.length;
    if (this.#ended) throw this.#cutOff();
    this.#socket.resume();
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    if (this.#ended && this.#held.length === before) throw this.#cutOff();
  }

  #cutOff(): ProbeFailure {
    const said = this.#held.length === 0 ? 'before it said anything' : `after ${quoted(this.#held)}`;
    return new ProbeFailure('reset', `the connection was closed ${said}`);
  }

  /**
   * The next line, without its line end. Bytes are taken as Latin-1, so that noise stays what it is.
   * @param couldBe false for a beginning that cannot become what is expected, so that noise without a line end is
   * known for what it is at once
   */
  async line(couldBe: (beginning: string) => boolean = () => true): Promise<string> {
    for (;;) {
      const end = this.#held.indexOf(0x0a);
      const text = this.#held.toString('latin1', 0, end < 0 ? this.#held.length : end);
      if (!couldBe(text)) throw new ProbeFailure('bad-reply', `it said ${quoted(this.#held)}`);
      if (end > MAX_LINE_BYTES || (end < 0 && text.length > MAX_LINE_BYTES)) {
        throw new ProbeFailure('bad-reply', `a line without an end, beginning ${quoted(this.#held)}`);
      }
      if (end >= 0) {
        this.#held = this.#held.subarray(end + 1);
        return text.replace(/\r$/, '');
      }
      await this.#more();
    }
  }

  /** The next `count` bytes. */
  async bytes(count: number): Promise<Buffer> {
    while (this.#held.length < count) await this.#more();
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return taken;
  }

  /** Puts back what was read, so that it is read again. */
  giveBack(bytes: Buffer): void {
    this.#held = Buffer.concat([bytes, this.#held]);
  }

  write(data: string | Uint8Array): void {
    this.#socket.write(data);
  }

  /** True where nothing has arrived that nobody read. */
  get isDrained(): boolean {
    return this.#held.length === 0;
  }

  get socket(): Socket {
    return this.#socket;
  }

  /**
   * Gives the socket to somebody else to read from: paused, and with what has arrived and nobody read put back. Its
   * failures still end what is waited for {@link within}. @throws ProbeFailure where the other side has hung up
   */
  handOver(): Socket {
    if (this.#ended) throw this.#cutOff();
    this.#socket.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onEnd);
    this.#socket.pause();
    if (this.#held.length > 0) this.#socket.unshift(this.#held);
    this.#held = Buffer.alloc(0);
    return this.#socket;
  }

  /** Goes on with another socket that wraps this one. */
  continueOn(socket: Socket): void {
    this.#socket = socket;
    this.#listen();
  }

  /** Says good-bye and waits a moment for the other side to close, so that its log does not call us rude. */
  async farewell(text: string): Promise<void> {
    if (this.#socket.destroyed) return;
    this.#discards = true;
    this.#socket.resume();
    await new Promise<void>((resolve) => {
      const timer = startGuardedTimer(FAREWELL_MS, () => resolve());
      this.#socket.once('close', () => {
        timer.cancel();
        resolve();
      });
      this.#socket.end(text);
    });
    this.close();
  }

  /** Ends it at once. */
  close(): void {
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#socket.destroy();
  }
}

/** Connects to a target, at the one address its name leads to. @throws ProbeFailure */
export async function openConnection(
  target: Target,
  connectMs: number,
  world: ProbeWorld,
  notes: Notes,
): Promise<Connection> {
  const { address, family } = await resolveTarget(target, world, notes);
  const startedAt = performance.now();
  // An address, so no lookup; one address, so no race between several that aborts after 250 ms.
  const socket = net.connect({ host: address, port: target.port, family, autoSelectFamily: false });
  const connection = new Connection(socket, world.signal);
  await connection.within(
    connectMs,
    'connecting',
    () => new Promise<void>((resolve) => socket.once('connect', resolve)),
  );
  notes.connectMs ??= Math.round((performance.now() - startedAt) * 10) / 10;
  return connection;
}
