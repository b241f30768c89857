import { SEVERITIES, type Severity } from '../../core/model/severity.ts';
import type { SubjectSeverity } from '../../core/model/status.ts';

/** Subjects that share a severity. */
export interface Bucket {
  readonly severity: Severity;
  readonly members: readonly SubjectSeverity[];
}

/** How many names a sentence bears; beyond it they are counted. */
export const MAX_NAMES = 5;

/** What works first, then from the worst to the mildest; members in the order given. */
const ORDER: readonly Severity[] = [
  'operational',
  ...SEVERITIES.filter((severity) => severity !== 'operational').reverse(),
];

export function bucketsOf(subjects: readonly SubjectSeverity[]): readonly Bucket[] {
  return ORDER.map((severity) => ({
    severity,
    members: subjects.filter((subject) => subject.severity === severity),
  })).filter(({ members }) => members.length > 0);
}

/** Among more services than a sentence can name, those that work are counted, and so is every other crowd. */
export function isCounted(bucket: Bucket, total: number): boolean {
  return total > MAX_NAMES && (bucket.severity === 'operational' || bucket.members.length > MAX_NAMES);
}
