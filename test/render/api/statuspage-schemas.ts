import * as z from 'zod';
import { COMPONENT_STATUSES, IMPACTS, INDICATORS } from '../../../src/core/view/api-severity.ts';
import { API_INCIDENT_STATUSES, API_MAINTENANCE_STATUSES } from '../../../src/core/view/api-phases.ts';

/*
 * What the files of the Statuspage API v2 hold, key by key; a key too many is refused. `genuine` accepts what real pages
 * were seen to send over the years, `ours` only the one form that every known client reads.
 */

function schemasOf(instant: z.ZodString, { genuine }: { readonly genuine: boolean }) {
  const either = <Type extends z.ZodType>(type: Type) => (genuine ? type.optional() : type);
  const text = z.string().min(1);
  const page = z.strictObject({
    id: text,
    name: text,
    url: z.string().regex(genuine ? /^https?:\/\/\S*[^/\s]$/ : /^https:\/\/\S*[^/\s]$/),
    time_zone: text,
    updated_at: instant,
  });
  const status = z.strictObject({ indicator: z.enum(INDICATORS), description: text });
  const component = z.strictObject({
    id: text,
    name: text,
    status: z.enum(COMPONENT_STATUSES),
    created_at: instant,
    updated_at: instant,
    position: z.int().min(1),
    description: text.nullable(),
    showcase: genuine ? z.boolean() : z.literal(true),
    // A key since 2021.
    start_date: either(
      z
        .string()
        .regex(/^\d{4}-\d{2}-\d{2}$/)
        .nullable(),
    ),
    group_id: text.nullable(),
    page_id: text,
    group: z.boolean(),
    only_show_if_degraded: z.boolean(),
    components: z.array(text).min(1).optional(),
  });
  const affected = z.strictObject({
    code: text,
    name: text,
    old_status: z.enum(COMPONENT_STATUSES),
    new_status: z.enum(COMPONENT_STATUSES),
  });
  const update = <Status extends string>(statuses: readonly Status[]) =>
    z.strictObject({
      id: text,
      status: z.enum(statuses as readonly [Status, ...Status[]]),
      body: text,
      incident_id: text,
      created_at: instant,
      updated_at: instant,
      display_at: instant,
      affected_components: genuine ? z.array(affected).nullable() : z.array(affected),
      deliver_notifications: z.boolean(),
      custom_tweet: genuine ? z.string().nullable() : z.null(),
      tweet_id: genuine ? z.string().nullable() : z.null(),
    });
  const entry = <Status extends string>(statuses: readonly Status[]) => ({
    id: text,
    name: text,
    status: z.enum(statuses as readonly [Status, ...Status[]]),
    created_at: instant,
    updated_at: instant,
    monitoring_at: instant.nullable(),
    resolved_at: instant.nullable(),
    impact: z.enum(IMPACTS),
    shortlink: z.url(),
    started_at: instant,
    page_id: text,
    incident_updates: z.array(update(statuses)).min(1),
    components: z.array(component),
    ...(genuine ? { reminder_intervals: z.string().nullable().optional() } : {}),
  });
  const incident = z.strictObject(entry(API_INCIDENT_STATUSES));
  const maintenance = z.strictObject({
    ...entry(API_MAINTENANCE_STATUSES),
    scheduled_for: instant,
    scheduled_until: instant,
  });
  const components = z.array(component);
  const incidents = z.array(incident);
  const scheduled_maintenances = z.array(maintenance);
  return {
    'api/v2/summary.json': z.strictObject({ page, components, incidents, scheduled_maintenances, status }),
    'api/v2/status.json': z.strictObject({ page, status }),
    'api/v2/components.json': z.strictObject({ page, components }),
    'api/v2/incidents.json': z.strictObject({ page, incidents }),
    'api/v2/incidents/unresolved.json': z.strictObject({ page, incidents }),
    'api/v2/scheduled-maintenances.json': z.strictObject({ page, scheduled_maintenances }),
    'api/v2/scheduled-maintenances/upcoming.json': z.strictObject({ page, scheduled_maintenances }),
    'api/v2/scheduled-maintenances/active.json': z.strictObject({ page, scheduled_maintenances }),
  } as const;
}

const OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}(Z|[+-]\d{2}:\d{2})$/;
const UTC = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

export const GENUINE = schemasOf(z.string().regex(OFFSET), { genuine: true });
export const OURS = schemasOf(z.string().regex(UTC), { genuine: false });

type Schemas = typeof OURS;
export type StatuspageFile = keyof Schemas;
export const STATUSPAGE_NAMES = Object.keys(OURS) as readonly StatuspageFile[];

/** The parsed files, by their names. */
export type StatuspageFiles = { readonly [Name in StatuspageFile]: z.output<Schemas[Name]> };
export type Summary = StatuspageFiles['api/v2/summary.json'];
export type ComponentRow = Summary['components'][number];
export type EntryRow = Summary['incidents'][number] | Summary['scheduled_maintenances'][number];

/** @throws where a file is missing, is no JSON, or holds anything that strict clients refuse. */
export function readStatuspage(files: Readonly<Record<string, string>>): StatuspageFiles {
  const parsed = STATUSPAGE_NAMES.map((name) => {
    const result = OURS[name].safeParse(JSON.parse(files[name] ?? ''));
    if (!result.success) throw new Error(`${name}: ${z.prettifyError(result.error)}`);
    return [name, result.data] as const;
  });
  return Object.fromEntries(parsed) as unknown as StatuspageFiles;
}
