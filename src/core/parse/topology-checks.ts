import { diagnostic } from '../model/diagnostic.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { INTERNET } from '../model/topology.ts';
import type { Id } from '../model/topology.ts';
import { readFlow } from './flow.ts';
import { suggestion } from './suggest.ts';
import type { Entity, GroupOutline, GroupReference, TopologyOutline } from './topology-outline.ts';
import { valueAt } from './topology-words.ts';
import { quoteValue } from './value-words.ts';
import type { YamlSource } from './yaml-places.ts';

/** What a schema cannot see: that ids are one of a kind, lead somewhere, and that numbers and fallbacks make sense together. */
export function checkTopology(outline: TopologyOutline, source: YamlSource, file: string): Diagnostic[] {
  const first = firstEntities(outline.entities);
  return [
    ...duplicateIds(outline.entities, first, source, file),
    ...unknownReferences(outline, first, source, file),
    ...repeatedReferences(outline.references, source, file),
    ...outline.groups.flatMap((group) => redundancyProblem(group, source, file)),
    ...fallbackLoops(outline.groups, source, file),
    ...flowsToThemselves(source, file),
  ];
}

function firstEntities(entities: readonly Entity[]): ReadonlyMap<Id, Entity> {
  const first = new Map<Id, Entity>();
  for (const entity of entities) if (!first.has(entity.id)) first.set(entity.id, entity);
  return first;
}

function duplicateIds(
  entities: readonly Entity[],
  first: ReadonlyMap<Id, Entity>,
  source: YamlSource,
  file: string,
): Diagnostic[] {
  return entities.flatMap((entity) => {
    const other = first.get(entity.id);
    if (other === undefined || other === entity) return [];
    const line = String(source.placeOf(other.path).line);
    const message = `${entity.kind} ${quoteValue(entity.id)} has the id of the ${other.kind} in line ${line}, expected one of its own`;
    const hint =
      'zones, groups, servers and services share one set of ids, because they name anchors and addresses';
    return [diagnostic('duplicate-id', { file, ...source.placeOf(entity.path) }, message, hint)];
  });
}

function unknownReferences(
  { references, groups }: TopologyOutline,
  first: ReadonlyMap<Id, Entity>,
  source: YamlSource,
  file: string,
): Diagnostic[] {
  const groupIds = groups.map(({ id }) => id);
  const known = new Set(groupIds);
  return references.flatMap((reference) => {
    const { subject, id, inText } = reference;
    if (known.has(id) || (inText && id === INTERNET)) return [];
    const kind = first.get(id)?.kind;
    const what = kind === undefined ? 'which names nothing' : `which is a ${kind}`;
    const message = `${subject} ${quoteValue(id)}, ${what}, expected the id of a group`;
    const hint = suggestion(id, inText ? [...groupIds, INTERNET] : groupIds);
    return [diagnostic('unknown-reference', placeOf(reference, source, file), message, hint)];
  });
}

function placeOf({ path, id, inText }: GroupReference, source: YamlSource, file: string) {
  return { file, ...(inText ? source.placeOfWord(path, id) : source.placeOf(path)) };
}

/** The same group twice in what one service needs: one of the two was meant to be another. */
function repeatedReferences(
  references: readonly GroupReference[],
  source: YamlSource,
  file: string,
): Diagnostic[] {
  const seen = new Set<string>();
  return references.flatMap((reference) => {
    // `services`, n: everything one service names, in either list.
    const [list, index] = reference.path;
    if (list !== 'services') return [];
    const name = `${String(index)} ${reference.id}`;
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    const message = `${reference.subject} ${quoteValue(reference.id)}, which it names already, expected each group once`;
    return [diagnostic('bad-value', placeOf(reference, source, file), message)];
  });
}

function redundancyProblem(
  { id, path, atLeast, counted }: GroupOutline,
  source: YamlSource,
  file: string,
): Diagnostic[] {
  if (atLeast === undefined || atLeast <= counted) return [];
  const message = `group ${quoteValue(id)} needs at least ${String(atLeast)} servers, expected no more than the ${String(counted)} it has in service`;
  const hint = 'servers with role standby, preparing or withdrawn do not count';
  const place = { file, ...source.placeOf([...path, 'redundancy', 'at_least']) };
  return [diagnostic('bad-redundancy', place, message, hint)];
}

function fallbackLoops(groups: readonly GroupOutline[], source: YamlSource, file: string): Diagnostic[] {
  const next = new Map(groups.map(({ id, fallbackTo }) => [id, fallbackTo]));
  return groups.flatMap(({ id, fallbackTo, path }) => {
    const beyond = fallbackTo === undefined ? undefined : next.get(fallbackTo);
    if (fallbackTo === undefined || (beyond === undefined && fallbackTo !== id)) return [];
    const place = { file, ...source.placeOf([...path, 'fallback', 'to']) };
    const message = `group ${quoteValue(id)} falls back to ${loopWords(id, fallbackTo, beyond)}`;
    return [
      diagnostic('fallback-loop', place, message, 'a fallback takes over by itself: one hop is all there is'),
    ];
  });
}

function loopWords(id: Id, to: Id, beyond: Id | undefined): string {
  if (to === id) return 'itself, expected another group';
  const turn = beyond === id ? 'falls back to it in turn' : `itself falls back to ${quoteValue(beyond)}`;
  return `${quoteValue(to)}, which ${turn}, expected a group without a fallback`;
}

function flowsToThemselves(source: YamlSource, file: string): Diagnostic[] {
  const flows = valueAt(source.value, ['flows']);
  if (!Array.isArray(flows)) return [];
  return flows.flatMap((flow: unknown, index) => {
    const { hops } = readFlow(flow) ?? { hops: [] };
    const twice = hops.find((hop, at) => hop === hops[at + 1]);
    if (twice === undefined) return [];
    const path = ['flows', index];
    const message = `flow ${String(index + 1)} leads from ${quoteValue(twice)} to itself, expected another group`;
    return [diagnostic('bad-value', { file, ...source.placeOfWord(path, twice) }, message)];
  });
}
