import { readFileSync } from 'node:fs';
import type { EngineReport } from '../../../../src/core/observe/source-votes.ts';
import { MINUTE_MS } from '../../../../src/core/model/time.ts';
import type { Instant } from '../../../../src/core/model/time.ts';
import { askSources } from '../../../../src/shell/probe/sources/ask-sources.ts';
import type { AskedSource } from '../../../../src/shell/probe/sources/ask-sources.ts';
import { readSources } from '../../../../src/shell/probe/sources/read-sources.ts';
import type { SourceKind, SourceOptions } from '../../../../src/shell/probe/sources/source-kind.ts';
import { NOW, testWorld } from '../world.ts';

/** A file of `test/fixtures/engines/`. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../../../fixtures/engines/${name}`, import.meta.url), 'utf8');
}

/** The header that tells when an engine sent its answer. */
export const sentAt = (at: Instant) => ({ date: new Date(at).toUTCString() });

interface Asking {
  readonly now?: Instant;
  readonly isFirst?: boolean;
}

/** What a source says of these names. */
export function ask<Options extends SourceOptions>(
  kind: SourceKind<Options>,
  options: Options,
  names: readonly string[],
  { now = NOW, isFirst = true }: Asking = {},
) {
  return kind.ask(options, {
    ...testWorld({ now: () => now }),
    names: new Set(names),
    limitMs: options.timeoutMs,
    isFirst,
  });
}

/** Without its name. */
export function onlyReport(reports: readonly EngineReport[]): Partial<EngineReport> {
  const [report, ...more] = reports;
  if (report === undefined || more.length > 0) throw new Error(`${String(reports.length)} reports`);
  return Object.fromEntries(Object.entries(report).filter(([key]) => key !== 'name'));
}

/** As it stands in topology.yml, asked in one round. */
export async function askWritten(
  type: string,
  options: Readonly<Record<string, unknown>>,
  servers: readonly string[],
  now: Instant = NOW,
): Promise<AskedSource> {
  const { sources, diagnostics } = readSources([{ type, options, place: { line: 1, column: 1 } }], {
    file: 'topology.yml',
    folder: '/srv/status',
    servers,
    everyMs: MINUTE_MS,
    freshForMs: 30 * MINUTE_MS,
  });
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  const { signal, ...world } = testWorld({ now: () => now });
  const [asked] = await askSources(sources, { servers, memory: new Map(), deadlineMs: 5_000, world, signal });
  if (asked === undefined) throw new Error('there is no source');
  return asked;
}

/** Server, verdict and reason of each vote. */
export const votesIn = ({ findings }: AskedSource) =>
  findings.votes.map(({ server, verdict, reason }) => `${server} ${verdict} ${reason}`);
