import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import type { Snapshot } from '../../../src/core/model/snapshot.ts';
import { createHistory } from '../../../src/core/evaluate/history.ts';
import { proberMemoryText, readProberMemory } from '../../../src/core/observe/prober-memory.ts';
import type { ProberMemory } from '../../../src/core/observe/prober-memory.ts';
import { snapshotText } from '../../../src/core/observe/snapshot-text.ts';
import { openMemory } from '../../../src/shell/memory.ts';
import { compiledProgram } from '../../support/compiled.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { MINUTE, nextRound, NOTHING, roundOf, SERVERS, STATE_VARIABLE } from './kill-writer.ts';

/** Of probers, in all. */
const KILLS = 200;
/** State folders written at the same time, and probers made ready ahead for each: starting one takes longer than all else. */
const CHAINS = 2;
const READY = 2;
/** A prober is killed when it has written so many rounds, at most, and within so long afterwards; a round takes some milliseconds. */
const MAX_ROUNDS = 4;
const MAX_MORE_MS = 12;

const program = compiledProgram(['src/core', 'src/shell'], 'test/shell/probe/kill-writer.ts');

interface Writer {
  readonly child: ChildProcess;
  /** Ends when it waits to be let go. */
  readonly ready: Promise<void>;
  /** The latest round it said was written; -1 for none. */
  acknowledged(): number;
  /** Ends when it has said so of that many rounds. */
  written(rounds: number): Promise<void>;
  readonly ended: Promise<void>;
  said(): string;
}

function makeReady(stateDir: string): Writer {
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, [STATE_VARIABLE]: stateDir },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let [last, said, rounds] = [-1, '', 0];
  let onRound: () => void = () => undefined;
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const lines = createInterface(child.stdout);
  const ready = new Promise<void>((resolve, reject) => {
    child.on('close', () => reject(new Error(`it ended before it began: ${said}`)));
    lines.on('line', (line) => {
      const [word, round] = line.split(' ');
      if (word === 'ready') resolve();
      else if (word === 'ack') {
        last = Number(round);
        rounds += 1;
        onRound();
      } else said += `${line}\n`;
    });
  });
  // Those that are never let go are killed in the end.
  ready.catch(() => undefined);
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const written = (wanted: number) =>
    new Promise<void>((resolve) => {
      onRound = () => {
        if (rounds >= wanted) resolve();
      };
      onRound();
      void ended.then(resolve);
    });
  return { child, ready, ended, acknowledged: () => last, written, said: () => said };
}

/** What a prober that is never killed writes in each round. */
const undisturbed: { memory: string; snapshot: Snapshot }[] = [];
let current: ProberMemory = NOTHING;
function roundAsItShouldBe(round: number): { memory: string; snapshot: Snapshot } {
  while (undisturbed.length <= round) {
    const { memory, snapshot } = nextRound(current);
    current = memory;
    undisturbed.push({ memory: proberMemoryText(memory), snapshot });
  }
  return undisturbed[round]!;
}

/** Everything on the disk is whole, as if nobody had been killed, and as new as was said. Returns the round pages show. */
function inspect(stateDir: string, acknowledged: number): number {
  const read = (name: string) => readFileSync(path.join(stateDir, name), 'utf8');
  const memory = readProberMemory(read('prober.json'));
  const remembered = roundOf(memory!.roundAt!);
  const text = read('snapshot.json');
  const shown = roundOf(Date.parse((JSON.parse(text) as { taken_at: string }).taken_at));
  expect(shown).toBeGreaterThanOrEqual(acknowledged);
  expect(remembered).toBeGreaterThanOrEqual(shown);
  expect(proberMemoryText(memory!)).toBe(roundAsItShouldBe(remembered).memory);
  const { snapshot } = roundAsItShouldBe(shown);
  expect(text).toBe(snapshotText(snapshot));
  // Killed before the snapshot several times in a row, the memory is ahead by as many rounds.
  const ahead = undisturbed.slice(shown, remembered + 1).map((round) => round.snapshot);
  inspectHistory(stateDir, snapshot, ahead);
  for (const name of ['snapshot.json', 'prober.json'])
    expect(statSync(path.join(stateDir, name)).mode & 0o777).toBe(0o600);
  return shown;
}

/**
 * What members read in the snapshot is in the history, each server as it was then. Where the history is ahead, it may know
 * already that an outage had begun.
 */
function inspectHistory(stateDir: string, shown: Snapshot, ahead: readonly Snapshot[]): void {
  const { takenAt } = shown;
  const history = createHistory({
    ...openMemory(stateDir).read(new Map()),
    freshForMs: 5 * MINUTE,
    now: ahead.at(-1)!.takenAt,
    dayOf: (at) => new Date(at).toISOString().slice(0, 10),
    timezone: 'UTC',
  });
  expect(history.observed!.untilAt).toBeGreaterThanOrEqual(takenAt);
  for (const id of SERVERS) {
    const [state] = history.verdicts(id, takenAt - MINUTE, takenAt + 1).slice(-1);
    const known = ahead.map(({ servers }) => servers.get(id)!.verdict);
    expect([id, known]).toEqual([id, expect.arrayContaining([state!.state])]);
  }
}

async function chain(kills: number): Promise<{ rounds: number; unacknowledged: number }> {
  const stateDir = path.join(temporaryFolder(), 'state');
  const waiting: Writer[] = [];
  onTestFinished(() => waiting.forEach(({ child }) => void child.kill('SIGKILL')));
  let [shown, unacknowledged] = [-1, 0];
  for (let kill = 0; kill < kills; kill += 1) {
    while (waiting.length < READY && kill + waiting.length < kills) waiting.push(makeReady(stateDir));
    const writer = waiting.shift()!;
    await writer.ready;
    writer.child.stdin!.write('go\n');
    await writer.written(Math.floor(Math.random() * (MAX_ROUNDS + 1)));
    await new Promise((resolve) => setTimeout(resolve, Math.random() * MAX_MORE_MS));
    writer.child.kill('SIGKILL');
    await writer.ended;
    expect(writer.said()).toBe('');
    if (!existsSync(path.join(stateDir, 'snapshot.json'))) continue;
    const acknowledged = Math.max(shown, writer.acknowledged());
    shown = inspect(stateDir, acknowledged);
    unacknowledged += shown > acknowledged ? 1 : 0;
  }
  return { rounds: shown + 1, unacknowledged };
}

test(`killed ${String(KILLS)} times at any moment, a prober loses nothing that it said was written or that anybody read`, async () => {
  const chains = await Promise.all(Array.from({ length: CHAINS }, () => chain(KILLS / CHAINS)));
  for (const { rounds } of chains) expect(rounds).toBeGreaterThan(KILLS / CHAINS);
  console.log(`rounds written between kills: ${chains.map(({ rounds }) => rounds).join(', ')}`);
}, 120_000);
