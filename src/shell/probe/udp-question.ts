import dgram from 'node:dgram';
import { setMaxListeners } from 'node:events';
import { failureOf, ProbeFailure } from './failure.ts';
import { startGuardedTimer } from './guarded-timer.ts';
import type { ResolvedAddress } from './kind.ts';

interface UdpQuestion<T> {
  readonly to: ResolvedAddress & { readonly port: number };
  readonly question: Uint8Array;
  /** Undefined for a datagram that is no answer to the question: it is waited on. */
  read(datagram: Buffer): T | undefined;
  /** A datagram may be lost: without an answer the question is sent again after this, once. */
  readonly againAfterMs: number;
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/** Asks one address and takes answers from it alone. @throws ProbeFailure */
export async function askOverUdp<T>(asked: UdpQuestion<T>): Promise<T> {
  const { to, question, signal } = asked;
  const socket = dgram.createSocket({
    type: to.family === 6 ? 'udp6' : 'udp4',
    // What is looked up is an address already, our own or that of the other side.
    lookup: (address, _options, callback) => callback(null, address, to.family),
  });
  const timers: { cancel(): void }[] = [];
  let noise = 0;
  let end: () => void = () => undefined;
  try {
    return await new Promise<T>((resolve, reject) => {
      const fail = (failure: ProbeFailure) => reject(failure);
      end = () => fail(new ProbeFailure('not-probed', 'the round ended before this check did'));
      setMaxListeners(0, signal);
      signal.addEventListener('abort', end);
      if (signal.aborted) end();
      socket.on('error', (error) => {
        try {
          fail(failureOf(error));
        } catch (bug) {
          reject(bug as Error);
        }
      });
      socket.on('message', (datagram) => {
        const answer = asked.read(datagram);
        if (answer === undefined) noise += 1;
        else resolve(answer);
      });
      timers.push(
        startGuardedTimer(asked.limitMs, (lagged) => fail(outOfTime(asked.limitMs, noise, lagged))),
      );
      socket.on('connect', () => {
        socket.send(question);
        timers.push(startGuardedTimer(asked.againAfterMs, () => socket.send(question)));
      });
      // A connected socket hears from nobody else, and of a closed port.
      socket.connect(to.port, to.address);
    });
  } finally {
    for (const timer of timers) timer.cancel();
    signal.removeEventListener('abort', end);
    socket.close();
  }
}

function outOfTime(limitMs: number, noise: number, lagged: boolean): ProbeFailure {
  if (lagged) return new ProbeFailure('lag', 'this process was too busy to have listened');
  return noise > 0
    ? new ProbeFailure('bad-reply', 'what it sent was no answer to the question')
    : new ProbeFailure('timeout', `no answer within ${String(limitMs)} ms`);
}
