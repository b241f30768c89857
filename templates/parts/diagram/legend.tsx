import type { DiagramView } from '../../../src/core/view/diagram-view.ts';
import type { DiagramWords } from '../../../src/render/diagram/labels.ts';
import { StateGlyph } from '../state-glyph.tsx';

function Line({ fallback }: { readonly fallback: boolean }) {
  return (
    <svg class="d-edges" viewBox="0 0 34 16" width="34" height="16" aria-hidden="true">
      <path class={fallback ? 'd-fallback' : undefined} d="M1 8h26" />
      <path class="d-head" d="M25 4.5L33 8L25 11.5L26.6 8z" />
    </svg>
  );
}

interface LegendProps {
  readonly states: DiagramView['states'];
  readonly flows: boolean;
  readonly fallbacks: boolean;
  readonly words: DiagramWords;
}

/** What the shapes and lines mean, in words. */
export function Legend({ states, flows, fallbacks, words }: LegendProps) {
  return (
    <ul class="diagram-legend" aria-label={words.text('diagram.legend')}>
      {states.map((state) => (
        <li>
          <StateGlyph state={state} size={14} /> {words.text(`diagram.legend.${state}`)}
        </li>
      ))}
      {flows ? (
        <li>
          <Line fallback={false} /> {words.text('diagram.legend.flow')}
        </li>
      ) : null}
      {fallbacks ? (
        <li>
          <Line fallback /> {words.text('diagram.legend.fallback')}
        </li>
      ) : null}
    </ul>
  );
}
