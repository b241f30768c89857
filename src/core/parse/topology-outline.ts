import type { Id, Role } from '../model/topology.ts';
import { readFlow } from './flow.ts';
import { isMapping, quoteValue } from './value-words.ts';
import type { YamlPath } from './yaml-places.ts';

type EntityKind = 'zone' | 'group' | 'service' | 'server';

/** Something with an id of its own. */
export interface Entity {
  readonly kind: EntityKind;
  readonly id: Id;
  /** Of the id itself. */
  readonly path: YamlPath;
}

/** A place that names a group by its id. */
export interface GroupReference {
  /** What names it, as messages say it: `service "web" needs`. */
  readonly subject: string;
  readonly id: Id;
  readonly path: YamlPath;
  /** True where the id is a word among others at `path`. */
  readonly inText: boolean;
}

export interface GroupOutline {
  readonly id: Id;
  readonly path: YamlPath;
  /** Servers whose role counts towards the redundancy. */
  readonly counted: number;
  /** Of `{at_least: k}`. */
  readonly atLeast?: number;
  readonly fallbackTo?: Id;
}

/**
 * Who is who and who names whom. Read leniently from the raw value, so that a file with a mistake of form
 * still has all its references checked at once.
 */
export interface TopologyOutline {
  readonly entities: readonly Entity[];
  readonly groups: readonly GroupOutline[];
  readonly references: readonly GroupReference[];
}

const COUNTED_ROLES: readonly unknown[] = ['active', 'maintenance'] satisfies Role[];

export function outlineOf(root: unknown): TopologyOutline {
  const zones = entriesOf(root, [], 'zones');
  const groups = zones.flatMap(({ value, path }) => entriesOf(value, path, 'groups'));
  const servers = groups.flatMap(({ value, path }) => entriesOf(value, path, 'servers'));
  const services = entriesOf(root, [], 'services');
  return {
    entities: [
      ...zones.flatMap((entry) => entityOf('zone', entry)),
      ...groups.flatMap((entry) => entityOf('group', entry)),
      ...servers.flatMap((entry) => entityOf('server', entry)),
      ...services.flatMap((entry) => entityOf('service', entry)),
    ],
    groups: groups.flatMap(groupOf),
    references: [
      ...services.flatMap((entry) => needsOf(entry, 'needs', 'needs')),
      ...services.flatMap((entry) => needsOf(entry, 'degraded_without', 'is degraded without')),
      ...groups.flatMap(fallbackOf),
      ...entriesOf(root, [], 'flows').flatMap(hopsOf),
    ],
  };
}

interface Entry {
  readonly value: unknown;
  readonly path: YamlPath;
}

function entriesOf(owner: unknown, path: YamlPath, key: string): Entry[] {
  const list = isMapping(owner) && Object.hasOwn(owner, key) ? owner[key] : undefined;
  if (!Array.isArray(list)) return [];
  return list.map((value: unknown, index) => ({ value, path: [...path, key, index] }));
}

function entityOf(kind: EntityKind, { value, path }: Entry): Entity[] {
  if (kind === 'server' && typeof value === 'string') return [{ kind, id: value, path }];
  const id = isMapping(value) ? value['id'] : undefined;
  return typeof id === 'string' ? [{ kind, id, path: [...path, 'id'] }] : [];
}

function groupOf({ value, path }: Entry): GroupOutline[] {
  if (!isMapping(value) || typeof value['id'] !== 'string') return [];
  const { redundancy, fallback } = value;
  const atLeast = isMapping(redundancy) ? redundancy['at_least'] : undefined;
  const fallbackTo = isMapping(fallback) ? fallback['to'] : undefined;
  const counted = entriesOf(value, path, 'servers').filter(({ value: server }) => isCounted(server)).length;
  return [
    {
      id: value['id'],
      path,
      counted,
      ...(typeof atLeast === 'number' ? { atLeast } : {}),
      ...(typeof fallbackTo === 'string' ? { fallbackTo } : {}),
    },
  ];
}

function isCounted(server: unknown): boolean {
  const role = isMapping(server) ? server['role'] : undefined;
  return role === undefined || COUNTED_ROLES.includes(role);
}

function needsOf(service: Entry, key: string, verb: string): GroupReference[] {
  const { value } = service;
  if (!isMapping(value)) return [];
  const subject = `service ${typeof value['id'] === 'string' ? quoteValue(value['id']) : 'without an id'} ${verb}`;
  return entriesOf(value, service.path, key).flatMap(({ value: id, path }) =>
    typeof id === 'string' ? [{ subject, id, path, inText: false }] : [],
  );
}

function fallbackOf(entry: Entry): GroupReference[] {
  return groupOf(entry).flatMap(({ id, fallbackTo, path }) =>
    fallbackTo === undefined
      ? []
      : [
          {
            subject: `group ${quoteValue(id)} falls back to`,
            id: fallbackTo,
            path: [...path, 'fallback', 'to'],
            inText: false,
          },
        ],
  );
}

function hopsOf({ value, path }: Entry): GroupReference[] {
  const hops = new Set(readFlow(value)?.hops);
  const subject = `flow ${String(Number(path.at(-1)) + 1)} leads through`;
  return [...hops].map((id) => ({ subject, id, path, inText: true }));
}
