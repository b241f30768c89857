import type { Diagnostic } from '../../core/model/diagnostic.ts';
import { ChangedWhileReading } from '../incident-cache.ts';
import { UserError } from '../user-error.ts';
import type { Problem } from './turn.ts';

/** Thrown where a turn under way finds that the publisher is to stop. */
export class Stopped extends Error {
  constructor() {
    super('the publisher was told to stop');
    this.name = 'Stopped';
  }
}

export interface Failure {
  readonly problem: Problem;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a turn that published nothing tells of it; null where it was stopped. */
export function failureOf(error: unknown): Failure | null {
  if (error instanceof Stopped) return null;
  if (error instanceof ChangedWhileReading) {
    const message = `${error.message}, each time it was tried; the next turn tries again`;
    return { problem: { code: 'content-busy', message }, diagnostics: [] };
  }
  if (error instanceof UserError) {
    const { message, diagnostics } = error;
    const code = diagnostics.length > 0 ? 'topology-unusable' : 'not-written';
    return { problem: { code, message }, diagnostics };
  }
  if (isOfTheSystem(error)) {
    const { message } = error;
    return { problem: { code: 'not-written', message }, diagnostics: [] };
  }
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { problem: { code: 'bug', message: said.replaceAll(/\s*\n\s*/g, ' ') }, diagnostics: [] };
}

/** What a system call answered: the disk is full, a folder cannot be opened. */
function isOfTheSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}
