import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { lockOutput } from '../../../src/shell/publish/publish-lock.ts';
import { UserError } from '../../../src/shell/user-error.ts';
import { temporaryFolder } from '../../support/folder.ts';

const NOW = Date.UTC(2010, 8, 3, 22, 10);
const MINUTE = 60_000;

/** Names below a folder of the test's own. */
function world() {
  const folder = temporaryFolder();
  const at = (...names: readonly string[]) => path.join(folder, ...names);
  const lock = (out: string, state: string) => {
    const held = lockOutput(at(out), at(state), NOW);
    onTestFinished(() => held.release());
    return held;
  };
  return { folder, at, lock };
}

function refusalOf(act: () => void): UserError {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return error as UserError;
  }
  throw new Error('it was not refused');
}

describe('an output folder', () => {
  test('is taken, and given free without a trace in it or beside it', () => {
    const { at, lock, folder } = world();
    mkdirSync(at('out'));
    const held = lock('out', 'state');
    expect(held.note).toBeUndefined();
    expect(readdirSync(at('out'))).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(['.out.signalbox-lock', 'out', 'state']);
    held.release();
    expect(readdirSync(folder).sort()).toEqual(['out', 'state']);
    expect(readdirSync(at('state'))).toEqual([]);
  });

  test('need not exist yet', () => {
    const { at, lock } = world();
    lock('a/b/out', 'state');
    expect(existsSync(at('a/b/out'))).toBe(false);
    expect(refusalOf(() => lock('a/b/out', 'other')).exitCode).toBe(2);
  });

  test('has one publisher, and the second is told who that is and what to do', () => {
    const { at, lock } = world();
    lock('out', 'state');
    const { message, hint, exitCode } = refusalOf(() => lock('out', 'other'));
    expect(message).toBe(`another publisher writes into ${at('out')}: process ${String(process.pid)}`);
    expect(hint).toBe(
      `Stop that one first, or give this one a folder of its own with --out. If it is gone for good, delete ${at('.out.signalbox-lock')}.`,
    );
    expect(exitCode).toBe(2);
  });

  test('is free for the next one once it is given free, and not before', () => {
    const { lock } = world();
    const first = lock('out', 'state');
    refusalOf(() => lock('out', 'state'));
    refusalOf(() => lock('out', 'other'));
    first.release();
    lock('out', 'other');
  });

  test.each([
    ['the same name', 'out', 'out'],
    ['a longer way', 'out', 'x/../out/'],
    ['a link to it', 'out', 'link'],
    ['it, after a link to it', 'link', 'out'],
    ['a link to a link', 'out', 'link-to-link'],
    ['a link to where its parent is', 'out', 'parent-link/out'],
    ['two links to it', 'link', 'link-to-link'],
    ['a link to a folder that does not exist yet', 'early', 'later'],
  ])('has one publisher by whatever name: %s', (_, first, second) => {
    const { at, lock, folder } = world();
    mkdirSync(at('out'));
    mkdirSync(at('x'));
    symlinkSync('out', at('link'));
    symlinkSync(at('link'), at('link-to-link'));
    symlinkSync(folder, at('parent-link'));
    symlinkSync('later', at('early'));
    lock(first, 'state');
    expect(refusalOf(() => lock(second, 'other')).message).toContain(`process ${String(process.pid)}`);
  });

  test('that was refused leaves nothing locked', () => {
    const { at, lock } = world();
    mkdirSync(at('out'));
    symlinkSync('out', at('link'));
    const first = lock('out', 'state');
    refusalOf(() => lock('link', 'other'));
    expect(readdirSync(at('other'))).toEqual([]);
    expect(existsSync(at('.link.signalbox-lock'))).toBe(false);
    first.release();
    lock('link', 'other');
  });

  test('of releases is known by the link, whichever of them it leads to', () => {
    const { at, lock } = world();
    mkdirSync(at('out.releases/1'), { recursive: true });
    symlinkSync('out.releases/1', at('out'));
    lock('out', 'state');
    expect(readdirSync(at('out.releases'))).toEqual(['1']);
    refusalOf(() => lock('out', 'other'));
  });

  test('is another one than its neighbours, with the same state folder or others', () => {
    const { lock } = world();
    lock('out', 'state');
    expect(() => lock('out2', 'state')).not.toThrow();
    expect(() => lock('out/inner', 'other')).not.toThrow();
  });

  test('whose links go in a circle is left to those who write into it', () => {
    const { at, lock } = world();
    symlinkSync('b', at('a'));
    symlinkSync('a', at('b'));
    lock('a', 'state');
    refusalOf(() => lock('b', 'other'));
  });
});

