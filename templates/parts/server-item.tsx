import type { VNode } from 'preact';
import type { ServerView } from '../../src/core/view/server.ts';
import type { Instant } from '../../src/core/model/time.ts';
import type { Kit } from '../kit.ts';
import { isClaim, lightOf, NOW } from './light.ts';
import { StateGlyph } from './state-glyph.tsx';
import { sentence, separated, ShortTime } from './text.tsx';

export interface ServerItemProps {
  readonly server: ServerView;
  /** The data's time, whose day needs no date. */
  readonly near: Instant | undefined;
}

/** One server: its light, its name, its word, since when and from where it is seen, and why it is out of service where that is on purpose. */
export function ServerItem({ server, near }: ServerItemProps, kit: Kit): VNode {
  const { words } = kit;
  const { id, name, state, note } = server;
  const purpose = isOnPurpose(state) ? [words.text(`server.explain.${state}`)] : [];
  // What holds only as long as its light does, and what does not go out of date.
  const passing = [...staffWord(server, kit), ...(isClaim(state) ? purpose : [])];
  const remarks = [...(isClaim(state) ? [] : purpose), ...(note === undefined ? [] : [note])];
  const facts = factsOf(server, near, kit);
  return (
    <li id={id} class={`server server-${state}`} {...lightOf(state)}>
      <StateGlyph state={state} size={14} lit={isClaim(state)} />
      <span class="server-name">{name}</span>
      <span class="server-word">{wordOf(server, kit)}</span>
      {facts.length + passing.length + remarks.length === 0 ? null : (
        <div class="server-notes">
          {facts.length === 0 ? null : <p {...NOW}>{separated(facts, kit)}</p>}
          {passing.map((remark) => (
            <p {...NOW}>{remark}</p>
          ))}
          {remarks.map((remark) => (
            <p>{remark}</p>
          ))}
        </div>
      )}
    </li>
  );
}

/** `online 43 days`, `offline for at least 2 hours` */
function wordOf({ state, age, sinceIsAtLeast }: ServerView, { words }: Kit): string {
  if (age === undefined || (state !== 'online' && state !== 'offline')) return words.text(`server.${state}`);
  const key =
    sinceIsAtLeast === true ? (`server.${state}-for-at-least` as const) : (`server.${state}-for` as const);
  return words.text(key, { age: words.age(age) });
}

function factsOf(server: ServerView, near: Instant | undefined, kit: Kit): readonly VNode[] {
  const { sinceAt, sinceIsAtLeast, lastOnlineAt, seen } = server;
  const time = (at: Instant) => <ShortTime at={at} near={near} kit={kit} />;
  return [
    ...(sinceAt === undefined
      ? []
      : [
          <>
            {sentence(kit, sinceIsAtLeast === true ? 'server.since.at-least' : 'server.since', {
              time: time(sinceAt),
            })}
          </>,
        ]),
    ...(lastOnlineAt === undefined
      ? []
      : [<>{sentence(kit, 'server.last-online', { time: time(lastOnlineAt) })}</>]),
    ...(seen === undefined ? [] : [<>{kit.words.seen(seen)}</>]),
  ];
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
