import { closeSync, fchmodSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { discard, makeFolders } from '../files.ts';

const OWNER_ONLY = 0o600;

/**
 * Replaces a file so that a reader finds the old text or the new one, never half of either, and nobody but its owner
 * finds any. It is on the disk when this returns. One writer at a time, which the lock of the state folder sees to: the
 * temporary file has the same name each time, so that those left behind by a kill do not pile up.
 */
export function replacePrivateFile(file: string, text: string): void {
  makeFolders(path.dirname(file));
  const temporary = `${file}.tmp`;
  try {
    writeThrough(temporary, text);
    renameSync(temporary, file);
  } catch (error) {
    discard(temporary);
    throw error;
  }
}

function writeThrough(file: string, text: string): void {
  const descriptor = openSync(file, 'w', OWNER_ONLY);
  try {
    // One that was left behind keeps the rights it had.
    fchmodSync(descriptor, OWNER_ONLY);
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
