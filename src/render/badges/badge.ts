import type { BadgeView } from '../../core/view/badge.ts';
import type { Font } from '../diagram/text.ts';
import type { Words } from '../words/words.ts';
import { cutToWidth, lineOf, usualWidth } from './measure.ts';
import { darkStyle } from './palette.ts';
import { glyph, ground, line, number, stateColour, svgFile, tint } from './svg.ts';
import { badgeMessage, badgeTitle } from './words.ts';

/** User units, which are CSS pixels unless who embeds it says otherwise. */
const HEIGHT = 24;
const RADIUS = 4;
const PAD = 9;
const GLYPH = 14;
const GLYPH_GAP = 6;
const LABEL: Font = { size: 12, bold: false };
const MESSAGE: Font = { size: 12, bold: true };
/** About forty letters; beyond it a badge is a banner. The whole name stands in the title. */
const MAX_LABEL = 260;
const MAX_MESSAGE = 320;
/** Half of the border's line lies inside. */
const EDGE = 0.5;

/** `Incoming Mail | ✓ Works at 23:10 BST, 3 Sep`, as one small SVG. */
export function badgeSvg(view: BadgeView, words: Words): string {
  const { severity, name } = view;
  const label = cutToWidth(lineOf(name), LABEL, MAX_LABEL);
  const message = cutToWidth(badgeMessage(view, words), MESSAGE, MAX_MESSAGE);
  const labelRoom = Math.ceil(usualWidth(label, LABEL));
  const messageRoom = Math.ceil(usualWidth(message, MESSAGE));
  const split = PAD + labelRoom + PAD;
  const text = split + PAD + GLYPH + GLYPH_GAP;
  const width = text + messageRoom + PAD;
  const middle = HEIGHT / 2;
  const [right, height] = [width - 2 * EDGE, HEIGHT - 2 * EDGE];
  return svgFile({
    width,
    height: HEIGHT,
    locale: words.locale,
    title: badgeTitle(view, words),
    style: darkStyle([severity], ['page', 'ink', 'rule'], true),
    parts: [
      `<rect ${ground('page')} width="${number(width)}" height="${String(HEIGHT)}" rx="${String(RADIUS)}" fill="currentColor"/>`,
      `<path ${tint(severity)} d="M${number(split)} 0H${number(width - RADIUS)}a${String(RADIUS)} ${String(RADIUS)} 0 0 1 ${String(RADIUS)} ${String(RADIUS)}v${String(HEIGHT - 2 * RADIUS)}a${String(RADIUS)} ${String(RADIUS)} 0 0 1-${String(RADIUS)} ${String(RADIUS)}H${number(split)}z" fill="currentColor"/>`,
      `<rect ${ground('rule')} x="${String(EDGE)}" y="${String(EDGE)}" width="${number(right)}" height="${number(height)}" rx="${number(RADIUS - EDGE)}" fill="none" stroke="currentColor"/>`,
      line({ text: label, font: LABEL, colour: ground('ink'), x: PAD, y: middle, room: labelRoom }),
      glyph(severity, split + PAD + GLYPH / 2, middle, GLYPH),
      line({
        text: message,
        font: MESSAGE,
        colour: stateColour(severity),
        x: text,
        y: middle,
        room: messageRoom,
      }),
    ],
  });
}
