import type { Phase } from '../model/incident.ts';

export const API_INCIDENT_STATUSES = [
  'investigating',
  'identified',
  'monitoring',
  'resolved',
  'postmortem',
] as const;
export type ApiIncidentStatus = (typeof API_INCIDENT_STATUSES)[number];

export const API_MAINTENANCE_STATUSES = ['scheduled', 'in_progress', 'verifying', 'completed'] as const;
export type ApiMaintenanceStatus = (typeof API_MAINTENANCE_STATUSES)[number];

export type ApiStatus = ApiIncidentStatus | ApiMaintenanceStatus;

/** What a phase is called in the API. A phase of the other kind counts for what it opens or closes, as everywhere. */
export const PHASE_STATUSES: Readonly<
  Record<Phase, { readonly incident: ApiIncidentStatus; readonly maintenance: ApiMaintenanceStatus }>
> = {
  investigating: { incident: 'investigating', maintenance: 'in_progress' },
  identified: { incident: 'identified', maintenance: 'in_progress' },
  monitoring: { incident: 'monitoring', maintenance: 'verifying' },
  resolved: { incident: 'resolved', maintenance: 'completed' },
  postmortem: { incident: 'postmortem', maintenance: 'completed' },
  scheduled: { incident: 'investigating', maintenance: 'scheduled' },
  'in progress': { incident: 'identified', maintenance: 'in_progress' },
  verifying: { incident: 'monitoring', maintenance: 'verifying' },
  completed: { incident: 'resolved', maintenance: 'completed' },
};

/** Nothing is wrong any more, or the work is done. */
const OVER: ReadonlySet<ApiStatus> = new Set<ApiStatus>(['resolved', 'postmortem', 'completed']);

export function isOverStatus(status: ApiStatus): boolean {
  return OVER.has(status);
}

/** Phases that close an entry; a postmortem only looks back. */
export function isClosing(phase: Phase | undefined): boolean {
  return phase === 'resolved' || phase === 'completed';
}

export function isOpening(phase: Phase | undefined): boolean {
  return phase !== undefined && phase !== 'postmortem' && !isClosing(phase);
}
