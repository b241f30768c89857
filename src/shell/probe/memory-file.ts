import { renameSync } from 'node:fs';
import path from 'node:path';
import type { Instant } from '../../core/model/time.ts';
import { NO_PROBER_MEMORY, proberMemoryText, readProberMemory } from '../../core/observe/prober-memory.ts';
import type { ProberMemory } from '../../core/observe/prober-memory.ts';
import { writeInstant } from '../../core/parse/instant.ts';
import { readIfPresent } from '../files.ts';
import { replacePrivateFile } from './private-file.ts';

export const MEMORY_FILE = 'prober.json';

/** What the prober remembered. A file that cannot be read is put aside under another name, and said so; nothing is then known. */
export function loadProberMemory(
  stateDir: string,
  now: Instant,
): { readonly memory: ProberMemory; readonly problem: string | null } {
  const file = path.join(stateDir, MEMORY_FILE);
  const text = readIfPresent(file);
  if (text === null) return { memory: NO_PROBER_MEMORY, problem: null };
  const memory = readProberMemory(text);
  if (memory !== undefined) return { memory, problem: null };
  const aside = `${MEMORY_FILE}.set-aside-${writeInstant(now).replaceAll(':', '')}`;
  renameSync(file, path.join(stateDir, aside));
  const problem = `${MEMORY_FILE} is torn or of another program; it is kept as ${aside}, and the prober starts without a memory`;
  return { memory: NO_PROBER_MEMORY, problem };
}

export function saveProberMemory(stateDir: string, memory: ProberMemory): void {
  replacePrivateFile(path.join(stateDir, MEMORY_FILE), proberMemoryText(memory));
}
