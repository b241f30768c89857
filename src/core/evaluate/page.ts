import { milder, worst, type Severity } from '../model/severity.ts';
import type { Topology } from '../model/topology.ts';
import { first, type Cause, type Judged } from './causes.ts';
import type { Declared } from './declared.ts';
import type { Run } from './run.ts';

/** Judges the page: down only if every service is, otherwise at most partial. */
export function evaluatePage(
  { services }: Topology,
  { services: judged }: Run,
  { unreadable }: Declared,
): Judged {
  const parts = services.flatMap(({ id }) => judged.get(id) ?? []);
  const causes: Cause[] = parts.flatMap((part) => part.causes.filter(() => part.severity !== 'operational'));
  for (const { slug, title } of unreadable) {
    causes.push({
      severity: 'unknown',
      subject: first(''),
      reason: { code: 'extent-unreadable', incident: slug, title },
    });
  }
  if (parts.length === 0)
    causes.push({ severity: 'unknown', subject: first(''), reason: { code: 'nothing-watched' } });
  const isBlind = unreadable.length > 0 || parts.length === 0;
  return {
    severity: worst([foldServices(parts.map((part) => part.severity)), isBlind ? 'unknown' : 'operational']),
    causes,
  };
}

/** The severity of several services together. */
export function foldServices(severities: readonly Severity[]): Severity {
  const isAllDown = severities.length > 0 && severities.every((severity) => severity === 'down');
  return isAllDown ? 'down' : milder(worst(severities), 'partial');
}
