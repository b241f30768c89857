import type { IncidentKind } from '../model/incident.ts';
import type { frontMatterSchema } from './front-matter-schema.ts';

type Key = keyof typeof frontMatterSchema.shape;

const ALL: readonly IncidentKind[] = ['incident', 'maintenance', 'announcement'];
const WITH_EFFECTS: readonly IncidentKind[] = ['incident', 'maintenance'];
const PLANNED: readonly IncidentKind[] = ['maintenance'];

/**
 * The keys of front matter and the kinds of entry that have them. What each holds stands in the schema, from which the
 * types here come; the schema itself stays out of this path, because loading its library takes longer than reading a hundred files.
 */
export const KINDS_OF_KEY = {
  title: ALL,
  kind: ALL,
  affects: WITH_EFFECTS,
  mail: WITH_EFFECTS,
  next_update: WITH_EFFECTS,
  window: PLANNED,
  cancelled: PLANNED,
  follows: ALL,
  started: ALL,
  resolved: WITH_EFFECTS,
  pinned: ALL,
  draft: ALL,
} as const satisfies Record<Key, readonly IncidentKind[]>;

export type FrontMatterKey = keyof typeof KINDS_OF_KEY;

export const FRONT_MATTER_KEYS = Object.keys(KINDS_OF_KEY) as readonly FrontMatterKey[];

export function isFrontMatterKey(key: string): key is FrontMatterKey {
  return Object.hasOwn(KINDS_OF_KEY, key);
}
