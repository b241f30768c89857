import { rmSync } from 'node:fs';
import path from 'node:path';
import type { Instant } from '../../core/model/time.ts';
import { cleanText } from '../../core/parse/clean-text.ts';
import { isMapping } from '../../core/parse/value-words.ts';
import { fileStat, readIfPresent, replaceFile } from '../files.ts';

const HOLD_NAME = 'held.json';
const HOLD_VERSION = 1;
const MAX_NAME_LENGTH = 60;

/** Somebody put an earlier release back, and the publisher leaves it there until they say otherwise. */
export interface Hold {
  readonly who: string;
  readonly at: Instant;
  /** The release that was shown before. Empty, as `to` is, in a note that cannot be read. */
  readonly from: string;
  readonly to: string;
}

/** The note in the folder of the releases. That there is one is what counts: one that cannot be read holds as well. */
export function readHold(folder: string): Hold | null {
  const file = path.join(folder, HOLD_NAME);
  const text = readIfPresent(file);
  if (text === null) return null;
  const unreadable = { who: 'somebody', at: fileStat(file)?.mtimeMs ?? 0, from: '', to: '' };
  try {
    const value: unknown = JSON.parse(text);
    if (!isMapping(value)) return unreadable;
    const { who, when, from, to } = value;
    const at = typeof when === 'string' ? Date.parse(when) : NaN;
    if (typeof who !== 'string' || typeof from !== 'string' || typeof to !== 'string' || Number.isNaN(at))
      return unreadable;
    return { who: cleanText(who, MAX_NAME_LENGTH), at, from, to };
  } catch {
    return unreadable;
  }
}

export function writeHold(folder: string, { who, at, from, to }: Hold): void {
  const note = { version: HOLD_VERSION, who, when: new Date(at).toISOString(), from, to };
  replaceFile(path.join(folder, HOLD_NAME), `${JSON.stringify(note, null, 2)}\n`);
}

export function removeHold(folder: string): void {
  rmSync(path.join(folder, HOLD_NAME), { force: true });
}
