import type { Severity } from '../model/severity.ts';

/*
 * The words of the Statuspage API v2, in its own order from the mildest to the worst. Our severities have six steps and
 * its lists five and four, so that something has to fall together; docs/api.md says what, and why.
 */

export const COMPONENT_STATUSES = [
  'operational',
  'under_maintenance',
  'degraded_performance',
  'partial_outage',
  'major_outage',
] as const;
export type ComponentStatus = (typeof COMPONENT_STATUSES)[number];

export const INDICATORS = ['none', 'maintenance', 'minor', 'major', 'critical'] as const;
export type Indicator = (typeof INDICATORS)[number];

export const IMPACTS = ['none', 'minor', 'major', 'critical', 'maintenance'] as const;
export type Impact = (typeof IMPACTS)[number];

/** What one severity is called there: of a component, of the page, and of an incident that did so much harm. */
interface StatuspageWords {
  readonly component: ComponentStatus;
  readonly indicator: Indicator;
  readonly impact: Impact;
}

/**
 * The one table. There is no unknown over there, and it must be nothing that is green, nothing that says the work was planned,
 * and no outage that nobody saw: what is left is "degraded", the mildest word for "do not rely on it".
 */
export const STATUSPAGE: Readonly<Record<Severity, StatuspageWords>> = {
  operational: { component: 'operational', indicator: 'none', impact: 'none' },
  maintenance: { component: 'under_maintenance', indicator: 'maintenance', impact: 'maintenance' },
  unknown: { component: 'degraded_performance', indicator: 'minor', impact: 'minor' },
  degraded: { component: 'degraded_performance', indicator: 'minor', impact: 'minor' },
  partial: { component: 'partial_outage', indicator: 'major', impact: 'major' },
  down: { component: 'major_outage', indicator: 'critical', impact: 'critical' },
};
