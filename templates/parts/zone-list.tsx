import type { VNode } from 'preact';
import type { Names } from '../../src/core/view/context.ts';
import type { GroupSince, GroupView, ZoneView } from '../../src/core/view/infrastructure.ts';
import { servicePath } from '../../src/core/view/service.ts';
import type { Instant } from '../../src/core/model/time.ts';
import type { Kit } from '../kit.ts';
import { LIGHT, NOW } from './light.ts';
import { StateGlyph } from './state-glyph.tsx';
import { linked, Prose, sentence, separated, ShortTime } from './text.tsx';

interface Around {
  readonly names: Names;
  /** The data's time, whose day needs no date. */
  readonly near: Instant | undefined;
}

/** The diagram's content as a nested list; every group and server is an anchor. */
export function ZoneList(props: { readonly zones: readonly ZoneView[] } & Around, kit: Kit): VNode {
  const { zones, names, near } = props;
  return (
    <div class="zones">
      {zones.map((zone) => (
        <section id={zone.id} class={`zone zone-${zone.colour}`} aria-labelledby={`${zone.id}Name`}>
          <h3 id={`${zone.id}Name`}>{zone.name}</h3>
          <ul class="groups">
            {zone.groups.map((group) => (
              <kit.parts.GroupItem group={group} names={names} near={near} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

/** Longer lists of servers are set in columns. */
const FEW_SERVERS = 8;

/** A box of the diagram: how much of it works, for how long, and its servers. */
export function GroupItem(props: { readonly group: GroupView } & Around, kit: Kit): VNode {
  const { group, near } = props;
  // Of the data's time its day alone decides how times are told, and names are those of the topology, as the kit is.
  const day = near === undefined ? null : kit.words.isoDay(near);
  return kit.keep('group', [group, day], () => drawGroup(props, kit));
}

function drawGroup({ group, names, near }: { readonly group: GroupView } & Around, kit: Kit): VNode {
  const { words, parts } = kit;
  const { status, since } = group;
  const facts = factsOf(group, near, kit);
  const reasons = words.reasons(status.reasons, (id) => names[id] ?? id, near);
  return (
    <li
      id={group.id}
      class={`group is-${status.severity}${group.servers.length > FEW_SERVERS ? ' many' : ''}`}
      {...LIGHT}
    >
      <h4>
        <StateGlyph state={status.severity} lit /> {group.name}
      </h4>
      <p class="group-line">
        {words.group(status)}
        {since === undefined ? null : <> · {words.text(sinceKey(since), { age: words.age(since.age) })}</>}
      </p>
      {facts.length === 0 ? null : (
        <p class="group-facts" {...NOW}>
          {separated(facts, kit)}
        </p>
      )}
      {reasons.length === 0 ? null : (
        <div class="notes" {...NOW}>
          {reasons.map((reason) => (
            <p>{reason}</p>
          ))}
        </div>
      )}
      {group.about === undefined ? null : <Prose text={group.about} top={5} kit={kit} />}
      <ul class="servers">
        {group.servers.map((server) => (
          <parts.ServerItem server={server} near={near} />
        ))}
      </ul>
    </li>
  );
}

/** Since when, and for which services it stands. */
function factsOf({ since, services }: GroupView, near: Instant | undefined, kit: Kit): readonly VNode[] {
  const links = services.map(({ id, name }) => ({ name, href: kit.url(servicePath(id)) }));
  return [
    ...(since === undefined
      ? []
      : [
          <>
            {sentence(kit, since.atLeast ? 'server.since.at-least' : 'server.since', {
              time: <ShortTime at={since.at} near={near} kit={kit} />,
            })}
          </>,
        ]),
    ...(links.length === 0 ? [] : [<>{sentence(kit, 'group.services', { services: linked(kit, links) })}</>]),
  ];
}

function sinceKey({ atLeast }: GroupSince) {
  return atLeast ? 'diagram.group.since' : 'group.since';
}
