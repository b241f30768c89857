import type { ZodType } from 'zod';
import type { VoteReason } from '../../core/model/vote.ts';
import type { Instant } from '../../core/model/time.ts';

/** What one check found. Everything in it but `reason` and `warnings` is private and goes to the log alone. */
export interface ProbeOutcome {
  /** The verdict follows from it, see `VOTE_REASONS`. */
  readonly reason: VoteReason;
  /** For staff: what exactly was wrong, or warned of, quoted and bounded. May hold hosts and banners. */
  readonly detail?: string;
  /** Time to connect, in milliseconds; never the time to the banner, which some servers hold back on purpose. */
  readonly connectMs?: number;
  /**
   * Not faults: a certificate near its end, a plug-in's warning. One sentence each, for staff, in words of ours: they go out
   * by mail and chat, so no host, no port, and nothing that the other side said is in them.
   */
  readonly warnings?: readonly string[];
  /** What a plug-in measured. */
  readonly measured?: readonly Measurement[];
}

/** One value of a plug-in's performance data; null where the plug-in does not know it. */
export interface Measurement {
  readonly label: string;
  readonly value: number | null;
  /** As the plug-in writes it: `s`, `%`, `MB`, `c`; empty for a plain number. */
  readonly unit: string;
}

/** Where a name leads. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: 4 | 6;
  /** True where DNS did not answer just now and an earlier answer stands in for it. */
  readonly remembered?: true;
}

/** The world as a check sees it. Tests give it another one. */
export interface ProbeWorld {
  /**
   * The address to connect to; an address comes back as it is. Without a family, IPv4 is preferred.
   * @throws an error with `code` `EAI_AGAIN` or `ENOTFOUND` where neither DNS nor an earlier answer knows the name.
   */
  resolve(host: string, family?: 4 | 6): Promise<ResolvedAddress>;
  /** Aborts when the round is over; the outcome is then discarded. */
  readonly signal: AbortSignal;
  /** The wall clock, for the end of certificates. */
  now(): Instant;
  /** Staff are warned of certificates that end within so many days. */
  readonly certificateDays: number;
}

/**
 * One protocol: its options and how it is asked. One file each in `kinds/`, one row each in `registry.ts`.
 * A kind decides for itself how long it waits; `run` settles within `maxMs` and never rejects for what a server does.
 */
export interface ProbeKind<Options = unknown> {
  readonly name: string;
  /** One line for the docs and `--help`. */
  readonly about: string;
  /** Reads the short form (usually a text) and the long form (a mapping) into the same options. Its messages complete "…, expected …" and never quote the value. */
  readonly options: ZodType<Options>;
  /** The longest `run` may take, in milliseconds, with these options. */
  maxMs(options: Options): number;
  /**
   * How long it takes to find that a server says nothing any more, at whatever step: one of its waits, where `maxMs` is all
   * of them together. Where it is not told, `maxMs`.
   */
  muteMs?(options: Options): number;
  /**
   * What staff should know of these options although they work. Each completes `smtp of server "gw1" …`, and holds no
   * value of them.
   */
  advice?(options: Options): readonly string[];
  run(options: Options, world: ProbeWorld): Promise<ProbeOutcome>;
}
