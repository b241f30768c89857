import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { watchSite } from '../../src/shell/preview-server-watch.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';

/** A site that is watched; `change` makes a change and ends when it was noticed. */
function watched(files: Readonly<Record<string, string>>) {
  const folder = temporaryFolder();
  writeFiles(folder, files);
  let notice: () => void = () => undefined;
  let noticed = 0;
  const watcher = watchSite({
    files: ['topology.yml', 'state/snapshot.json'].map((name) => path.join(folder, name)),
    folders: ['incidents', 'theme'].map((name) => path.join(folder, name)),
    onChange: () => {
      noticed += 1;
      notice();
    },
  });
  onTestFinished(() => {
    watcher.close();
  });
  return {
    at: (name: string) => path.join(folder, name),
    count: () => noticed,
    change: (make: () => void) =>
      new Promise<void>((resolve) => {
        notice = resolve;
        make();
      }),
  };
}

const SITE = {
  'topology.yml': 'a',
  'incidents/x.md': 'x',
  'incidents/2009/y.md': 'y',
  'state/snapshot.json': '{}',
};

describe('a change is noticed', () => {
  test.each([
    ['of a file', 'topology.yml'],
    ['of the snapshot', 'state/snapshot.json'],
    ['in a folder', 'incidents/x.md'],
    ['in a folder’s folder', 'incidents/2009/y.md'],
    ['that is a new file', 'incidents/z.md'],
  ])('%s', async (_, name) => {
    const { at, change } = watched(SITE);
    await change(() => {
      writeFileSync(at(name), 'b');
    });
  });

  test('again and again, when an editor replaces the file by renaming', async () => {
    const { at, change } = watched(SITE);
    for (const text of ['b', 'c', 'd']) {
      await change(() => {
        writeFileSync(at('.topology.swp'), text);
        renameSync(at('.topology.swp'), at('topology.yml'));
      });
    }
  });

  test('in folders that come later', async () => {
    const { at, change } = watched({ 'topology.yml': 'a' });
    await change(() => {
      mkdirSync(at('incidents/2010'), { recursive: true });
    });
    await change(() => {
      writeFileSync(at('incidents/2010/x.md'), 'x');
    });
    await change(() => {
      mkdirSync(at('state'));
    });
    await change(() => {
      writeFileSync(at('state/snapshot.json'), '{}');
    });
  });

  test('when a folder goes and comes back', async () => {
    const { at, change } = watched(SITE);
    await change(() => {
      rmSync(at('incidents'), { recursive: true });
    });
    await change(() => {
      mkdirSync(at('incidents'));
    });
    await change(() => {
      writeFileSync(at('incidents/x.md'), 'x');
    });
  });
});

test('a burst of changes is one, and what is not the site’s is none', async () => {
  const { at, change, count } = watched(SITE);
  await change(() => {
    mkdirSync(at('_site'));
    writeFileSync(at('_site/index.html'), 'x');
    writeFileSync(at('state/cache.json'), 'x');
    writeFileSync(at('incidents/.x.md.swp'), 'x');
    writeFileSync(at('incidents/x.md~'), 'x');
    for (const name of ['a', 'b', 'c']) writeFileSync(at(`incidents/${name}.md`), 'x');
    writeFileSync(at('topology.yml'), 'x');
  });
  await change(() => {
    writeFileSync(at('topology.yml'), 'y');
  });
  expect(count()).toBe(2);
});
