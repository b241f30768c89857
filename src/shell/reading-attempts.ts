import { ChangedWhileReading } from './incident-cache.ts';

/** How often a reading starts over because a file was edited while it was read. */
export const READING_ATTEMPTS = 5;

/**
 * What `read` answers, tried again while somebody edits the files it reads.
 * @throws ChangedWhileReading when they are edited at every attempt.
 */
export async function whileUnchanged<T>(read: () => T | Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof ChangedWhileReading) || attempt === READING_ATTEMPTS) throw error;
    }
  }
}
