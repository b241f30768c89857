import { COMPONENT_STATUSES } from '../../../src/core/view/api-severity.ts';
import type { ComponentRow, EntryRow, StatuspageFiles } from './statuspage-schemas.ts';

/*
 * What holds in every genuine answer and no schema can say. Each function returns what is not so, in words; an empty list is
 * the answer of a sound file.
 */

const OPEN = ['investigating', 'identified', 'monitoring'];

export function componentFaults(components: readonly ComponentRow[]): readonly string[] {
  const faults: string[] = [];
  const byId = new Map(components.map((component) => [component.id, component]));
  if (byId.size !== components.length) faults.push('two components share an id');
  components.forEach(({ id, position }, index) => {
    if (position < (components[index - 1]?.position ?? 0))
      faults.push(`${id} stands after a higher position`);
  });
  for (const { id, group, group_id, status, components: children } of components) {
    if (group !== (children !== undefined)) faults.push(`${id}: children and \`group\` disagree`);
    if (group && group_id !== null) faults.push(`${id} is a group in a group`);
    if (group_id !== null && byId.get(group_id)?.components?.includes(id) !== true)
      faults.push(`${id} is not listed by its group`);
    if (children === undefined) continue;
    const rows = children.map((child) => byId.get(child));
    if (rows.some((row) => row?.group_id !== id)) faults.push(`${id} lists what is none of its children`);
    const worst = Math.max(...rows.map((row) => COMPONENT_STATUSES.indexOf(row?.status ?? 'operational')));
    if (COMPONENT_STATUSES[worst] !== status) faults.push(`${id} is not its worst child`);
    const order = rows.map((row) => row?.position ?? 0);
    if (order.some((position, index) => position <= (order[index - 1] ?? 0)))
      faults.push(`${id}: children out of order`);
  }
  return faults;
}

/** Beyond genuine ones: names that no exporter collapses, and positions without a hole. */
export function ownComponentFaults(components: readonly ComponentRow[]): readonly string[] {
  const levels = new Map<string | null, ComponentRow[]>();
  for (const component of components) {
    levels.set(component.group_id, [...(levels.get(component.group_id) ?? []), component]);
  }
  return [...levels].flatMap(([level, rows]) => {
    const names = new Set(rows.map(({ name }) => name));
    const positions = rows.map(({ position }) => position);
    return [
      ...(names.size === rows.length ? [] : [`two names in ${level ?? 'the top level'}`]),
      ...(positions.every((position, index) => position === index + 1)
        ? []
        : [`positions in ${level ?? 'the top level'}`]),
    ];
  });
}

export function entryFaults(entries: readonly EntryRow[]): readonly string[] {
  return entries.flatMap((entry) => {
    const faults: string[] = [];
    const { id, status, incident_updates: updates, resolved_at } = entry;
    const [latest] = updates;
    if (latest?.status !== status) faults.push(`${id}: not the status of its latest update`);
    updates.forEach((update, index) => {
      const newer = updates[index - 1];
      if (newer !== undefined && time(newer.display_at) < time(update.display_at))
        faults.push(`${id}: updates not newest first`);
      if (update.incident_id !== id) faults.push(`${id}: an update of another incident`);
    });
    if (new Set(updates.map((update) => update.id)).size !== updates.length)
      faults.push(`${id}: two updates share an id`);
    const isOpen = OPEN.includes(status) || ['scheduled', 'in_progress', 'verifying'].includes(status);
    if (isOpen !== (resolved_at === null)) faults.push(`${id}: resolved_at and status disagree`);
    if (
      resolved_at !== null &&
      !updates.some((update) => closes(update.status) && update.display_at === resolved_at)
    )
      faults.push(`${id}: resolved_at is the time of no update that resolves`);
    return faults;
  });
}

function closes(status: string): boolean {
  return status === 'resolved' || status === 'completed' || status === 'postmortem';
}

