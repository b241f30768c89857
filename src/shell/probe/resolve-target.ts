import { ProbeFailure } from './failure.ts';
import type { Notes } from './failure.ts';
import type { ProbeWorld, ResolvedAddress } from './kind.ts';
import type { Target } from './options.ts';

/** Where a target's name leads. @throws ProbeFailure `dns`: that a name is not known here says nothing of the server */
export async function resolveTarget(
  { host, family }: Pick<Target, 'host' | 'family'>,
  world: ProbeWorld,
  notes: Notes,
): Promise<ResolvedAddress> {
  const resolved = await world.resolve(host, family).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ProbeFailure('dns', `its name has no address here: ${why}`, { cause });
  });
  if (resolved.remembered === true) {
    notes.warnings.push('Its name could not be resolved just now; the last address known was asked.');
  }
  return resolved;
}
