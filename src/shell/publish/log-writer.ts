import type { Instant } from '../../core/model/time.ts';
import { writeInstant } from '../../core/parse/instant.ts';
import { printable } from '../report.ts';

export const LOG_FORMATS = ['human', 'json'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

type LogLevel = 'info' | 'warn' | 'error';

/** Everything that is logged, with the level it has unless something else is said. Names are stable. */
export const LOG_EVENTS = {
  start: 'info',
  /** One turn; each of them in JSON, for people only those worth it. */
  turn: 'info',
  progress: 'info',
  problem: 'warn',
  'problem-lasts': 'warn',
  'problem-over': 'info',
  diagnostic: 'warn',
  'diagnostics-more': 'warn',
  'diagnostics-gone': 'info',
  'deploy-output': 'warn',
  note: 'info',
  stop: 'info',
} as const satisfies Readonly<Record<string, LogLevel>>;

export interface LogRecord {
  readonly event: keyof typeof LOG_EVENTS;
  readonly level?: LogLevel;
  /** For JSON. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** For people, one sentence each; none where people need not be told. */
  readonly lines: readonly string[];
}

export interface LogWriter {
  readonly isTerminal: boolean;
  write(record: LogRecord): void;
  /** A line on a terminal that stands until anything else is written; of no use elsewhere. */
  showPassing(line: string): void;
  clearPassing(): void;
}

export interface LogWriterOptions {
  readonly stream: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly format: LogFormat;
  now(): Instant;
}

/** What waits for a reader that does not read; what comes beyond that is dropped. */
const MAX_WAITING_LENGTH = 1_000_000;
/** To the start of the line, which is made empty. */
const CLEAR_LINE = '\r\u001b[2K';

export function createLogWriter({ stream, format, now }: LogWriterOptions): LogWriter {
  // A reader that went away (EPIPE) or a full disk is no reason to stop publishing.
  stream.on('error', () => undefined);
  const isTerminal = format === 'human' && stream.isTTY === true;
  let isPassing = false;
  const send = (text: string) => {
    if ('writableLength' in stream && Number(stream.writableLength) > MAX_WAITING_LENGTH) return;
    try {
      stream.write(text);
    } catch {
      // A stream that throws instead of saying so by an event.
    }
  };
  return {
    isTerminal,
    write(record) {
      const lines = format === 'json' ? [jsonLine(record, now())] : humanLines(record, now());
      if (lines.length === 0) return;
      send(`${isPassing ? CLEAR_LINE : ''}${lines.map((line) => `${line}\n`).join('')}`);
      isPassing = false;
    },
    showPassing(line) {
      if (!isTerminal) return;
      send(`${CLEAR_LINE}${clockTime(now())}  ${printable(line)}`);
      isPassing = true;
    },
    clearPassing() {
      if (isPassing) send(CLEAR_LINE);
      isPassing = false;
    },
  };
}

function humanLines({ lines }: LogRecord, now: Instant): string[] {
  const time = clockTime(now);
  return lines.map((line) => `${time}  ${printable(line)}`);
}

/** By the clock of the machine, in its own zone: what its other logs have. */
function clockTime(at: Instant): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((count) => String(count).padStart(2, '0'))
    .join(':');
}

function jsonLine({ event, level = LOG_EVENTS[event], fields = {} }: LogRecord, now: Instant): string {
  const text = JSON.stringify({ time: writeInstant(now), level, event, ...fields });
  // JSON escapes line feeds and escape characters itself, and leaves what else a terminal or a reader of lines obeys.
  return text.replaceAll(
    /[\u007f-\u009f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
