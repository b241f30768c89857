import { SMALL } from './metrics.ts';
import type { Drawing, DrawingKind, Rect, ReservedTexts } from './model.ts';
import { textWidth } from './text.ts';

const ICON = 28;
const PAD = 10;

/** Size of the outside world: the icon above its word, or beside it where height is dear. */
export function internetSize(kind: DrawingKind, texts: ReservedTexts): { width: number; height: number } {
  const label = textWidth(texts.internet, SMALL);
  if (kind === 'wide') return { width: 2 * Math.ceil((Math.max(label, ICON) + 2 * PAD) / 2), height: 84 };
  return { width: 2 * Math.ceil((label + ICON + 8 + 2 * PAD) / 2), height: 48 };
}

/** Where icon and word go in it. `label` is the middle of the baseline in the wide drawing, else its start. */
export function placeInternet(kind: DrawingKind, rect: Rect): NonNullable<Drawing['internet']> {
  const middle = rect.x + rect.width / 2;
  if (kind === 'wide')
    return { ...rect, icon: { x: middle, y: rect.y + 32 }, label: { x: middle, y: rect.y + 68 } };
  const y = rect.y + rect.height / 2;
  return {
    ...rect,
    icon: { x: rect.x + PAD + ICON / 2, y },
    label: { x: rect.x + PAD + ICON + 8, y: y + 4 },
  };
}
