import type { ZodType } from 'zod';
import type { SourceAnswer, SourceRules } from '../../../core/observe/source-votes.ts';
import type { ProbeWorld } from '../kind.ts';

/** The world as a source sees it. */
export interface SourceWorld extends ProbeWorld {
  /** What the servers and canaries are called in the engine: reports of anything else are of no use. */
  readonly names: ReadonlySet<string>;
  /** All its answers have to be there within it: its own time limit, or what the round has left. */
  readonly limitMs: number;
  /** True where nothing that this source told is remembered, so that it may be asked once for what was before. */
  readonly isFirst: boolean;
}

/** What every type of source has; see `sourceShape` for what people write. */
export interface SourceOptions {
  /** Without a name for the source, which is its type where nobody gave one. */
  readonly rules: Omit<SourceRules, 'name'> & { readonly name: string | undefined };
  /** How often the engine looks at the servers. */
  readonly intervalMs: number;
  /** All it asks in one round has to be answered within it. */
  readonly timeoutMs: number;
}

/**
 * One kind of monitoring engine: its options and how it is asked. One file each in this folder, one row each in
 * `registry.ts`. What the engine answers becomes reports; what those are worth, the core decides.
 */
export interface SourceKind<Options extends SourceOptions = SourceOptions> {
  /** The `type:` people write. */
  readonly name: string;
  /** One line for editors. */
  readonly about: string;
  /** Reads the options, without the type. Its messages complete "…, expected …" and never quote the value. */
  readonly options: ZodType<Options>;
  /**
   * What staff should know of these options although they work. Each completes `source "prometheus" …`, and holds no value
   * of them.
   */
  advice?(options: Options): readonly string[];
  /** Files that hold secrets, which must not stand where the site is kept. */
  secretFiles?(options: Options): readonly string[];
  /** Texts that must never be written down, whoever quotes them. */
  secrets?(options: Options): readonly string[];
  /**
   * Asks the engine. What it cannot say of a single thing is a report with a reason; what makes the whole answer worthless
   * is thrown. @throws ProbeFailure and errors of the system
   */
  ask(options: Options, world: SourceWorld): Promise<SourceAnswer>;
}
