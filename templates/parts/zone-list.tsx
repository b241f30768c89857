import type { VNode } from 'preact';
import type { Names } from '../../src/core/view/context.ts';
import type { GroupView, ServerView, ZoneView } from '../../src/core/view/infrastructure.ts';
import type { Instant } from '../../src/core/model/time.ts';
import type { Kit } from '../kit.ts';
import { StateGlyph } from './state-glyph.tsx';
import { Prose } from './text.tsx';

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
  const { group, names, near } = props;
  const { words, parts } = kit;
  const { status, onlineAtLeast } = group;
  const reasons = words.reasons(status.reasons, (id) => names[id] ?? id, near);
  return (
    <li
      id={group.id}
      class={`group is-${status.severity}${group.servers.length > FEW_SERVERS ? ' many' : ''}`}
    >
      <h4>
        <StateGlyph state={status.severity} /> {group.name}
      </h4>
      <p class="group-line">
        {words.group(status)}
        {onlineAtLeast === undefined ? null : (
          <> · {words.text('diagram.group.since', { age: words.age(onlineAtLeast) })}</>
        )}
      </p>
      {reasons.length === 0 ? null : (
        <div class="notes">
          {reasons.map((reason) => (
            <p>{reason}</p>
          ))}
        </div>
      )}
      {group.about === undefined ? null : <Prose text={group.about} top={5} kit={kit} />}
      <ul class="servers">
        {group.servers.map((server) => (
          <parts.ServerItem server={server} />
        ))}
      </ul>
    </li>
  );
}

/** One server: its light, its name, its word, for how long, and why it is out of service where that is on purpose. */
export function ServerItem({ server }: { readonly server: ServerView }, kit: Kit): VNode {
  const { words } = kit;
  const { id, name, state, age, note } = server;
  const timed = age !== undefined && (state === 'online' || state === 'offline');
  const remarks = [
    ...staffWord(server, kit),
    ...(isOnPurpose(state) ? [words.text(`server.explain.${state}`)] : []),
    ...(note === undefined ? [] : [note]),
  ];
  return (
    <li id={id} class={`server server-${state}`}>
      <StateGlyph state={state} size={14} />
      <span class="server-name">{name}</span>
      <span class="server-word">
        {timed ? words.text(`server.${state}-for`, { age: words.age(age) }) : words.text(`server.${state}`)}
      </span>
      {remarks.length === 0 ? null : (
        <div class="server-notes">
          {remarks.map((remark) => (
            <p>{remark}</p>
          ))}
        </div>
      )}
    </li>
  );
}

/** What staff say of it, and how the probes differ, so that no light and word contradict each other unexplained. */
function staffWord({ declared, probesSee }: ServerView, { words }: Kit): readonly string[] {
  if (declared === undefined) return [];
  if (probesSee !== undefined) return [words.text(`server.declared-down.${probesSee}`)];
  return [words.text('server.declared', { word: words.severity(declared) })];
}

const ON_PURPOSE = ['maintenance', 'standby', 'preparing', 'withdrawn'] as const;
type OnPurpose = (typeof ON_PURPOSE)[number];

function isOnPurpose(state: ServerView['state']): state is OnPurpose {
  return (ON_PURPOSE as readonly string[]).includes(state);
}
