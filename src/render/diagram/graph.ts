import type { ElkNode } from 'elkjs/lib/elk-api.js';
import { INTERNET } from '../../core/model/topology.ts';
import type { Box } from './box.ts';
import type { DiagramInput, InputZone } from './model.ts';
import { ZONE_PAD, titleStrip, titleWidth } from './zone-title.ts';

export type LayeredKind = 'wide' | 'medium';

/** What the graph of one drawing is made of, besides the input. */
export interface GraphParts {
  readonly kind: LayeredKind;
  readonly boxes: ReadonlyMap<string, Box>;
  /** Zone id → the lines of its title. */
  readonly titles: ReadonlyMap<string, readonly string[]>;
  readonly internet: { readonly width: number; readonly height: number };
  /** Zone id → by how much its boxes move to the right of the title's place. */
  readonly indent: ReadonlyMap<string, number>;
}

/** Ways to let ELK place the boxes; which of them looks best depends on the graph. */
export interface Placement {
  readonly options: Readonly<Record<string, string>>;
  /** Only tried when the others fail. */
  readonly lastResort: boolean;
}

/** Keeps zones in the order of the file where that costs no crossing. Within zones ELK's own order is the better one. */
const FILE_ORDER = { 'elk.layered.considerModelOrder.strategy': 'PREFER_NODES' };
const STRAIGHT = { 'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX' };
const BALANCED = {
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
};

export const PLACEMENTS: readonly Placement[] = [
  { options: { ...STRAIGHT, ...FILE_ORDER }, lastResort: false },
  { options: { ...BALANCED, ...FILE_ORDER }, lastResort: false },
  { options: STRAIGHT, lastResort: true },
  { options: BALANCED, lastResort: true },
];

/** Zones and groups may have any id; this one is no group's. */
export const zoneNode = (id: string): string => `zone ${id}`;

const DIRECTION: Readonly<Record<LayeredKind, string>> = { wide: 'RIGHT', medium: 'DOWN' };

/** Half of the thickest line: nothing is cut off at the edge of the drawing. */
const MARGIN = 2;

/** https://eclipse.dev/elk/reference/algorithms/org-eclipse-elk-layered.html; children inherit none of it. */
function spacing(kind: LayeredKind): Record<string, string> {
  return {
    'elk.algorithm': 'layered',
    'elk.direction': DIRECTION[kind],
    'elk.edgeRouting': 'ORTHOGONAL',
    'elk.randomSeed': '1',
    'elk.spacing.nodeNode': '20',
    'elk.spacing.edgeNode': '16',
    'elk.spacing.edgeEdge': '10',
    'elk.spacing.componentComponent': '24',
    'elk.layered.spacing.nodeNodeBetweenLayers': '30',
    'elk.layered.spacing.edgeNodeBetweenLayers': '14',
    'elk.layered.spacing.edgeEdgeBetweenLayers': '8',
  };
}

/** The file's order is asked for at the root only: set inside zones too, it makes ELK 0.12 fail on ordinary graphs. */
function placementInside(placement: Placement): Record<string, string> {
  return Object.fromEntries(
    Object.entries(placement.options).filter(([key]) => key.includes('nodePlacement')),
  );
}

function padding(top: number, side: number, left = side): string {
  return `[top=${top},left=${left},bottom=${side},right=${side}]`;
}

function zoneGraph(zone: InputZone, parts: GraphParts, placement: Placement): ElkNode {
  const lines = parts.titles.get(zone.id) ?? [];
  const left = ZONE_PAD + (parts.indent.get(zone.id) ?? 0);
  return {
    id: zoneNode(zone.id),
    layoutOptions: {
      ...spacing(parts.kind),
      ...placementInside(placement),
      'elk.padding': padding(titleStrip(lines), ZONE_PAD, left),
      'elk.nodeSize.constraints': 'MINIMUM_SIZE',
      'elk.nodeSize.minimum': `(${titleWidth(lines) + 2 * ZONE_PAD},0)`,
    },
    children: zone.groups.map(({ id }) => {
      const { width = 0, height = 0 } = parts.boxes.get(id) ?? {};
      return { id, width, height };
    }),
  };
}

/** ELK's graph: zones as compound nodes, groups as boxes of fixed size, the outside world beside the zones. */
export function graphOf(input: DiagramInput, parts: GraphParts, placement: Placement): ElkNode {
  const outside = input.flows.some(({ from, to }) => from === INTERNET || to === INTERNET);
  return {
    id: 'diagram',
    layoutOptions: {
      ...spacing(parts.kind),
      ...placement.options,
      'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
      'elk.json.shapeCoords': 'ROOT',
      'elk.json.edgeCoords': 'ROOT',
      'elk.padding': padding(MARGIN, MARGIN),
    },
    children: [
      ...(outside ? [{ id: INTERNET, ...parts.internet }] : []),
      ...input.zones.map((zone) => zoneGraph(zone, parts, placement)),
    ],
    edges: input.flows.map(({ from, to }, index) => ({
      id: `edge ${index}`,
      sources: [from],
      targets: [to],
    })),
  };
}
