import { execFileSync } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ProbeOutcome } from '../../../src/shell/probe/kind.ts';
import { http } from '../../../src/shell/probe/kinds/http.ts';
import { smtp } from '../../../src/shell/probe/kinds/smtp.ts';
import { optionsOf, testWorld } from './world.ts';

/*
 * Failures of our own machine that look like outages of everybody else's.
 */

const HOST = '127.0.0.1';

/** Servers in a thread of their own, which goes on while this one is busy: one greets, one answers HTTP, one is mute. */
async function servers(): Promise<{ greets: number; answers: number; mute: number }> {
  const code = `
    const net = require('node:net');
    const { parentPort } = require('node:worker_threads');
    const listen = (attend) => new Promise((resolve) => {
      const server = net.createServer((socket) => { socket.on('error', () => {}); attend(socket); });
      server.listen(0, '${HOST}', () => resolve(server.address().port));
    });
    Promise.all([
      listen((socket) => socket.write('220 ready\\r\\n')),
      listen((socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\\r\\ncontent-length: 0\\r\\n\\r\\n'))),
      listen(() => {}),
    ]).then(([greets, answers, mute]) => parentPort.postMessage({ greets, answers, mute }));
  `;
  const worker = new Worker(code, { eval: true });
  onTestFinished(async () => {
    await worker.terminate();
  });
  return new Promise((resolve) => worker.once('message', resolve));
}

/** Keeps this process from doing anything else. */
function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

const LIMITS = { connectMs: 300, answerMs: 300 };

const ask = (port: number, limits = LIMITS): Promise<ProbeOutcome> =>
  smtp.run(optionsOf(smtp, `${HOST}:${String(port)}`, limits), testWorld());

async function askHttp(port: number): Promise<ProbeOutcome> {
  const options = optionsOf(http, `http://${HOST}:${String(port)}/`);
  return http.run({ ...options, request: { ...options.request, ...LIMITS } }, testWorld());
}

describe('a process that is busy', () => {
  it.each([0, 20])('turns no healthy server red: busy from %d ms on', async (afterMs) => {
    const { greets, answers } = await servers();
    const checks = Array.from({ length: 100 }, (_, index) =>
      index % 2 === 0 ? ask(greets) : askHttp(answers),
    );
    // Right away, in the middle of connecting, or when most is over.
    if (afterMs > 0) await new Promise((resolve) => setTimeout(resolve, afterMs));
    block(800);
    const outcomes = await Promise.all(checks);
    expect(outcomes.map(({ reason, detail }) => `${reason} ${detail ?? ''}`)).toEqual(
      outcomes.map(() => 'ok '),
    );
  });

  it('says of a mute server that it could not have heard it', async () => {
    const { mute } = await servers();
    const checks = [ask(mute), ask(mute)];
    await new Promise((resolve) => setTimeout(resolve, 100));
    block(1_500);
    expect((await Promise.all(checks)).map(({ reason }) => reason)).toEqual(['lag', 'lag']);
  });

  it('says of a mute server that it is mute, where it listened for all of the time', async () => {
    const { mute } = await servers();
    const check = ask(mute, { connectMs: 300, answerMs: 600 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    block(650);
    expect((await check).reason).toBe('timeout');
  });
});

it('a machine that has no files left turns no server red', () => {
  const script = new URL('./out-of-files.ts', import.meta.url).pathname;
  const limited = `ulimit -n 300; exec ${JSON.stringify(process.execPath)} --import tsx ${JSON.stringify(script)}`;
  const printed = execFileSync('/bin/bash', ['-c', limited], { encoding: 'utf8', timeout: 20_000 });
  const { tcp, dns, exec } = JSON.parse(printed) as Record<string, Record<string, number>>;
  for (const reasons of [tcp, dns, exec]) {
    const { ok = 0, local = 0, ...others } = reasons ?? {};
    expect(others).toEqual({});
    expect(ok).toBeGreaterThan(0);
    expect(local).toBeGreaterThan(0);
    expect(ok + local).toBe(60);
  }
});
