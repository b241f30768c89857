import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DeployQueue, mergeChanges, NO_CHANGES } from '../../../src/shell/publish/deploy-queue.ts';
import type { Changes } from '../../../src/shell/publish/turn.ts';
import { temporaryFolder } from '../../support/folder.ts';

const changes = (changed: string, deleted = ''): Changes => ({
  changed: changed.split(' ').filter(Boolean),
  deleted: deleted.split(' ').filter(Boolean),
});

describe('changes of several turns', () => {
  test.each([
    ['changed, then deleted', changes('a b'), changes('', 'a'), changes('b', 'a')],
    ['deleted, then changed', changes('', 'a b'), changes('a'), changes('a', 'b')],
    ['changed twice stands where it was published last', changes('a b'), changes('c a'), changes('b c a')],
    ['deleted ones are sorted', changes('', 'c a'), changes('', 'b'), changes('', 'a b c')],
    [
      'the heartbeat is last, whatever came after it',
      changes('a heartbeat.json'),
      changes('b'),
      changes('a b heartbeat.json'),
    ],
    [
      'also in a single turn that has it elsewhere',
      NO_CHANGES,
      changes('heartbeat.json a'),
      changes('a heartbeat.json'),
    ],
    [
      'deleted with the rest',
      changes('heartbeat.json'),
      changes('', 'heartbeat.json'),
      changes('', 'heartbeat.json'),
    ],
  ])('%s', (_, before, after, both) => {
    expect(mergeChanges(before, after)).toEqual(both);
  });

  const anyTurn = fc
    .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'heartbeat.json'), fc.boolean()), {
      selector: ([name]) => name,
    })
    .map((paths): Changes => {
      const of = (kind: boolean) => paths.filter(([, isChanged]) => isChanged === kind).map(([name]) => name);
      return { changed: of(true), deleted: of(false) };
    });

  test('however they are put together, a target that applies them is what the folder is', () => {
    fc.assert(
      fc.property(fc.array(anyTurn), fc.nat(), (turns, cut) => {
        const apply = (files: Map<string, number>, turn: Changes, at: (name: string) => number) => {
          for (const name of turn.changed) files.set(name, at(name));
          for (const name of turn.deleted) files.delete(name);
          return files;
        };
        const folder = new Map<string, number>();
        turns.forEach((turn, index) => apply(folder, turn, () => index));
        const merged = turns.reduce<Changes>(mergeChanges, NO_CHANGES);
        // What is sent is what stands there when it is sent.
        const target = apply(new Map([['a', -1]]), merged, (name) => folder.get(name) ?? NaN);
        if (!turns.some(({ changed, deleted }) => changed.includes('a') || deleted.includes('a')))
          folder.set('a', -1);
        expect([...target].sort()).toEqual([...folder].sort());
        const split = cut % (turns.length + 1);
        const [first, second] = [turns.slice(0, split), turns.slice(split)].map((part) =>
          part.reduce<Changes>(mergeChanges, NO_CHANGES),
        );
        expect(mergeChanges(first!, second!)).toEqual(merged);
      }),
    );
  });
});

