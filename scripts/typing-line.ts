import { say } from './options.ts';
import type { Io, KeyPress } from './options.ts';

/** The line at the foot of a terminal that somebody types into, while other lines appear above it. */
export interface TypingLine {
  /** What stands in it. */
  readonly line: string;
  set(line: string): void;
  /** Puts lines above it; without a keyboard, just lines. */
  above(lines: readonly string[]): void;
  /** Listens from now on; does nothing where there is no keyboard. */
  begin(onPress: (key: KeyPress) => void): void;
  end(): void;
}

const PROMPT = '> ';
/** Back to the beginning of the line, and away with what stands in it (ECMA-48, EL). */
const ERASE_LINE = '\r\x1b[K';

export function createTypingLine({ stdout, keyboard }: Pick<Io, 'stdout' | 'keyboard'>): TypingLine {
  let line = '';
  let silence: (() => void) | null = null;
  const draw = () => {
    if (silence !== null) stdout.write(`${ERASE_LINE}${PROMPT}${line}`);
  };
  return {
    get line() {
      return line;
    },
    set(next) {
      line = next;
      draw();
    },
    above(lines) {
      if (silence !== null) stdout.write(ERASE_LINE);
      say(stdout, ...lines);
      draw();
    },
    begin(onPress) {
      silence = keyboard?.listen(onPress) ?? null;
      draw();
    },
    end() {
      if (silence === null) return;
      stdout.write(ERASE_LINE);
      silence();
      silence = null;
    },
  };
}