describe('where the parent cannot be written', () => {
  /** As root every folder can be written; a folder in the place of the lock cannot be replaced by anybody. */
  const unwritable = (made: ReturnType<typeof world>, out: string) =>
    mkdirSync(made.at(path.dirname(out), `.${path.basename(out)}.signalbox-lock`));

  test('the state folder has the lock, and that is said', () => {
    const made = world();
    unwritable(made, 'out');
    const { note } = made.lock('out', 'state');
    expect(note).toMatch(
      /^the lock \S+\/\.out\.signalbox-lock cannot be made \(.+\); a publisher with another state folder would not be refused$/,
    );
    const { hint } = refusalOf(() => made.lock('out', 'state'));
    expect(hint).toMatch(/delete \S+\/state\/publish-[0-9a-f]{12}\.lock\.$/);
  });

  test('by whatever name', () => {
    const made = world();
    mkdirSync(made.at('out'));
    symlinkSync('out', made.at('link'));
    symlinkSync(made.folder, made.at('parent-link'));
    unwritable(made, 'out');
    made.lock('out', 'state');
    refusalOf(() => made.lock('link', 'state'));
    refusalOf(() => made.lock('parent-link/out', 'state'));
  });

  test('for somebody who has no right to', async () => {
    const made = world();
    for (const name of ['out', 'state']) {
      mkdirSync(made.at(name));
      chmodSync(made.at(name), 0o777);
    }
    chmodSync(made.folder, 0o555);
    const module = new URL('../../../src/shell/publish/publish-lock.ts', import.meta.url).href;
    const program = `const { lockOutput } = await import(${JSON.stringify(module)});
      // Root may write everywhere, nobody (65534) may not.
      if (process.getuid() === 0) process.setuid(65534);
      console.log(lockOutput(${JSON.stringify(made.at('out'))}, ${JSON.stringify(made.at('state'))}, 0).note);`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program]);
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    chmodSync(made.folder, 0o755);
    expect(said.toString()).toMatch(/EACCES.*would not be refused/);
  });
});

test('where the state folder cannot be written, nothing is published', () => {
  const { at, lock } = world();
  writeFileSync(at('state'), '');
  const refusal = refusalOf(() => lock('out', 'state'));
  expect(refusal.message).toMatch(/^the output folder \S+\/out cannot be locked: /);
  expect(refusal.hint).toContain('--state');
});

test('what a killed publisher left is taken over', async () => {
  const { at, lock } = world();
  const module = new URL('../../../src/shell/publish/publish-lock.ts', import.meta.url).href;
  const program = `const { lockOutput } = await import(${JSON.stringify(module)});
    lockOutput(${JSON.stringify(at('out'))}, ${JSON.stringify(at('state'))}, ${String(NOW)});
    console.log('has it'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program]);
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  expect(refusalOf(() => lock('out', 'other')).message).toContain(`process ${String(child.pid)}`);
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  lock('out', 'state');
  expect(JSON.parse(readFileSync(at('.out.signalbox-lock'), 'utf8'))).toMatchObject({ pid: process.pid });
});

test('it shows that it lives, in both places', () => {
  const { at, lock } = world();
  lock('out', 'state').touch(NOW + 20 * MINUTE);
  const places = [
    [at('.out.signalbox-lock'), at('other')],
    [at('state', readdirSync(at('state'))[0]!), at('state')],
  ] as const;
  for (const [file, state] of places) {
    const held = readFileSync(file, 'utf8');
    expect(JSON.parse(held)).toMatchObject({ host: hostname(), at: NOW + 20 * MINUTE });
    writeFileSync(file, held.replace(JSON.stringify(hostname()), '"elsewhere"'));
    const refusal = refusalOf(() => lockOutput(at('out'), state, NOW + 25 * MINUTE));
    expect(refusal.message).toContain('on elsewhere');
  }
});

test('a lock that is gone is taken anew; one that is another’s by now is left to it', () => {
  const { at, lock } = world();
  const held = lock('out', 'state');
  const file = at('.out.signalbox-lock');
  rmSync(file);
  rmSync(at('state'), { recursive: true });
  held.touch(NOW + 20 * MINUTE);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid, at: NOW + 20 * MINUTE });
  expect(readdirSync(at('state'))).toHaveLength(1);
  const other = JSON.stringify({ pid: 1, host: 'elsewhere', started: 'x 1', at: NOW + 20 * MINUTE });
  writeFileSync(file, other);
  expect(refusalOf(() => held.touch(NOW + 21 * MINUTE)).message).toContain('process 1 on elsewhere');
  expect(readFileSync(file, 'utf8')).toBe(other);
});