/** Beyond genuine ones: every step is followed from the one before, by components that are there. */
export function ownEntryFaults(
  entries: readonly EntryRow[],
  components: readonly ComponentRow[],
): readonly string[] {
  const byId = new Map(components.map((component) => [component.id, component]));
  return entries.flatMap(({ id, created_at, started_at, updated_at, incident_updates, components: rows }) => {
    const faults: string[] = [];
    const state = new Map<string, string>();
    for (const { affected_components } of incident_updates.toReversed()) {
      if (affected_components?.length !== rows.length) faults.push(`${id}: an update leaves components out`);
      for (const { code, name, old_status, new_status } of affected_components ?? []) {
        if (old_status !== (state.get(code) ?? 'operational')) faults.push(`${id}: ${code} jumps`);
        state.set(code, new_status);
        const component = byId.get(code);
        const group = byId.get(component?.group_id ?? '');
        const expected = group === undefined ? component?.name : `${group.name} - ${component?.name ?? ''}`;
        if (name !== expected) faults.push(`${id}: ${code} is called ${name}`);
      }
    }
    for (const row of rows)
      if (JSON.stringify(row) !== JSON.stringify(byId.get(row.id)))
        faults.push(`${id}: ${row.id} is not as it is now`);
    const times = incident_updates.map(({ display_at }) => time(display_at));
    if (Math.min(...times, time(started_at)) !== time(created_at)) faults.push(`${id}: created_at`);
    if (Math.max(...times) !== time(updated_at)) faults.push(`${id}: updated_at`);
    return faults;
  });
}

/** What must hold between the files, and between them and the clock. */
export function siteFaults(files: StatuspageFiles, now: number): readonly string[] {
  const faults: string[] = [];
  const same = (what: string, a: unknown, b: unknown) => {
    if (JSON.stringify(a) !== JSON.stringify(b)) faults.push(`${what} differ`);
  };
  const summary = files['api/v2/summary.json'];
  const { components } = files['api/v2/components.json'];
  const { incidents } = files['api/v2/incidents.json'];
  const unresolved = files['api/v2/incidents/unresolved.json'].incidents;
  const maintenance = files['api/v2/scheduled-maintenances.json'].scheduled_maintenances;
  const upcoming = files['api/v2/scheduled-maintenances/upcoming.json'].scheduled_maintenances;
  const active = files['api/v2/scheduled-maintenances/active.json'].scheduled_maintenances;
  for (const [name, { page }] of Object.entries(files)) same(`pages of ${name}`, page, summary.page);
  same('components', components, summary.components);
  same('open incidents', unresolved, summary.incidents);
  same('planned work', [...upcoming, ...active], summary.scheduled_maintenances);
  same('states', files['api/v2/status.json'].status, summary.status);
  const isOpen = ({ status }: EntryRow) => OPEN.includes(status);
  same(
    'open ones',
    incidents.filter(isOpen).map(({ id }) => id),
    unresolved.map(({ id }) => id),
  );
  if (!upcoming.every(({ status }) => status === 'scheduled'))
    faults.push('upcoming work that is not scheduled');
  if (!active.every(({ status }) => status === 'in_progress' || status === 'verifying'))
    faults.push('active work that is not');
  newestFirst(
    incidents.map(({ created_at }) => created_at),
    'incidents',
    faults,
  );
  newestFirst(
    unresolved.map(({ created_at }) => created_at),
    'open incidents',
    faults,
  );
  newestFirst(
    maintenance.map(({ scheduled_for }) => scheduled_for),
    'planned work',
    faults,
  );
  newestFirst(
    summary.scheduled_maintenances.map(({ scheduled_for }) => scheduled_for),
    'work in the summary',
    faults,
  );
  const entries = [...incidents, ...maintenance];
  const pageIds = [...components, ...entries].map(({ page_id }) => page_id);
  if (pageIds.some((id) => id !== summary.page.id)) faults.push('another page');
  for (const [at, key] of timesIn(files)) {
    if (time(at) > now && key !== 'scheduled_for' && key !== 'scheduled_until')
      faults.push(`${key} ${at} is to come`);
  }
  const latest = Math.max(...[...components, ...entries].map(({ updated_at }) => time(updated_at)));
  if (latest > time(summary.page.updated_at)) faults.push('the page is older than what is on it');
  return [
    ...faults,
    ...componentFaults(components),
    ...ownComponentFaults(components),
    ...entryFaults(entries),
    ...ownEntryFaults(entries, components),
  ];
}

function newestFirst(times: readonly string[], what: string, faults: string[]): void {
  const isSo = times.every((at, index) => index === 0 || time(times[index - 1] ?? '') >= time(at));
  if (!isSo) faults.push(`${what} not newest first`);
}

/** Every time in the value, with its key. */
function timesIn(value: unknown, key = ''): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return /_(at|for|until)$/.test(key) ? [[value, key]] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([inner, one]) => timesIn(one, Array.isArray(value) ? key : inner));
}

function time(at: string): number {
  return Date.parse(at);
}
