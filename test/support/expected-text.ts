import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';

/**
 * Compares a text with the file that holds what is expected. `UPDATE=1` in the environment writes the file instead:
 * the one switch that refreshes expectations, whose difference is then read before it is committed.
 */
export function expectText(actual: string, expectedFile: string): void {
  if (process.env['UPDATE'] === '1') writeFileSync(expectedFile, actual);
  expect(existsSync(expectedFile), `${expectedFile} exists (UPDATE=1 writes it)`).toBe(true);
  expect(actual).toBe(readFileSync(expectedFile, 'utf8'));
}
