import type { DiagramGroup, DiagramServer } from '../../../src/core/view/diagram-view.ts';
import type { DiagramWords } from '../../../src/render/diagram/labels.ts';
import { serverText, sinceText } from '../../../src/render/diagram/labels.ts';
import {
  DOT_RADIUS,
  GLYPH_RADIUS,
  NAME_LINE,
  PAD,
  SMALL,
  SMALL_LINE,
  TITLE,
  TITLE_LINE,
} from '../../../src/render/diagram/metrics.ts';
import { FOOT_LINES } from '../../../src/render/diagram/model.ts';
import type { DrawnGroup, DrawnServer, TextBlock } from '../../../src/render/diagram/model.ts';
import { wrapText } from '../../../src/render/diagram/text.ts';
import type { Keep } from '../../keep.ts';
import { isClaim, LIGHT, lightOf, NOW } from '../light.ts';
import { StateGlyphShape } from '../state-glyph.tsx';

/** Lines of text one below the other, as one <text> so that a search or a copy finds the whole name. */
export function Lines({ block, lineHeight }: { readonly block: TextBlock; readonly lineHeight: number }) {
  if (block.lines.length < 2) return <>{block.lines[0]}</>;
  return (
    <>
      {block.lines.map((line, index) => (
        <tspan x={block.x} y={block.y + index * lineHeight}>
          {line}
        </tspan>
      ))}
    </>
  );
}

interface ServerProps {
  readonly drawn: DrawnServer;
  readonly server: DiagramServer;
  readonly words: DiagramWords;
}

function Server({ drawn, server, words }: ServerProps) {
  const { dot, name, state } = drawn;
  return (
    <>
      <StateGlyphShape
        state={server.state}
        cx={dot.x}
        cy={dot.y}
        r={DOT_RADIUS}
        lit={isClaim(server.state)}
      />
      <text x={name.x} y={name.y}>
        <Lines block={name} lineHeight={NAME_LINE} />
      </text>
      <text
        class={server.state === 'offline' ? 'd-state d-offline' : 'd-state'}
        x={state.x}
        y={state.y}
        font-size={SMALL.size}
        text-anchor={state.anchor === 'end' ? 'end' : undefined}
        {...lightOf(server.state)}
      >
        {serverText(server, words)}
      </text>
    </>
  );
}

/** What the servers amount to, and since when; a state of two lines leaves no room for the time, which the list has. */
function Foot({
  drawn,
  state,
  since,
}: {
  readonly drawn: DrawnGroup;
  readonly state: string;
  readonly since: string;
}) {
  const { x, y } = drawn.foot;
  const lines = wrapText(state, SMALL, drawn.footWidth, FOOT_LINES);
  return (
    <g font-size={SMALL.size}>
      <text class="d-foot" x={x} y={y}>
        <Lines block={{ x, y, lines }} lineHeight={SMALL_LINE} />
      </text>
      {since === '' || lines.length >= FOOT_LINES ? null : (
        <text class="d-state" x={x} y={y + lines.length * SMALL_LINE} {...NOW}>
          {since}
        </text>
      )}
    </g>
  );
}

export interface BoxProps {
  readonly drawn: DrawnGroup;
  readonly group: DiagramGroup;
  readonly words: DiagramWords;
  readonly keep: Keep;
}

/** One group, drawn again where it changed or stands elsewhere. */
export function Box(props: BoxProps) {
  const { drawn, group, keep } = props;
  return keep('box', [placeOf(drawn), group], () => drawBox(props));
}

/** A layout is dear to write down each minute, and stays the same object as long as it holds: a number stands for it. */
const places = new WeakMap<DrawnGroup, number>();
let placesSeen = 0;

function placeOf(drawn: DrawnGroup): number {
  const known = places.get(drawn);
  if (known !== undefined) return known;
  placesSeen += 1;
  places.set(drawn, placesSeen);
  return placesSeen;
}

/** One group: a link to its entry in the list, named so that its name alone says how it is. */
function drawBox({ drawn, group, words }: BoxProps) {
  const { x, y, width, height, title, glyph, ruleY } = drawn;
  const servers = new Map(group.servers.map((server) => [server.id, server]));
  const state = words.group(group.status);
  return (
    <a class={`d-group d-${group.status.severity}`} href={`#${group.id}`} {...LIGHT}>
      <rect class="d-box" x={x} y={y} width={width} height={height} rx="10" />
      <text class="d-title" x={title.x} y={title.y} font-size={TITLE.size}>
        <Lines block={title} lineHeight={TITLE_LINE} />
      </text>
      <StateGlyphShape state={group.status.severity} cx={glyph.x} cy={glyph.y} r={GLYPH_RADIUS} lit />
      {drawn.servers.map((item) => {
        const server = servers.get(item.id);
        return server === undefined ? null : <Server drawn={item} server={server} words={words} />;
      })}
      <path class="d-rule" d={`M${x + PAD} ${ruleY}h${width - 2 * PAD}`} />
      <Foot drawn={drawn} state={state} since={sinceText(group, words)} />
    </a>
  );
}
