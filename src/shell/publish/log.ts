import { HOUR_MS } from '../../core/model/time.ts';
import type { Instant } from '../../core/model/time.ts';
import { summaryLine } from '../report.ts';
import { createDiagnosticNews } from './diagnostic-news.ts';
import { createLasting } from './lasting.ts';
import { counted, counts, diagnosticRecord, problemRecord, startRecord, turnRecord } from './log-records.ts';
import type { LogStart } from './log-records.ts';
import { createLogWriter, LOG_FORMATS } from './log-writer.ts';
import type { LogFormat, LogRecord, LogWriter, LogWriterOptions } from './log-writer.ts';
import { createProgress } from './progress.ts';
import type { TurnReport } from './turn.ts';

export { LOG_FORMATS };
export type { LogFormat, LogStart };

export interface PublishLogOptions extends LogWriterOptions {
  /** Where the site's folder lies, seen from where the reader stands; put before the names of its files. */
  readonly folder: string;
}

/** What the publisher says while it runs. Calm: a minute in which nothing was wrong and nothing changed is not told. */
export interface PublishLog {
  start(start: LogStart): void;
  /** Pages done of a turn under way, with `done` 0 at its beginning; said only where the turn takes long. */
  progress(done: number, total: number): void;
  /** A turn has ended: what is new of its problems and of its content, and now and then that all is well. */
  turn(report: TurnReport): void;
  /** The last lines of what a deploy command that failed had to say. */
  deployOutput(lines: readonly string[]): void;
  /** One line about anything else, such as a lock that had to live elsewhere. */
  note(message: string): void;
  stop(): void;
}

/** Somebody who looks should find a sign of life that is not older. */
const SIGN_OF_LIFE_MS = HOUR_MS;
/** New diagnostics of one turn. */
const MAX_DIAGNOSTICS = 20;
const MAX_DEPLOY_LINES = 20;
const MAX_DEPLOY_LINE_LENGTH = 300;

export function createPublishLog(options: PublishLogOptions): PublishLog {
  return new StreamLog(options);
}

class StreamLog implements PublishLog {
  readonly #options: PublishLogOptions;
  readonly #writer: LogWriter;
  readonly #progress: ReturnType<typeof createProgress>;
  readonly #lasting = createLasting();
  readonly #diagnosticNews = createDiagnosticNews();
  #turns = 0;
  /** Whether the last turn did; null before the first. */
  #published: boolean | null = null;
  /** When people were last told anything, and how many turns there had been. */
  #said: { readonly at: Instant; readonly turns: number };

  constructor(options: PublishLogOptions) {
    this.#options = options;
    this.#writer = createLogWriter(options);
    this.#progress = createProgress(this.#writer, () => options.now());
    this.#said = { at: options.now(), turns: 0 };
  }

  start(start: LogStart): void {
    this.#write(startRecord(start));
  }

  progress(done: number, total: number): void {
    this.#progress.tell(done, total);
  }

  turn(report: TurnReport): void {
    this.#progress.end();
    this.#turns += 1;
    this.#write(turnRecord(report, this.#published));
    this.#published = report.published;
    for (const news of this.#lasting(report.problems, this.#options.now()))
      this.#write(problemRecord(news, report.published));
    this.#tellDiagnostics(report);
    if (report.published && report.problems.length === 0) this.#showLife();
  }

  deployOutput(lines: readonly string[]): void {
    const said = lines.filter((line) => line.trim() !== '');
    const last = said.slice(-MAX_DEPLOY_LINES).map((line) => line.slice(0, MAX_DEPLOY_LINE_LENGTH));
    if (last.length === 0) return;
    this.#write({
      event: 'deploy-output',
      fields: { output: last },
      lines: ['The deploy command said:', ...last.map((line) => `  | ${line}`)],
    });
  }

  note(message: string): void {
    this.#write({ event: 'note', fields: { message }, lines: [message] });
  }

  stop(): void {
    this.#progress.end();
    const lines = [`Stopped after ${counted(this.#turns, 'turn')}.`];
    this.#write({ event: 'stop', fields: { turns: this.#turns }, lines });
  }

  #write(record: LogRecord): void {
    this.#writer.write(record);
    if (record.lines.length > 0) this.#said = { at: this.#options.now(), turns: this.#turns };
  }

  #tellDiagnostics({ diagnostics, published }: TurnReport): void {
    // A turn that came to nothing may not have come to reading, and then has nothing to say of the content.
    if (!published && diagnostics.length === 0) return;
    const { found, gone } = this.#diagnosticNews(diagnostics);
    for (const one of found.slice(0, MAX_DIAGNOSTICS))
      this.#write(diagnosticRecord(one, this.#options.folder));
    const more = found.length - MAX_DIAGNOSTICS;
    if (more > 0) {
      const line = `… and ${String(more)} more; "signalbox check" lists them all.`;
      this.#write({ event: 'diagnostics-more', fields: { count: more }, lines: [line] });
    }
    if (gone.length === 0) return;
    const line = `No longer found: ${summaryLine(gone)}.`;
    this.#write({ event: 'diagnostics-gone', fields: counts(gone), lines: [line] });
  }

  /** JSON has a line for each turn. */
  #showLife(): void {
    const { format, now } = this.#options;
    if (format === 'json' || Math.abs(now() - this.#said.at) < SIGN_OF_LIFE_MS) return;
    const turns = counted(this.#turns - this.#said.turns, 'turn');
    this.#write({ event: 'turn', lines: [`Still publishing: ${turns}, nothing wrong.`] });
  }
}
