import type { Diagnostic } from '../core/model/diagnostic.ts';

/** A wrong invocation: the command line is at fault, nothing was done. */
const WRONG_INVOCATION = 2;

export interface UserErrorOptions extends ErrorOptions {
  /** What to do about it; one sentence. */
  readonly hint?: string;
  /** 2 (the default) when the command line is at fault, 3 when nothing could be done with what the files say. */
  readonly exitCode?: 2 | 3;
  /** What is wrong with the files, when that is the reason. */
  readonly diagnostics?: readonly Diagnostic[];
}

/**
 * Something the person at the keyboard can put right. The command line prints its message and hint without a stack,
 * and ends with its exit code. Everything else that is thrown is a bug.
 */
export class UserError extends Error {
  readonly exitCode: 2 | 3;
  readonly hint: string | undefined;
  readonly diagnostics: readonly Diagnostic[];

  constructor(message: string, options: UserErrorOptions = {}) {
    const { hint, exitCode = WRONG_INVOCATION, diagnostics = [], ...rest } = options;
    super(message, rest);
    this.name = 'UserError';
    this.exitCode = exitCode;
    this.hint = hint;
    this.diagnostics = diagnostics;
  }
}
