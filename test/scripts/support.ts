import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Writable } from 'node:stream';
import type { ExitCode, Io } from '../../scripts/options.ts';
import { runProgram } from '../../scripts/program.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';

/** 3 September 2010, 23:10 in London. */
export const NOW = Date.UTC(2010, 8, 3, 22, 10, 30);

export const TOPOLOGY = `site:
  name: Small Mail
  url: https://status.small.example
  timezone: Europe/London
  locale: en-GB
  fresh_for: 5m
zones:
  - id: core
    name: Core
    colour: blue
    groups:
      - id: mail-servers
        name: Mail servers
        servers:
          - id: mail1
          - id: mail2
      - id: web-servers
        name: Web servers
        servers:
          - id: web1
services:
  - id: mail
    name: Mail
    needs: [mail-servers]
  - id: webmail
    name: Webmail
    needs: [web-servers]
flows:
  - internet -> mail-servers
`;

const online = { verdict: 'online', since: '2010-07-21T03:00:00Z' };
export const SNAPSHOT = JSON.stringify({
  version: 1,
  taken_at: '2010-09-03T22:09:00Z',
  vantages: ['london'],
  servers: { mail1: online, mail2: online, web1: online },
});

export const SLOW = `---
title: Slow logins
affects: {webmail: degraded}
---

[22:30] Investigating: Logins are slow.
`;

export interface Run {
  readonly exitCode: ExitCode;
  readonly out: string;
  readonly err: string;
}

export interface TestSite {
  readonly folder: string;
  /** Runs one command line in the site's folder. */
  run(...argv: readonly string[]): Promise<Run>;
  /** The same at another time, or with something on standard input. */
  runWith(world: Partial<Io>, ...argv: readonly string[]): Promise<Run>;
  read(file: string): string;
  write(files: Readonly<Record<string, string>>): void;
}

/** A stream that keeps what is written to it. */
export class Kept extends Writable {
  text = '';
  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** A world without a terminal, at {@link NOW}, in a folder. */
export function testIo(
  cwd: string,
  world: Partial<Io> = {},
): Io & { readonly stdout: Kept; readonly stderr: Kept } {
  const io = {
    stdin: () => Promise.resolve(''),
    cwd,
    env: {},
    now: () => NOW,
    stopped: () => Promise.resolve(),
    isTTY: false,
    ...world,
  };
  return { ...io, stdout: new Kept(), stderr: new Kept() };
}

export async function runIn(cwd: string, argv: readonly string[], world: Partial<Io> = {}): Promise<Run> {
  const io = testIo(cwd, world);
  const exitCode = await runProgram(argv, io);
  return { exitCode, out: io.stdout.text, err: io.stderr.text };
}

/** A small site in a folder of its own, with one open incident. */
export function testSite(files: Readonly<Record<string, string>> = {}): TestSite {
  const folder = temporaryFolder();
  writeFiles(folder, {
    'topology.yml': TOPOLOGY,
    'state/snapshot.json': SNAPSHOT,
    'incidents/2010-09-03-slow-logins.md': SLOW,
    ...files,
  });
  return {
    folder,
    run: (...argv) => runIn(folder, argv),
    runWith: (world, ...argv) => runIn(folder, argv, world),
    read: (file) => readFileSync(path.join(folder, file), 'utf8'),
    write: (more) => {
      writeFiles(folder, more);
    },
  };
}
