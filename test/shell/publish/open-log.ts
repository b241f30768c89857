import { PassThrough } from 'node:stream';
import { createPublishLog } from '../../../src/shell/publish/log.ts';
import type { LogFormat } from '../../../src/shell/publish/log.ts';
import type { TurnReport } from '../../../src/shell/publish/turn.ts';
import { NOW, turnReport } from './reports.ts';

/** A log, its lines, and a clock that the test moves. */
export function openLog(format: LogFormat, { isTTY = false, folder = '' } = {}) {
  let at = NOW;
  let text = '';
  const stream = Object.assign(new PassThrough(), { isTTY });
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const log = createPublishLog({ stream, format, now: () => at, folder });
  /** What was written since it was last asked for. */
  const written = () => {
    const since = text;
    text = '';
    return since;
  };
  return {
    log,
    written,
    lines: () => written().split('\n').slice(0, -1),
    records: () =>
      written()
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    wait: (ms: number) => (at += ms),
    turn: (changes: Partial<TurnReport> = {}) => log.turn(turnReport(changes)),
  };
}

/** A log in which the first turn is over. */
export function running(format: LogFormat, options?: Parameters<typeof openLog>[1]) {
  const opened = openLog(format, options);
  opened.turn();
  opened.written();
  return opened;
}
