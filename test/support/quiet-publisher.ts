import { Writable } from 'node:stream';
import { createPublishLog } from '../../src/shell/publish/log.ts';
import type { PublisherOptions } from '../../src/shell/publish/publisher.ts';

/** A stream that nobody reads. */
class Nowhere extends Writable {
  override _write(_chunk: unknown, _encoding: unknown, done: () => void): void {
    done();
  }
}

/** What a publisher in a test's own process needs besides folders: it has them for itself and tells nobody. */
export function quietly(
  now: () => number,
): Pick<PublisherOptions, 'env' | 'lasting' | 'precompress' | 'log' | 'lock' | 'now'> {
  return {
    env: ENV,
    lasting: true,
    precompress: false,
    log: createPublishLog({ stream: new Nowhere(), format: 'json', now, folder: '.' }),
    lock: { touch: () => undefined, release: () => undefined },
    now,
  };
}

/** The same one each time, as the environment of a process is. */
const ENV = {};
