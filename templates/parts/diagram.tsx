import type { DiagramView } from '../../src/core/view/diagram-view.ts';
import type { DiagramWords } from '../../src/render/diagram/labels.ts';
import { DRAWING_KINDS } from '../../src/render/diagram/model.ts';
import type { DiagramLayout } from '../../src/render/diagram/model.ts';
import type { Keep } from '../keep.ts';
import { DiagramDrawing } from './diagram/drawing.tsx';
import { Legend } from './diagram/legend.tsx';

export interface DiagramProps {
  readonly layout: DiagramLayout;
  readonly view: DiagramView;
  readonly words: DiagramWords;
  readonly keep: Keep;
}

/**
 * The infrastructure diagram. All arrangements are in the page and the stylesheet shows the one that fits the
 * container, hiding the others from everybody; where none fits, the list below serves alone.
 * Every group and server it links to has its id as an anchor in that list.
 */
export function Diagram({ layout, view, words, keep }: DiagramProps) {
  const drawings = DRAWING_KINDS.flatMap((kind) => {
    const drawing = layout[kind];
    return drawing === null ? [] : [{ kind, drawing }];
  });
  const edges = drawings[0]?.drawing.edges;
  if (edges === undefined) return null;
  return (
    <figure
      class={['diagram', ...drawings.map(({ kind, drawing }) => `${kind}-${drawing.readableFrom}`)].join(' ')}
    >
      {drawings.map(({ kind, drawing }) => (
        <DiagramDrawing kind={kind} drawing={drawing} view={view} words={words} keep={keep} />
      ))}
      <figcaption>
        <Legend
          states={view.states}
          flows={edges.some(({ fallback }) => !fallback)}
          fallbacks={edges.some(({ fallback }) => fallback)}
          words={words}
        />
      </figcaption>
    </figure>
  );
}
