/**
 * The one ordered list of severities. Nothing else in the code base compares severities:
 * whoever needs "the worse of two" calls {@link worst}, whoever needs an order calls {@link compareSeverity}.
 *
 * The order carries two promises of the design: an unknown never hides a known fault (faults come after
 * `unknown`), and a known fault never hides behind maintenance (`maintenance` comes before them).
 */
export const SEVERITIES = ['operational', 'maintenance', 'unknown', 'degraded', 'partial', 'down'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** The severities that mean "something is wrong and we know it". */
export const FAULTS = ['degraded', 'partial', 'down'] as const satisfies readonly Severity[];

export type Fault = (typeof FAULTS)[number];

const rank: ReadonlyMap<Severity, number> = new Map(SEVERITIES.map((severity, index) => [severity, index]));

/** Negative when `a` is milder than `b`, zero when equal, positive when worse. */
export function compareSeverity(a: Severity, b: Severity): number {
  return (rank.get(a) ?? 0) - (rank.get(b) ?? 0);
}

/** The worst of the given severities; `operational` for an empty list (the neutral element of the fold). */
export function worst(severities: Iterable<Severity>): Severity {
  let result: Severity = 'operational';
  for (const severity of severities) if (compareSeverity(severity, result) > 0) result = severity;
  return result;
}

/** The milder of two severities. */
export function milder(a: Severity, b: Severity): Severity {
  return compareSeverity(a, b) <= 0 ? a : b;
}

export function isFault(severity: Severity): severity is Fault {
  return (FAULTS as readonly Severity[]).includes(severity);
}
