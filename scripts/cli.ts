#!/usr/bin/env node
import { processIo } from './process-io.ts';
import { runProgram } from './program.ts';

// The exit code is set, not forced: what was written is flushed first.
process.exitCode = await runProgram(process.argv.slice(2), processIo());
