import type { DiagramGroup, DiagramServer } from '../../core/view/diagram-view.ts';
import { SERVER_STATES } from '../../core/view/diagram-view.ts';
import type { Age } from '../../core/model/time.ts';
import type { Words } from '../words/words.ts';
import type { ReservedTexts } from './model.ts';

/** The part of the site's words the diagram needs. */
export type DiagramWords = Pick<Words, 'text' | 'age' | 'group'>;

/** What stands beside a server's light: how long it has been online, or the word for its state. */
export function serverText(server: Pick<DiagramServer, 'state' | 'age'>, words: DiagramWords): string {
  if (server.state === 'online' && server.age !== undefined) return words.age(server.age);
  return words.text(`diagram.server.${server.state}`);
}

/** "for at least 43 days"; empty where it is not known. */
export function sinceText(group: Pick<DiagramGroup, 'age'>, words: DiagramWords): string {
  return group.age === undefined ? '' : words.text('diagram.group.since', { age: words.age(group.age) });
}

/** The longest ages that are printed: 59 minutes, 47 hours, 27 years in days. */
const LONGEST_AGES: readonly Age[] = [
  { count: 59, unit: 'minute' },
  { count: 47, unit: 'hour' },
  { count: 9999, unit: 'day' },
];

const GROUP_KEYS = [
  'group.operational',
  'group.full',
  'group.reduced',
  'group.reduced-other',
  'group.none',
  'group.maintenance',
  'group.unknown',
  'group.degraded',
  'group.partial',
  'group.partial-count',
  'group.down',
  'group.down-count',
] as const;

/** Every text a box may ever show, for groups of up to `total` servers. One and two have words of their own. */
export function reservedTexts(words: Pick<DiagramWords, 'text' | 'age'>, total: number): ReservedTexts {
  const ages = LONGEST_AGES.map((age) => words.age(age));
  const counts = [...new Set([1, Math.min(2, total), total])];
  const groups = GROUP_KEYS.flatMap((key) => counts.map((count) => words.text(key, { count, total: count })));
  return {
    server: [...ages, ...SERVER_STATES.map((state) => words.text(`diagram.server.${state}`))],
    group: [...new Set(groups)],
    since: ages.map((age) => words.text('diagram.group.since', { age })),
    internet: words.text('diagram.internet'),
  };
}
