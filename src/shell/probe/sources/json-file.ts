import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { isAbsent } from '../../files.ts';
import { ProbeFailure } from '../failure.ts';

/** As much as of an answer over HTTP. */
const MAX_FILE_BYTES = 32 * 1024 * 1024;

/**
 * What a JSON file says.
 * @throws ProbeFailure where there is no such file, it is none, too large, empty or no JSON; never with its path
 */
export async function readJsonFile(file: string): Promise<unknown> {
  const text = (await readWhole(file)).replace(/^\uFEFF/, '');
  if (text.trim() === '') throw new ProbeFailure('bad-reply', 'its file is empty');
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ProbeFailure(
      'bad-reply',
      'its file is no whole JSON; whoever writes it should write another file and rename that to this one',
    );
  }
}

async function readWhole(file: string): Promise<string> {
  // Without O_NONBLOCK, opening a pipe waits until somebody writes into it.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    throw new ProbeFailure('local', unreadable(error), { cause: error });
  });
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw new ProbeFailure('local', 'what stands where "file" says is no file');
    if (found.size > MAX_FILE_BYTES)
      throw new ProbeFailure(
        'bad-reply',
        `its file is larger than ${String(MAX_FILE_BYTES / 1024 / 1024)} MB`,
      );
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

function unreadable(error: unknown): string {
  if (isAbsent(error)) return 'there is no file where "file" says';
  const { code = 'an unknown error' } = error as NodeJS.ErrnoException;
  return `its file cannot be read: ${code}`;
}
