import type { DiagramView, DiagramZone } from '../../../src/core/view/diagram-view.ts';
import { roundedPath } from '../../../src/render/diagram/geometry.ts';
import type { DiagramWords } from '../../../src/render/diagram/labels.ts';
import { NAME, SMALL, TITLE, TITLE_LINE } from '../../../src/render/diagram/metrics.ts';
import type { DrawnEdge, Drawing, DrawingKind } from '../../../src/render/diagram/model.ts';
import type { Keep } from '../../keep.ts';
import { Box, Lines } from './box.tsx';

/** The arrow head reaches this far; the line ends inside it. */
const HEAD = 5;

function ArrowHead({ id }: { readonly id: string }) {
  return (
    <marker
      id={id}
      viewBox="0 0 8 8"
      refX="3"
      refY="4"
      markerWidth="8"
      markerHeight="8"
      markerUnits="userSpaceOnUse"
      orient="auto"
    >
      <path class="d-head" d="M0 .5L8 4L0 7.5L1.6 4z" />
    </marker>
  );
}

function Edges({ edges, arrow }: { readonly edges: readonly DrawnEdge[]; readonly arrow: string }) {
  return (
    <g class="d-edges" aria-hidden="true">
      {edges.map(({ points, fallback }) => (
        <path
          class={fallback ? 'd-fallback' : undefined}
          d={roundedPath(points, HEAD)}
          marker-end={`url(#${arrow})`}
        />
      ))}
    </g>
  );
}

function Internet({
  drawing,
  kind,
  words,
}: {
  readonly drawing: Drawing;
  readonly kind: DrawingKind;
  readonly words: DiagramWords;
}) {
  if (drawing.internet === null) return null;
  const { x, y, width, height, icon, label } = drawing.internet;
  return (
    <g>
      <rect class="d-internet" x={x} y={y} width={width} height={height} rx="12" />
      <path
        class="d-globe"
        transform={`translate(${icon.x} ${icon.y})`}
        d="M-13 0a13 13 0 1 0 26 0a13 13 0 1 0-26 0zM-5.6 0a5.6 13 0 1 0 11.2 0a5.6 13 0 1 0-11.2 0zM-11.5-6h23M-11.5 6h23"
      />
      <text
        x={label.x}
        y={label.y}
        font-size={SMALL.size}
        text-anchor={kind === 'wide' ? 'middle' : undefined}
      >
        {words.text('diagram.internet')}
      </text>
    </g>
  );
}

export interface DrawingProps {
  readonly kind: DrawingKind;
  readonly drawing: Drawing;
  readonly view: DiagramView;
  readonly words: DiagramWords;
  readonly keep: Keep;
}

/** One arrangement as SVG. Colours come from the stylesheet by class, sizes from the layout. */
export function DiagramDrawing({ kind, drawing, view, words, keep }: DrawingProps) {
  const id = `diagram-${kind}`;
  const zones = new Map<string, DiagramZone>(view.zones.map((zone) => [zone.id, zone]));
  const groups = new Map(
    view.zones.flatMap((zone) => zone.groups.map((group) => [group.id, { group, zone }])),
  );
  return (
    <svg
      class={id}
      role="group"
      aria-labelledby={`${id}Title`}
      aria-describedby={`${id}Description`}
      width={drawing.width}
      height={drawing.height}
      viewBox={`0 0 ${drawing.width} ${drawing.height}`}
      font-size={NAME.size}
    >
      <title id={`${id}Title`}>{words.text('diagram.title')}</title>
      <desc id={`${id}Description`}>{words.text('diagram.description')}</desc>
      <defs>
        <ArrowHead id={`${id}Arrow`} />
      </defs>
      {drawing.zones.map(({ id: zoneId, x, y, width, height }) => (
        <g class={`zone-${zones.get(zoneId)?.colour ?? 'grey'}`}>
          <rect class="d-zone" x={x} y={y} width={width} height={height} rx="16" />
        </g>
      ))}
      <Edges edges={drawing.edges} arrow={`${id}Arrow`} />
      <Internet drawing={drawing} kind={kind} words={words} />
      {drawing.zones.map(({ id: zoneId, title }) => (
        <g class={`zone-${zones.get(zoneId)?.colour ?? 'grey'}`}>
          <text class="d-zone-title" x={title.x} y={title.y} font-size={TITLE.size}>
            <Lines block={title} lineHeight={TITLE_LINE} />
          </text>
          {drawing.groups.map((drawn) => {
            const found = groups.get(drawn.id);
            return found?.zone.id === zoneId ? (
              <Box drawn={drawn} group={found.group} words={words} keep={keep} />
            ) : null;
          })}
        </g>
      ))}
    </svg>
  );
}
