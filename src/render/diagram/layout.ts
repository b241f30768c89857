import type { ELK } from 'elkjs/lib/elk-api.js';
import { columnDrawing } from './column.ts';
import { layeredDrawing } from './layered.ts';
import { LAYOUT_VERSION } from './model.ts';
import type { DiagramInput, DiagramLayout } from './model.ts';

/** Loading ELK costs about 0.2 s, which only a layout that is not in the cache pays. */
async function loadElk(): Promise<ELK> {
  const { default: Elk } = await import('elkjs/lib/elk.bundled.js');
  return new Elk.default();
}

/**
 * Positions of everything in the diagram: plain JSON, to be kept under a digest of the input and
 * {@link LAYOUT_VERSION}. Same input, same layout. A topology without a group has no drawing at all.
 */
export async function layoutDiagram(input: DiagramInput): Promise<DiagramLayout> {
  if (input.zones.length === 0) return { version: LAYOUT_VERSION, wide: null, medium: null, narrow: null };
  const elk = await loadElk();
  const wide = await layeredDrawing(elk, input, 'wide');
  const medium = await layeredDrawing(elk, input, 'medium');
  return {
    version: LAYOUT_VERSION,
    wide,
    // Only worth having where it is readable in less room.
    medium: medium !== null && (wide === null || medium.readableFrom < wide.readableFrom) ? medium : null,
    narrow: columnDrawing(input),
  };
}