describe('the queue on the disk', () => {
  const opened = () => {
    const stateDir = temporaryFolder();
    const file = path.join(stateDir, 'deploy.json');
    return { stateDir, file, open: (key = 'key') => new DeployQueue(stateDir, key) };
  };
  /** A queue that has sent everything once. */
  const settled = () => {
    const world = opened();
    const queue = world.open();
    queue.take();
    queue.confirm();
    return { ...world, queue };
  };
  const NOTHING = { changed: [], deleted: [], full: false };
  const EVERYTHING = { ...NOTHING, full: true };

  test('is full at the very first, and remembers when that is done', () => {
    const { open } = opened();
    expect(open().take()).toEqual(EVERYTHING);
    expect(open().isEmpty).toBe(false);
    const { open: again } = settled();
    expect(again().isEmpty).toBe(true);
    expect(again().take()).toEqual(NOTHING);
  });

  test('nobody but its owner reads it', () => {
    expect(statSync(settled().file).mode & 0o777).toBe(0o600);
  });

  test('what was taken is there until it is confirmed, and before what came meanwhile', () => {
    const { queue, open } = settled();
    queue.add(changes('a b', 'x'), '');
    expect(open().take()).toEqual({ ...changes('a b', 'x'), full: false });
    expect(queue.take()).toEqual({ ...changes('a b', 'x'), full: false });
    queue.add(changes('x', 'a'), '');
    // Killed here.
    expect(open().take()).toEqual({ ...changes('b x', 'a'), full: false });
    queue.confirm();
    expect(open().take()).toEqual({ ...changes('x', 'a'), full: false });
  });

  test('what failed is put together with what came meanwhile', () => {
    const { queue, open } = settled();
    queue.add(changes('a b'), '');
    queue.take();
    queue.add(changes('', 'a'), '');
    queue.putBack();
    expect(open().take()).toEqual({ ...changes('b', 'a'), full: false });
    expect(queue.take()).toEqual({ ...changes('b', 'a'), full: false });
  });

  test('a full one that failed stays full, with what is to be deleted', () => {
    const { open } = opened();
    const queue = open();
    queue.take();
    queue.add(changes('a', 'x'), '');
    queue.putBack();
    expect(queue.take()).toEqual({ ...changes('a', 'x'), full: true });
    queue.confirm();
    expect(open().isEmpty).toBe(true);
  });

  test.each([
    ['of another target', (file: string) => file, 'another key'],
    ['torn', (file: string) => writeFileSync(file, readFileSync(file, 'utf8').slice(0, 40)), 'key'],
    ['of another version', (file: string) => writeFileSync(file, '{"version":2,"key":"key"}'), 'key'],
    ['with something else in it', (file: string) => writeFileSync(file, '[1,2]'), 'key'],
    [
      'with lists that are none',
      (file: string) =>
        writeFileSync(file, readFileSync(file, 'utf8').replace('"changed":[]', '"changed":[1]')),
      'key',
    ],
  ])('%s: everything is sent', (_, spoil, key) => {
    const { file, open } = settled();
    spoil(file);
    expect(open(key).take()).toEqual(EVERYTHING);
  });

  test('a process killed between its writing and its telling: everything is sent', () => {
    const { queue, open } = settled();
    queue.open();
    expect(open().take().full).toBe(true);
    queue.add(changes('a'), '');
    expect(open().take()).toEqual({ ...changes('a'), full: false });
  });

  test('a turn that never told what it changed: everything is sent', () => {
    const { queue } = settled();
    queue.open();
    queue.open();
    queue.add(changes('a'), '');
    expect(queue.take().full).toBe(true);
  });

  test('another source than last time: everything is sent, and once', () => {
    const { queue, open } = settled();
    queue.add(NO_CHANGES, '20100903T213000Z');
    expect(queue.take().full).toBe(true);
    queue.confirm();
    queue.add(NO_CHANGES, '20100903T213000Z');
    expect(queue.isEmpty).toBe(true);
    open().add(NO_CHANGES, '20100903T213000Z');
    expect(open().isEmpty).toBe(true);
    const later = open();
    later.add(NO_CHANGES, '');
    expect(later.take().full).toBe(true);
  });

  test('a quiet turn writes nothing', () => {
    const { queue, file } = settled();
    const before = statSync(file).ino;
    queue.add(NO_CHANGES, '');
    expect(statSync(file).ino).toBe(before);
    queue.add(changes('a'), '');
    expect(statSync(file).ino).not.toBe(before);
  });

  test('where it cannot be written, an old one is not left to be believed', () => {
    const { queue, file, open } = settled();
    // What it is written through is in the way.
    mkdirSync(`${file}.tmp`);
    queue.add(changes('a'), '');
    expect(queue.problem).toMatch(/EISDIR/);
    expect(queue.take()).toEqual({ ...changes('a'), full: false });
    expect(open().take()).toEqual(EVERYTHING);
  });
});
