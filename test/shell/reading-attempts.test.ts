import { afterEach, expect, test, vi } from 'vitest';
import { checkFolder } from '../../src/shell/check.ts';
import { ChangedWhileReading, IncidentCache } from '../../src/shell/incident-cache.ts';
import { loadSite } from '../../src/shell/load.ts';
import { READING_ATTEMPTS, whileUnchanged } from '../../src/shell/reading-attempts.ts';
import { NOW, smallSite } from '../support/small-site.ts';

vi.mock('../../src/shell/load.ts', { spy: true });

afterEach(() => {
  vi.restoreAllMocks();
  vi.resetAllMocks();
});

function edit(): never {
  throw new ChangedWhileReading('incidents/x.md');
}

test('reads again while somebody edits, and gives up in the end', async () => {
  const read = vi.fn(() => 'text').mockImplementationOnce(edit);
  await expect(whileUnchanged(read)).resolves.toBe('text');
  expect(read).toHaveBeenCalledTimes(2);
  const edited = vi.fn(edit);
  await expect(whileUnchanged(edited)).rejects.toThrow(ChangedWhileReading);
  expect(edited).toHaveBeenCalledTimes(READING_ATTEMPTS);
});

test('what goes wrong otherwise is not tried again', async () => {
  const read = vi.fn(() => {
    throw new Error('broken');
  });
  await expect(whileUnchanged(read)).rejects.toThrow('broken');
  expect(read).toHaveBeenCalledTimes(1);
});

test('a check and a build start over when a file is edited under them', async () => {
  const site = smallSite();
  vi.mocked(loadSite).mockImplementationOnce(edit);
  await expect(checkFolder({ siteDir: site.siteDir, now: NOW, env: {} })).resolves.toEqual([]);
  expect(loadSite).toHaveBeenCalledTimes(2);
  const list = vi.spyOn(IncidentCache.prototype, 'list').mockImplementationOnce(edit);
  expect((await site.build()).pagesRendered).toBeGreaterThan(0);
  expect(list).toHaveBeenCalledTimes(2);
});
