import path from 'node:path';
import type { Instant } from '../../core/model/time.ts';
import { takeLock } from '../folder-lock.ts';
import type { FolderLock } from '../folder-lock.ts';
import { UserError } from '../user-error.ts';

export const LOCK_FILE = 'prober.lock';

/**
 * Takes a state folder for this process, so that no two probers write into one. What a killed prober left is taken over.
 * @throws UserError where another prober has it
 */
export function lockState(stateDir: string, now: Instant): FolderLock {
  return takeLock({
    file: path.join(stateDir, LOCK_FILE),
    what: `the state folder ${stateDir}`,
    now,
    inUse: (holder) =>
      new UserError(`another prober, or a merge, writes into ${stateDir}: ${holder}`, {
        hint: 'Give each prober, and what is merged of them, a folder of its own with --state.',
      }),
  });
}
