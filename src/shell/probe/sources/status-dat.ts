/*
 * The file in which Nagios, Naemon and Icinga 1 write down what they know: blocks of a name, an opening brace, lines of
 * `key=value`, and a closing brace on a line of its own. A value never holds a line's end.
 */

const KINDS = ['info', 'hoststatus', 'servicestatus'] as const;

export type BlockKind = (typeof KINDS)[number];

/** Nothing else is taken out of the file, which also holds commands, comments and what staff wrote to each other. */
const KEYS = [
  'created',
  'version',
  'host_name',
  'service_description',
  'has_been_checked',
  'check_interval',
  'current_state',
  'last_hard_state',
  'state_type',
  'last_check',
  'last_state_change',
  'last_hard_state_change',
  'last_time_down',
  'last_time_critical',
  'is_flapping',
  'scheduled_downtime_depth',
] as const;

export type StatusKey = (typeof KEYS)[number];

export interface StatusBlock {
  readonly kind: BlockKind;
  /** Of a key that is written twice, the last one. */
  readonly values: ReadonlyMap<StatusKey, string>;
}

const isKind = (text: string): text is BlockKind => (KINDS as readonly string[]).includes(text);
const KNOWN_KEYS: ReadonlySet<string> = new Set(KEYS);
const isKey = (text: string): text is StatusKey => KNOWN_KEYS.has(text);

/** Reads a file piece by piece, so that a large one holds up nothing else and is never in memory as a whole. */
export interface StatusReader {
  /** What follows on the piece before. */
  feed(piece: string): void;
  /**
   * There is no more. True where a block was not closed: the file, or a part of it, is not whole. What stands in that block
   * was left out.
   */
  end(): boolean;
}

/** Takes any text; what is no block is passed over. @param take is handed each block that is whole */
export function statusReader(take: (block: StatusBlock) => void): StatusReader {
  let rest = '';
  let isTorn = false;
  let isOpen = false;
  let kind: BlockKind | undefined;
  let values = new Map<StatusKey, string>();
  const readLine = (line: string) => {
    const beginning = isIndented(line) ? undefined : beginningIn(line);
    if (beginning !== undefined) {
      isTorn ||= isOpen;
      isOpen = true;
      kind = isKind(beginning) ? beginning : undefined;
      values = new Map();
    } else if (isOpen && isEnd(line)) {
      if (kind !== undefined) take({ kind, values });
      isOpen = false;
    } else if (isOpen && kind !== undefined) {
      const equals = line.indexOf('=');
      const key = equals === -1 ? '' : line.slice(0, equals).trim();
      if (isKey(key)) values.set(key, line.slice(equals + 1).trim());
    }
  };
  return {
    feed: (piece) => {
      const text = rest + piece;
      let from = 0;
      for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
        readLine(text.slice(from, end));
        from = end + 1;
      }
      rest = text.slice(from);
    },
    end: () => {
      readLine(rest);
      return isTorn || isOpen;
    },
  };
}

const isIndented = (line: string) => line.startsWith('\t') || line.startsWith(' ');

const MAX_END_LENGTH = 16;
const isEnd = (line: string) => line.length <= MAX_END_LENGTH && line.trim() === '}';

function beginningIn(line: string): string | undefined {
  return /^([a-z]+) ?\{\s*$/.exec(line)?.[1];
}
