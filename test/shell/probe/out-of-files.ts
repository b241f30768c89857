import dgram from 'node:dgram';
import { closeSync, openSync } from 'node:fs';
import type { ProbeKind } from '../../../src/shell/probe/kind.ts';
import { dns } from '../../../src/shell/probe/kinds/dns.ts';
import { exec } from '../../../src/shell/probe/kinds/exec.ts';
import { tcp } from '../../../src/shell/probe/kinds/tcp.ts';
import { mute, startServer } from './servers.ts';

/*
 * Run by own-failures.test.ts in a process that may open some hundred files: takes nearly all of them, makes more checks
 * at once than there are left, and prints how often each reason came out.
 */

const world = {
  resolve: (address: string) => Promise.resolve({ address, family: 4 as const }),
  signal: new AbortController().signal,
  now: () => 0,
  certificateDays: 14,
};

async function tally(kind: ProbeKind, written: unknown, count: number): Promise<Record<string, number>> {
  const options = kind.options.parse(written);
  const outcomes = await Promise.all(Array.from({ length: count }, () => kind.run(options, world)));
  const counts: Record<string, number> = {};
  for (const { reason } of outcomes) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

const listening = await startServer(mute);
const socket = dgram.createSocket('udp4');
await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
socket.on('message', (question, from) => {
  question.writeUInt16BE(0x8400, 2);
  socket.send(question, from.port, from.address);
});

/** As many files as may still be open when the checks begin. */
const FILES_LEFT = 30;

const held: number[] = [];
try {
  for (;;) held.push(openSync('/dev/null', 'r'));
} catch {
  for (const file of held.splice(0, FILES_LEFT)) closeSync(file);
}

const results = {
  tcp: await tally(tcp, `127.0.0.1:${String(listening.port)}`, 60),
  dns: await tally(dns, `example.org @127.0.0.1:${String(socket.address().port)}`, 60),
  exec: await tally(exec, ['/bin/sleep', '1'], 60),
};
process.stdout.write(JSON.stringify(results));
socket.close();
await listening.close();
